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

std::vector<std::string> hashes(const Result<std::vector<OneTimeSecret>>& listed) {
    std::vector<std::string> found;
    for (const OneTimeSecret& secret : listed.value()) {
        found.push_back(secret.secret_hash);
    }
    return found;
}

TEST_P(OneTimeStoreContract, ASecretIsFoundAsItWasPutAndTakenOnce) {
    const auto secret = some_secret("aa", OneTimeKind::invitation, HomeId::make().value);
    with_engine([&](Engine& engine) -> Task<void> {
        const auto put = co_await engine.one_time().put(secret);
        EXPECT_TRUE(put);
    });
    with_engine([&](Engine& engine) -> Task<void> {
        auto& store = engine.one_time();
        const auto found = co_await store.find(OneTimeKind::invitation, "aa", kNow);
        EXPECT_EQ(found.value(), secret) << "over a restart";
        const auto taken = co_await store.take(OneTimeKind::invitation, "aa", kNow);
        EXPECT_EQ(taken.value(), secret);
        const auto again = co_await store.take(OneTimeKind::invitation, "aa", kNow);
        EXPECT_EQ(again.value(), std::nullopt);
        const auto gone = co_await store.find(OneTimeKind::invitation, "aa", kNow);
        EXPECT_EQ(gone.value(), std::nullopt);
        const auto listed = co_await store.list(OneTimeKind::invitation, secret.subject, kNow);
        EXPECT_THAT(hashes(listed), testing::IsEmpty());
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
        (void)co_await store.erase(OneTimeKind::password_reset, "aa");
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
        const auto listed = co_await store.list(OneTimeKind::password_reset, user, expiry);
        EXPECT_THAT(hashes(listed), testing::IsEmpty());
        const auto erased = co_await store.erase_expired_before(expiry + Milliseconds{1});
        EXPECT_TRUE(erased);
    });
}

TEST_P(OneTimeStoreContract, ListsAndErasesThoseOfASubject) {
    with_engine([](Engine& engine) -> Task<void> {
        auto& store = engine.one_time();
        const std::string home = HomeId::make().value;
        const std::string other = HomeId::make().value;
        auto newer = some_secret("aa", OneTimeKind::invitation, home);
        newer.created_at += Seconds{1};
        (void)co_await store.put(newer);
        (void)co_await store.put(some_secret("bb", OneTimeKind::invitation, home));
        (void)co_await store.put(some_secret("cc", OneTimeKind::invitation, home));
        (void)co_await store.put(some_secret("dd", OneTimeKind::invitation, other));
        (void)co_await store.put(some_secret("ee", OneTimeKind::password_reset, home));
        (void)co_await store.erase(OneTimeKind::invitation, "cc");
        auto listed = co_await store.list(OneTimeKind::invitation, home, kNow);
        EXPECT_THAT(hashes(listed), testing::ElementsAre("bb", "aa")) << "oldest first";

        (void)co_await store.erase_all(OneTimeKind::invitation, home);
        listed = co_await store.list(OneTimeKind::invitation, home, kNow);
        EXPECT_THAT(hashes(listed), testing::IsEmpty());
        const auto gone = co_await store.find(OneTimeKind::invitation, "aa", kNow);
        EXPECT_EQ(gone.value(), std::nullopt);
        listed = co_await store.list(OneTimeKind::invitation, other, kNow);
        EXPECT_THAT(hashes(listed), testing::ElementsAre("dd"));
        listed = co_await store.list(OneTimeKind::password_reset, home, kNow);
        EXPECT_THAT(hashes(listed), testing::ElementsAre("ee"));
    });
}

}  // namespace
}  // namespace ohmstead::test
