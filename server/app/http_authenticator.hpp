#pragma once

#include "auth/authenticator.hpp"
#include "auth/transport.hpp"
#include "http/authenticator.hpp"

namespace ohmstead {

// Connects the port of http to auth: which hosts are answered, and who a request comes from.
class HttpAuthenticator final : public http::Authenticator {
public:
    HttpAuthenticator(ohmstead::Authenticator& authenticator, const TransportRules& rules)
        : authenticator_(authenticator), rules_(rules) {}

    bool host_allowed(const http::ConnectionFacts& connection) const override;
    std::string clearing_cookie(const http::ConnectionFacts& connection) const override;
    // forbidden when credentials come over a connection on which they must not be used.
    Task<Result<http::IdentityPtr>> authenticate(http::Credentials credentials) override;

private:
    TransportVerdict judge(const http::ConnectionFacts& connection) const;

    ohmstead::Authenticator& authenticator_;
    const TransportRules& rules_;
};

}  // namespace ohmstead
