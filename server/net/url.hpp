#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace ohmstead {

enum class UrlScheme { http, https, ws, wss };

// An address to connect to. Exactly what was written decides where the connection goes: forms that
// another reader could understand differently are refused when parsing.
struct Url {
    UrlScheme scheme = UrlScheme::https;
    std::string host;  // lower case; an IPv6 address without its brackets
    std::uint16_t port = 443;
    std::string target = "/";  // path and query, percent-encoded

    bool is_tls() const { return scheme == UrlScheme::https || scheme == UrlScheme::wss; }
    // For the Host header: the port only where it is not the scheme's own.
    std::string authority() const;

    friend bool operator==(const Url&, const Url&) = default;
};

// An absolute http, https, ws or wss URL of at most 2048 ASCII characters. Errors (invalid):
// another scheme, user info, a fragment, blanks or control characters, escapes in the host, a host
// that is a number in any form but the four of an IPv4 address, port 0.
Result<Url> parse_url(std::string_view text);

}  // namespace ohmstead
