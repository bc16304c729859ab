#include "auth/cookies.hpp"

#include <algorithm>

namespace ohmstead {
namespace {

std::string_view attributes_of(CookieFlavour flavour) {
    return flavour == CookieFlavour::secure ? "; Path=/; Secure; HttpOnly; SameSite=Lax"
                                            : "; Path=/; HttpOnly; SameSite=Strict";
}

std::string_view without_blanks(std::string_view text) {
    const std::size_t begin = std::min(text.find_first_not_of(" \t"), text.size());
    text.remove_prefix(begin);
    return text.substr(0, text.find_last_not_of(" \t") + 1);
}

}  // namespace

std::string_view session_cookie_name(CookieFlavour flavour) {
    return flavour == CookieFlavour::secure ? "__Host-ohmstead" : "ohmstead";
}

std::string set_session_cookie(CookieFlavour flavour, std::string_view secret, Seconds max_age) {
    std::string cookie{session_cookie_name(flavour)};
    cookie += '=';
    cookie += secret;
    cookie += attributes_of(flavour);
    cookie += "; Max-Age=";
    cookie += std::to_string(max_age.count());
    return cookie;
}

std::string clear_session_cookie(CookieFlavour flavour) {
    return set_session_cookie(flavour, "", Seconds{0});
}

namespace {

std::string_view start_cookie_name(CookieFlavour flavour) {
    return flavour == CookieFlavour::secure ? "__Host-ohmstead-start" : "ohmstead-start";
}

std::optional<std::string_view> find_cookie(std::string_view cookie_header,
                                            std::string_view wanted) {
    std::optional<std::string_view> found;
    while (!cookie_header.empty()) {
        const std::size_t end = std::min(cookie_header.find(';'), cookie_header.size());
        const std::string_view pair = without_blanks(cookie_header.substr(0, end));
        cookie_header.remove_prefix(std::min(end + 1, cookie_header.size()));
        const std::size_t equals = pair.find('=');
        if (equals == std::string_view::npos || pair.substr(0, equals) != wanted) {
            continue;
        }
        if (found) {
            return std::nullopt;
        }
        found = pair.substr(equals + 1);
    }
    return found;
}

}  // namespace

std::optional<std::string_view> find_session_cookie(std::string_view cookie_header,
                                                    CookieFlavour flavour) {
    return find_cookie(cookie_header, session_cookie_name(flavour));
}

std::string set_start_cookie(CookieFlavour flavour, std::string_view secret, Seconds max_age) {
    std::string cookie{start_cookie_name(flavour)};
    cookie += '=';
    cookie += secret;
    cookie += flavour == CookieFlavour::secure ? "; Path=/; Secure; HttpOnly; SameSite=Lax"
                                               : "; Path=/; HttpOnly; SameSite=Lax";
    cookie += "; Max-Age=";
    cookie += std::to_string(max_age.count());
    return cookie;
}

std::optional<std::string_view> find_start_cookie(std::string_view cookie_header,
                                                  CookieFlavour flavour) {
    return find_cookie(cookie_header, start_cookie_name(flavour));
}

}  // namespace ohmstead
