#include <gmock/gmock.h>

#include "contract/store_contract.hpp"

namespace ohmstead::test {
namespace {

OHMSTEAD_STORE_CONTRACT(OneTimeStoreContract);

OneTimeSecret some_secret(std::string hash, OneTimeKind kind, std::string subject) {
    return {.secret_hash = std::move(hash),
            .kind = kind,
            .subject = std::move(subject),
            .detail = R"({"role":"viewer"})",
            .created_at = kNow,
            .expires_at = kNow + Seconds{60}};
}

TEST_P(OneTimeStoreContract, ASecretIsFoundAsItWasPutAndTakenOnce) {
    const auto secret = some_secret("aa", OneTimeKind::password_reset, UserId::make().value);
    with_engine([&](Engine& engine) -> Task<void> {
        const auto put = co_await engine.one_time().put(secret);
        EXPECT_TRUE(put);
    });
    with_engine([&](Engine& engine) -> Task<void> {
        auto& store = engine.one_time();
        const auto found = co_await store.find(OneTimeKind::password_reset, "aa", kNow);
        EXPECT_EQ(found.value(), secret) << "over a restart";
        const auto taken = co_await store.take(OneTimeKind::password_reset, "aa", kNow);
        EXPECT_EQ(taken.value(), secret);
        const auto again = co_await store.take(OneTimeKind::password_reset, "aa", kNow);
        EXPECT_EQ(again.value(), std::nullopt);
        const auto gone = co_await store.find(OneTimeKind::password_reset, "aa", kNow);
        EXPECT_EQ(gone.value(), std::nullopt);
    });
}

TEST_P(OneTimeStoreContract, ASecretIsGoodForItsKindAlone) {
    with_engine([](Engine& engine) -> Task<void> {
        auto& store = engine.one_time();
        const std::string user = UserId::make().value;
        (void)co_await store.put(some_secret("aa", OneTimeKind::second_step, user));
        const auto found = co_await store.find(OneTimeKind::password_reset, "aa", kNow);
        EXPECT_EQ(found.value(), std::nullopt);
        const auto taken = co_await store.take(OneTimeKind::password_reset, "aa", kNow);
        EXPECT_EQ(taken.value(), std::nullopt);
        const auto right = co_await store.take(OneTimeKind::second_step, "aa", kNow);
        EXPECT_EQ(right.value()->subject, user) << "it was left alone";
    });
}

TEST_P(OneTimeStoreContract, AnExpiredSecretIsNoSecret) {
    with_engine([](Engine& engine) -> Task<void> {
        auto& store = engine.one_time();
        const std::string user = UserId::make().value;
        (void)co_await store.put(some_secret("aa", OneTimeKind::password_reset, user));
        const Instant expiry = kNow + Seconds{60};
        (void)co_await store.erase_expired_before(expiry);
        const auto before =
            co_await store.find(OneTimeKind::password_reset, "aa", expiry - Milliseconds{1});
        EXPECT_TRUE(before.value().has_value()) << "it expires at that very instant, not before";
        const auto then = co_await store.take(OneTimeKind::password_reset, "aa", expiry);
        EXPECT_EQ(then.value(), std::nullopt);
        const auto erased = co_await store.erase_expired_before(expiry + Milliseconds{1});
        EXPECT_TRUE(erased);
    });
}

TEST_P(OneTimeStoreContract, ErasesThoseOfASubjectAndKind) {
    with_engine([](Engine& engine) -> Task<void> {
        auto& store = engine.one_time();
        const std::string user = UserId::make().value;
        const std::string other = UserId::make().value;
        (void)co_await store.put(some_secret("aa", OneTimeKind::password_reset, user));
        (void)co_await store.put(some_secret("bb", OneTimeKind::password_reset, user));
        (void)co_await store.put(some_secret("cc", OneTimeKind::password_reset, other));
        (void)co_await store.put(some_secret("dd", OneTimeKind::second_step, user));
        (void)co_await store.erase_all(OneTimeKind::password_reset, user);
        std::vector<std::string> left;
        for (const std::string hash : {"aa", "bb", "cc", "dd"}) {
            for (const auto kind : {OneTimeKind::password_reset, OneTimeKind::second_step}) {
                const auto found = co_await store.find(kind, hash, kNow);
                if (found.value()) {
                    left.push_back(hash);
                }
            }
        }
        EXPECT_THAT(left, testing::ElementsAre("cc", "dd"));
    });
}

}  // namespace
}  // namespace ohmstead::test
