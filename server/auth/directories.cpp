#include "auth/directories.hpp"

#include <algorithm>
#include <utility>

namespace ohmstead {
namespace {

bool takes_tokens_of(const Directory& directory, std::string_view issuer) {
    const auto& issuers = directory.provider.token_issuers;
    return std::any_of(issuers.begin(), issuers.end(),
                       [&](const TokenIssuer& each) { return each.issuer == issuer; });
}

Error refused() {
    return make_error(ErrorCode::unauthenticated, "This token is not valid, or no longer so.");
}

}  // namespace

Directory::Directory(IdentityProvider configured, const DirectoryServices& services)
    : provider(std::move(configured)),
      documents({.name = provider.name,
                 .discovery_base = provider.discovery_base,
                 .issuer = provider.issuer},
                services.fetch, services.executor, services.tasks, services.clock, services.log) {}

Task<Result<TokenClaims>> Directory::check(UnverifiedToken token, TokenRules rules, Instant now,
                                           std::string_view& refusal) {
    OHMSTEAD_CO_TRY(auto keys, co_await documents.keys());
    auto claims = verify_token(token, rules, *keys, now);
    if (!claims && claims.error().unknown_key) {
        OHMSTEAD_CO_TRY(keys, co_await documents.newer_keys());
        claims = verify_token(token, rules, *keys, now);
    }
    if (!claims) {
        refusal = claims.error().reason;
        co_return refused();
    }
    co_return std::move(*claims);
}

Directories::Directories(std::vector<IdentityProvider> providers, DirectoryServices services) {
    for (auto& provider : providers) {
        directories_.push_back(std::make_unique<Directory>(std::move(provider), services));
    }
}

Directory* Directories::find(std::string_view id) const {
    const auto found = std::find_if(directories_.begin(), directories_.end(),
                                    [&](const auto& each) { return each->provider.id == id; });
    return found == directories_.end() ? nullptr : found->get();
}

Directory* Directories::of_issuer(std::string_view token_issuer) const {
    const auto found =
        std::find_if(directories_.begin(), directories_.end(),
                     [&](const auto& each) { return takes_tokens_of(*each, token_issuer); });
    return found == directories_.end() ? nullptr : found->get();
}

void Directories::maintain() {
    for (const auto& directory : directories_) {
        directory->documents.maintain();
    }
}

}  // namespace ohmstead
