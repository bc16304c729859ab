#pragma once

#include <map>
#include <string>

#include "store/second_factor_store.hpp"

namespace ohmstead::test {

// Second factors in memory.
class FakeSecondFactorStore final : public SecondFactorStore {
public:
    std::map<UserId, SecondFactor> factors;

    Task<Status> put(UserId user, SecondFactor factor) override {
        factors[user] = std::move(factor);
        co_return Status{};
    }
    Task<Result<std::optional<SecondFactor>>> find(UserId user) override {
        const auto found = factors.find(user);
        co_return found == factors.end() ? std::nullopt : std::optional(found->second);
    }
    Task<Status> erase(UserId user) override {
        factors.erase(user);
        co_return Status{};
    }
    Task<Result<bool>> use_step(UserId user, std::int64_t step) override {
        const auto found = factors.find(user);
        if (found == factors.end() || found->second.last_step >= step) {
            co_return false;
        }
        found->second.last_step = step;
        co_return true;
    }
    Task<Result<bool>> use_recovery_code(UserId user, std::string code_hash) override {
        const auto found = factors.find(user);
        co_return found != factors.end() &&
            std::erase(found->second.recovery_hashes, code_hash) > 0;
    }
};

}  // namespace ohmstead::test
