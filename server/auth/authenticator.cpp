#include "auth/authenticator.hpp"

namespace ohmstead {
namespace {

// The token of "Bearer <token>" (the scheme in any case); empty for anything else.
std::string_view bearer_token(std::string_view authorization) {
    constexpr std::string_view kScheme = "bearer ";
    if (authorization.size() <= kScheme.size()) {
        return {};
    }
    for (std::size_t i = 0; i < kScheme.size(); ++i) {
        const char character = authorization[i];
        const bool upper = character >= 'A' && character <= 'Z';
        if ((upper ? static_cast<char>(character - 'A' + 'a') : character) != kScheme[i]) {
            return {};
        }
    }
    return authorization.substr(kScheme.size());
}

Task<Result<IdentityPtr>> nobody() {
    co_return IdentityPtr{};
}

Task<Result<IdentityPtr>> two_at_once() {
    co_return make_error(ErrorCode::unauthenticated,
                         "This came with two credentials, a token or key and a session.");
}

// Keys have no dot, and tokens of directories two.
bool is_token(std::string_view bearer) {
    return bearer.find('.') != bearer.npos;
}

}  // namespace

Task<Result<IdentityPtr>> Authenticator::authenticate(const Credentials& credentials) {
    const auto secret = find_session_cookie(credentials.cookie, credentials.flavour);
    if (!credentials.authorization.empty()) {
        if (secret) {
            return two_at_once();
        }
        std::string bearer(bearer_token(credentials.authorization));
        return is_token(bearer) ? tokens_.find(std::move(bearer)) : keys_.find(std::move(bearer));
    }
    if (secret) {
        return sessions_.find(std::string(*secret));
    }
    return nobody();
}

}  // namespace ohmstead
