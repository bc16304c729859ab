#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "crypto/bytes.hpp"

namespace ohmstead {

// One-time codes that change every 30 seconds (RFC 6238 with SHA-1, what authenticator apps know).
// Pure.

// The step in which `at` lies.
std::int64_t totp_step(Instant at);

// The code of a step, with that many digits, at most 8.
std::string totp_code(ByteView secret, std::int64_t step, int digits = 6);

// The step whose code `code` is, of the one at `now` and its two neighbours (clocks differ);
// nothing for any other text. Blanks between the digits do not count.
std::optional<std::int64_t> totp_step_of(ByteView secret, std::string_view code, Instant now);

// RFC 4648 base32 without padding, as people type a secret into an app.
std::string base32_encode(ByteView bytes);

// What an app reads from a QR code to make the codes of `account`, an e-mail address.
std::string otpauth_uri(ByteView secret, std::string_view account);

}  // namespace ohmstead
