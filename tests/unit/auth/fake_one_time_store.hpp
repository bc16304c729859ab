#pragma once

#include <map>
#include <string>

#include "store/one_time_store.hpp"

namespace ohmstead::test {

// One-time secrets in memory.
class FakeOneTimeStore final : public OneTimeStore {
public:
    std::map<std::string, OneTimeSecret> secrets;

    Task<Status> put(OneTimeSecret secret) override {
        secrets[secret.secret_hash] = secret;
        co_return Status{};
    }
    Task<Result<std::optional<OneTimeSecret>>> find(OneTimeKind kind, std::string secret_hash,
                                                    Instant now) override {
        const auto found = secrets.find(secret_hash);
        const bool good =
            found != secrets.end() && found->second.kind == kind && found->second.expires_at > now;
        co_return good ? std::optional(found->second) : std::nullopt;
    }
    Task<Result<std::optional<OneTimeSecret>>> take(OneTimeKind kind, std::string secret_hash,
                                                    Instant now) override {
        auto found = co_await find(kind, secret_hash, now);
        if (found.value()) {
            secrets.erase(secret_hash);
        }
        co_return found;
    }
    Task<Status> erase_all(OneTimeKind kind, std::string subject) override {
        std::erase_if(secrets, [&](const auto& entry) {
            return entry.second.kind == kind && entry.second.subject == subject;
        });
        co_return Status{};
    }
    Task<Status> erase_expired_before(Instant instant) override {
        std::erase_if(secrets,
                      [&](const auto& entry) { return entry.second.expires_at < instant; });
        co_return Status{};
    }
};

}  // namespace ohmstead::test
