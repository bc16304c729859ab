#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "auth/transport.hpp"
#include "base/time.hpp"

namespace ohmstead {

// The session cookie. Over TLS its name starts with __Host-, so that no other host and no plain
// connection can set it. Plain HTTP has a name of its own, or it would overwrite the other, and
// SameSite=Strict in return.
std::string_view session_cookie_name(CookieFlavour flavour);

// Values of Set-Cookie. `max_age` is the session's absolute limit.
std::string set_session_cookie(CookieFlavour flavour, std::string_view secret, Seconds max_age);
std::string clear_session_cookie(CookieFlavour flavour);

// The session's secret in a Cookie header, as sent; nothing when absent, or there more than once:
// then someone else may have set one of them.
std::optional<std::string_view> find_session_cookie(std::string_view cookie_header,
                                                    CookieFlavour flavour);

// The start cookie, which binds a sign-in through a directory to the browser that began it. It goes
// along when the directory sends the browser back (SameSite=Lax), over TLS and without.
std::string set_start_cookie(CookieFlavour flavour, std::string_view secret, Seconds max_age);
std::optional<std::string_view> find_start_cookie(std::string_view cookie_header,
                                                  CookieFlavour flavour);

}  // namespace ohmstead
