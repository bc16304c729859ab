#include <algorithm>

#include <gmock/gmock.h>

#include "contract/store_contract.hpp"

namespace ohmstead::test {
namespace {

OHMSTEAD_STORE_CONTRACT(SecondFactorStoreContract);

Task<UserId> make_user(Engine& engine) {
    User user;
    user.id = UserId::make();
    user.email = user.id.value + "@example.org";
    user.name = "Somebody";
    user.created_at = kNow;
    (void)co_await engine.users().create_user(user);
    co_return user.id;
}

SecondFactor some_factor() {
    return {.sealed_secret = "v1.sealed",
            .confirmed = true,
            .last_step = 58'000'000,
            .recovery_hashes = {"aa", "bb"}};
}

TEST_P(SecondFactorStoreContract, AFactorIsReplacedAndErased) {
    with_engine([](Engine& engine) -> Task<void> {
        auto& store = engine.second_factors();
        const UserId ann = co_await make_user(engine);
        auto found = co_await store.find(ann);
        EXPECT_EQ(found.value(), std::nullopt);
        const SecondFactor begun{.sealed_secret = "v1.other", .recovery_hashes = {}};
        (void)co_await store.put(ann, begun);
        found = co_await store.find(ann);
        EXPECT_EQ(found.value(), begun);

        (void)co_await store.put(ann, some_factor());
        found = co_await store.find(ann);
        std::ranges::sort(found.value()->recovery_hashes);
        EXPECT_EQ(found.value(), some_factor());
        (void)co_await store.erase(ann);
        found = co_await store.find(ann);
        EXPECT_EQ(found.value(), std::nullopt);

        const auto nobody = co_await store.put(UserId::make(), begun);
        EXPECT_EQ(refusal(nobody), ErrorCode::not_found);
    });
}

TEST_P(SecondFactorStoreContract, AStepIsUsedOnce) {
    with_engine([](Engine& engine) -> Task<void> {
        auto& store = engine.second_factors();
        const UserId ann = co_await make_user(engine);
        (void)co_await store.put(ann, some_factor());
        const auto use = [&](std::int64_t step) -> Task<bool> {
            const auto used = co_await store.use_step(ann, step);
            co_return used.value();
        };
        const auto known = co_await use(58'000'000);
        EXPECT_FALSE(known);
        const auto next = co_await use(58'000'001);
        EXPECT_TRUE(next);
        const auto again = co_await use(58'000'001);
        EXPECT_FALSE(again);
        const auto nobody = co_await store.use_step(UserId::make(), 58'000'002);
        EXPECT_FALSE(nobody.value()) << "nothing is made of nothing";
    });
}

TEST_P(SecondFactorStoreContract, ARecoveryCodeIsUsedOnce) {
    with_engine([](Engine& engine) -> Task<void> {
        auto& store = engine.second_factors();
        const UserId ann = co_await make_user(engine);
        (void)co_await store.put(ann, some_factor());
        const auto use = [&](std::string code) -> Task<bool> {
            const auto used = co_await store.use_recovery_code(ann, std::move(code));
            co_return used.value();
        };
        const auto unknown = co_await use("cc");
        EXPECT_FALSE(unknown);
        const auto first = co_await use("aa");
        EXPECT_TRUE(first);
        const auto again = co_await use("aa");
        EXPECT_FALSE(again);
        const auto last = co_await use("bb");
        EXPECT_TRUE(last);
        const auto found = co_await store.find(ann);
        EXPECT_THAT(found.value()->recovery_hashes, testing::IsEmpty());
        EXPECT_TRUE(found.value()->confirmed);
        const auto none = co_await use("bb");
        EXPECT_FALSE(none);
    });
}

}  // namespace
}  // namespace ohmstead::test
