#include "app/http_authenticator.hpp"

#include "auth/cookies.hpp"

namespace ohmstead {

TransportVerdict HttpAuthenticator::judge(const http::ConnectionFacts& connection) const {
    return judge_transport({.tls = connection.tls,
                            .local = connection.local,
                            .peer = connection.peer,
                            .host = connection.host,
                            .forwarded = connection.forwarded},
                           rules_);
}

bool HttpAuthenticator::host_allowed(const http::ConnectionFacts& connection) const {
    return judge(connection).host_allowed;
}

std::string HttpAuthenticator::clearing_cookie(const http::ConnectionFacts& connection) const {
    return clear_session_cookie(judge(connection).cookie);
}

Task<Result<http::IdentityPtr>> HttpAuthenticator::authenticate(http::Credentials credentials) {
    const auto verdict = judge(credentials.connection);
    const bool presents_any = !credentials.authorization.empty() ||
                              find_session_cookie(credentials.cookie, verdict.cookie).has_value();
    if (!verdict.sign_in_allowed && presents_any) {
        co_return make_error(ErrorCode::forbidden,
                             "Credentials are accepted over an encrypted connection only. Treat "
                             "the one just sent as known to others.");
    }
    co_return co_await authenticator_.authenticate({.authorization = credentials.authorization,
                                                    .cookie = credentials.cookie,
                                                    .flavour = verdict.cookie});
}

}  // namespace ohmstead
