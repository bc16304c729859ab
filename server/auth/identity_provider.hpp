#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "auth/token_verifier.hpp"
#include "crypto/verifying_key.hpp"
#include "domain/access/permission.hpp"

namespace ohmstead {

// A directory through which people sign in, as configured.
struct IdentityProvider {
    std::string id;    // in addresses; lower-case letters, digits and -
    std::string name;  // on the button
    bool entra = false;
    // The address below which its discovery document lies, and what that must name as issuer.
    std::string discovery_base;
    std::string issuer;
    // Whose tokens are taken: the issuer itself, or one for each tenant of Entra.
    std::vector<TokenIssuer> token_issuers;
    SignatureAlgorithm algorithm = SignatureAlgorithm::rs256;
    std::string client_id;
    std::string client_secret;
    std::string scope = "openid profile email";
    // Audience and scope of access tokens for the API; without an audience none are taken.
    std::string api_audience;
    std::string api_scope;
    std::string roles_claim;  // empty: it gives no roles
    ProviderId staff_of;      // whose staff the role Provider stands for; empty: it is not known
    // Whoever has a verified e-mail address of one of them may sign in; empty: everybody may.
    std::vector<std::string> email_domains;

    TokenRules sign_in_rules(std::string nonce) const;
    TokenRules api_rules() const;
};

// Whether connections for signing people in may go there: HTTPS, or HTTP on this machine.
bool is_safe_provider_url(std::string_view url);

// Whether `verified` and exactly one of `domains` stands after the only @ of `email`.
bool is_of_domain(std::string_view email, bool verified, const std::vector<std::string>& domains);

}  // namespace ohmstead
