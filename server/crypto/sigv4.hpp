#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.hpp"

namespace ohmstead {

// What AWS Signature Version 4 is made with. Secret: never logged.
struct SigningCredentials {
    std::string access_key_id;
    std::string secret_access_key;
    std::string session_token;  // of temporary credentials; empty otherwise
};

// What is signed: a request for the path "/" without a query, which is all that AWS's JSON services
// take.
struct SigV4Request {
    std::string_view method;
    // All that are to be signed, with "host" and without those that signing adds. Names may be in
    // any case; one name may occur several times.
    std::vector<std::pair<std::string, std::string>> headers;
    std::string_view body;
    std::string_view region;
    std::string_view service;
    Instant at;  // within 5 minutes of the receiver's clock
};

// The headers to send beside the signed ones: X-Amz-Date, X-Amz-Security-Token for temporary
// credentials, and Authorization.
std::vector<std::pair<std::string, std::string>> sign_v4(const SigV4Request& request,
                                                         const SigningCredentials& credentials);

}  // namespace ohmstead
