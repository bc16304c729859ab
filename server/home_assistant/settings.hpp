#pragma once

#include <string>

#include "net/address_policy.hpp"

namespace ohmstead::home_assistant {

// Where a home's Home Assistant is, with the token in clear: never logged, never shown.
struct LinkSettings {
    std::string url;                 // http(s) or ws(s), with an optional base path
    std::string token;               // long-lived access token
    std::string pinned_fingerprint;  // SHA-256 of the certificate in hex, or empty: system CAs
    AddressPolicy addresses = AddressPolicy::self_hosted;
};

}  // namespace ohmstead::home_assistant
