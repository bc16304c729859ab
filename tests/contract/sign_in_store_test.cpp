#include "contract/store_contract.hpp"

namespace ohmstead::test {
namespace {

OHMSTEAD_STORE_CONTRACT(SignInStoreContract);

PendingSignIn some_sign_in(std::string state, Seconds good_for = Seconds{600}) {
    return {.browser_hash = "browser",
            .state_hash = std::move(state),
            .provider = "work",
            .return_to = "/live?x=1",
            .expires_at = kNow + good_for};
}

TEST_P(SignInStoreContract, ASignInIsTakenOnceByItsBrowserInItsTime) {
    with_engine([](Engine& engine) -> Task<void> {
        const auto put = co_await engine.sign_ins().put(some_sign_in("a"));
        EXPECT_TRUE(put);
        (void)co_await engine.sign_ins().put(some_sign_in("late", Seconds{1}));
    });
    with_engine([](Engine& engine) -> Task<void> {
        auto& sign_ins = engine.sign_ins();
        const auto foreign = co_await sign_ins.take("other browser", "a", kNow);
        EXPECT_FALSE(foreign.value().has_value());
        const auto unknown = co_await sign_ins.take("browser", "b", kNow);
        EXPECT_FALSE(unknown.value().has_value());
        const auto taken = co_await sign_ins.take("browser", "a", kNow);
        EXPECT_EQ(taken.value()->provider, "work");
        EXPECT_EQ(taken.value()->return_to, "/live?x=1");
        const auto again = co_await sign_ins.take("browser", "a", kNow);
        EXPECT_FALSE(again.value().has_value());
        const auto late = co_await sign_ins.take("browser", "late", kNow + Seconds{1});
        EXPECT_FALSE(late.value().has_value());
        const auto erased = co_await sign_ins.erase_expired_before(kNow + Seconds{700});
        EXPECT_TRUE(erased);
    });
}

TEST_P(SignInStoreContract, Oidc07TheOldestOfABrowserGoWhenThereAreTooMany) {
    with_engine([](Engine& engine) -> Task<void> {
        auto& sign_ins = engine.sign_ins();
        for (int i = 0; i < 100; ++i) {
            const auto put =
                co_await sign_ins.put(some_sign_in("s" + std::to_string(i), Seconds{600 + i}));
            EXPECT_TRUE(put);
        }
        PendingSignIn other = some_sign_in("s0");
        other.browser_hash = "other";
        (void)co_await sign_ins.put(other);
        int found = 0;
        for (int i = 0; i < 100; ++i) {
            const auto taken = co_await sign_ins.take("browser", "s" + std::to_string(i), kNow);
            found += taken.value().has_value() ? 1 : 0;
            EXPECT_EQ(taken.value().has_value(), i >= 90) << i;
        }
        EXPECT_EQ(found, 10);
        const auto others = co_await sign_ins.take("other", "s0", kNow);
        EXPECT_TRUE(others.value().has_value());
    });
}

}  // namespace
}  // namespace ohmstead::test
