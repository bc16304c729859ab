#pragma once

#include <string>

#include "async/task.hpp"
#include "base/result.hpp"
#include "http/request_context.hpp"

namespace ohmstead::http {

// What a request presents to say who sends it, as sent.
struct Credentials {
    std::string authorization;
    std::string cookie;
    ConnectionFacts connection;
};

// The port to whoever knows users, keys and the rules of transport.
class Authenticator {
public:
    virtual ~Authenticator() = default;

    // Whether anything is answered at all to a request with this Host over this connection.
    virtual bool host_allowed(const ConnectionFacts& connection) const = 0;

    // Null for a request without credentials; unauthenticated for wrong ones.
    virtual Task<Result<IdentityPtr>> authenticate(Credentials credentials) = 0;

    // The Set-Cookie that takes a useless cookie away; sent when a cookie was not accepted.
    virtual std::string clearing_cookie(const ConnectionFacts& connection) const = 0;
};

}  // namespace ohmstead::http
