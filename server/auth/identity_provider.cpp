#include "auth/identity_provider.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "net/url.hpp"

namespace ohmstead {

TokenRules IdentityProvider::sign_in_rules(std::string nonce) const {
    return {.use = TokenRules::Use::sign_in,
            .algorithm = algorithm,
            .issuers = token_issuers,
            .audience = client_id,
            .nonce = std::move(nonce),
            .scope = {},
            .roles_claim = roles_claim,
            .entra = entra};
}

TokenRules IdentityProvider::api_rules() const {
    return {.use = TokenRules::Use::api,
            .algorithm = algorithm,
            .issuers = token_issuers,
            .audience = api_audience,
            .nonce = {},
            .scope = api_scope,
            .roles_claim = roles_claim,
            .entra = entra};
}

bool is_safe_provider_url(std::string_view text) {
    const auto url = parse_url(text);
    if (!url) {
        return false;
    }
    const bool loopback =
        url->host == "127.0.0.1" || url->host == "::1" || url->host == "localhost";
    return url->scheme == UrlScheme::https || (url->scheme == UrlScheme::http && loopback);
}

bool is_of_domain(std::string_view email, bool verified, const std::vector<std::string>& domains) {
    const auto at = email.find('@');
    if (!verified || at == email.npos || email.find('@', at + 1) != email.npos) {
        return false;
    }
    const auto domain = lower_case(email.substr(at + 1));
    return std::any_of(domains.begin(), domains.end(),
                       [&](const std::string& each) { return lower_case(each) == domain; });
}

}  // namespace ohmstead
