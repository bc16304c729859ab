#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "crypto/bytes.hpp"

namespace ohmstead {

// Lower-case hexadecimal.
std::string hex_encode(ByteView bytes);
// Nothing for an odd length or any other character than 0-9 and a-f.
std::optional<Bytes> hex_decode(std::string_view text);

// RFC 4648 section 5, without padding.
std::string base64url_encode(ByteView bytes);
// Accepts exactly what base64url_encode makes, so one value has one spelling: no padding, no other
// alphabet, no stray bits at the end.
std::optional<Bytes> base64url_decode(std::string_view text);

// RFC 4648 section 4, with padding.
std::string base64_encode(ByteView bytes);
// Accepts exactly what base64_encode makes.
std::optional<Bytes> base64_decode(std::string_view text);

// RFC 3986 section 2: every byte that is not unreserved as %XX, so that the text can stand in a
// path, a query or a form.
std::string percent_encode(std::string_view text);

}  // namespace ohmstead
