#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include <boost/json/serialize.hpp>

#include "auth/identity_provider.hpp"
#include "store/sign_in_store.hpp"
#include "support/scripted_provider.hpp"

namespace ohmstead::test {

// One tenant of Entra, as configured.
inline IdentityProvider sample_provider() {
    IdentityProvider provider;
    provider.id = "work";
    provider.name = "Example Ltd";
    provider.entra = true;
    provider.issuer = "https://login.microsoftonline.com/7b0c1a52-1111-4222-8333-444455556666/v2.0";
    provider.discovery_base = provider.issuer;
    provider.token_issuers = {{provider.issuer, "7b0c1a52-1111-4222-8333-444455556666"}};
    provider.client_id = "2c2c2c2c-aaaa-4bbb-8ccc-dddd00001111";
    provider.client_secret = "a secret";
    provider.api_audience = provider.client_id;
    provider.api_scope = "access";
    provider.roles_claim = "roles";
    return provider;
}

// Its addresses at login.microsoftonline.com.
inline const std::string kProviderDiscovery =
    "/7b0c1a52-1111-4222-8333-444455556666/v2.0/.well-known/openid-configuration";
inline void publish(ScriptedProvider& scripted, const std::string& keys) {
    const std::string base = "https://login.microsoftonline.com";
    scripted.says(kProviderDiscovery, boost::json::serialize(boost::json::object{
                                          {"issuer", sample_provider().issuer},
                                          {"authorization_endpoint", base + "/authorize"},
                                          {"token_endpoint", base + "/token"},
                                          {"jwks_uri", base + "/keys"},
                                          {"end_session_endpoint", base + "/logout"}}));
    scripted.says("/keys", keys);
}

// Sign-ins in memory.
class FakeSignInStore final : public SignInStore {
public:
    std::vector<PendingSignIn> pending;

    Task<Status> put(PendingSignIn sign_in) override {
        pending.push_back(std::move(sign_in));
        co_return Status{};
    }
    Task<Result<std::optional<PendingSignIn>>> take(std::string browser_hash,
                                                    std::string state_hash, Instant now) override {
        const auto found =
            std::find_if(pending.begin(), pending.end(), [&](const PendingSignIn& each) {
                return each.browser_hash == browser_hash && each.state_hash == state_hash;
            });
        if (found == pending.end()) {
            co_return std::optional<PendingSignIn>{};
        }
        auto taken = std::move(*found);
        pending.erase(found);
        co_return taken.expires_at > now ? std::optional(std::move(taken)) : std::nullopt;
    }
    Task<Status> erase_expired_before(Instant instant) override {
        std::erase_if(pending, [&](const auto& each) { return each.expires_at < instant; });
        co_return Status{};
    }
};

}  // namespace ohmstead::test
