#include "auth/local_accounts.hpp"

#include <ctime>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "auth/demo_entry.hpp"
#include "support/manual_clock.hpp"
#include "support/task_runner.hpp"
#include "unit/auth/cheap_hashing.hpp"
#include "unit/auth/fake_stores.hpp"
#include "unit/auth/here_and_now.hpp"

namespace ohmstead {
namespace {

using namespace std::chrono_literals;
using test::kCheap;
using test::kNow;

constexpr auto kPassword = "teapot on the moon";

class LocalAccountsTest : public testing::Test {
protected:
    std::string setup_token() { return runner_.run(accounts_.issue_setup_token()).value().value(); }
    Result<User> register_owner(OwnerRegistration registration) {
        return runner_.run(accounts_.register_owner(std::move(registration), from_));
    }
    OwnerRegistration good(std::string token) {
        return {.token = std::move(token),
                .name = "Ann",
                .email = "ann@example.org",
                .password = kPassword};
    }
    Result<User> sign_in(std::string email, std::string password) {
        return runner_.run(accounts_.sign_in(std::move(email), std::move(password), from_));
    }

    test::TaskRunner runner_;
    test::ManualClock clock_{kNow};
    test::FakeUserStore users_;
    Worker hashing_;
    boost::asio::ip::address from_ = boost::asio::ip::make_address("192.168.1.20");
    LocalAccounts accounts_{users_, hashing_, clock_, Log{}, kCheap};
};

TEST_F(LocalAccountsTest, TheFirstPersonBecomesTheOwner) {
    EXPECT_TRUE(runner_.run(accounts_.needs_setup()).value());
    const User owner = register_owner(good(setup_token())).value();
    EXPECT_EQ(owner.server_role, ServerRole::operator_);
    ASSERT_EQ(users_.users.size(), 1U);
    EXPECT_THAT(users_.users[0].password_hash, testing::StartsWith("$argon2id$"));
    EXPECT_FALSE(runner_.run(accounts_.needs_setup()).value());
    EXPECT_EQ(runner_.run(accounts_.issue_setup_token()).value(), std::nullopt);
    EXPECT_EQ(sign_in("ann@example.org", kPassword).value().id, owner.id);
    EXPECT_EQ(sign_in("ANN@Example.ORG", kPassword).value().id, owner.id);
}

TEST_F(LocalAccountsTest, ASetupLinkWorksOnce) {
    const std::string token = setup_token();
    ASSERT_TRUE(register_owner(good(token)));
    auto second = good(token);
    second.email = "mallory@example.org";
    EXPECT_EQ(register_owner(second).error().code, ErrorCode::forbidden);
    EXPECT_EQ(users_.users.size(), 1U);
}

TEST_F(LocalAccountsTest, AU_06_ASetupLinkWorksForADay) {
    const std::string token = setup_token();
    clock_.advance(24h);
    EXPECT_EQ(register_owner(good(token)).error().code, ErrorCode::forbidden);
    EXPECT_TRUE(register_owner(good(setup_token())));
}

TEST_F(LocalAccountsTest, OnlyTheNewestSetupLinkWorks) {
    const std::string old_token = setup_token();
    const std::string new_token = setup_token();
    EXPECT_FALSE(register_owner(good(old_token)));
    EXPECT_FALSE(register_owner(good("")));
    EXPECT_FALSE(register_owner(good(new_token + "x")));
    EXPECT_TRUE(register_owner(good(new_token)));
}

TEST_F(LocalAccountsTest, NobodyRegistersWithoutALinkOrAfterSomeoneElse) {
    EXPECT_EQ(register_owner(good("")).error().code, ErrorCode::forbidden);
    const std::string token = setup_token();
    users_.add("Bob", "bob@example.org");
    EXPECT_EQ(register_owner(good(token)).error().code, ErrorCode::forbidden);
}

TEST_F(LocalAccountsTest, AllWrongFieldsAreNamedAndTheLinkStaysGood) {
    const std::string token = setup_token();
    const auto refused =
        register_owner({.token = token, .name = " ", .email = "ann", .password = "password"});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::invalid);
    std::vector<std::string> pointers;
    for (const FieldError& field : refused.error().fields) {
        pointers.push_back(field.pointer);
    }
    EXPECT_THAT(pointers, testing::ElementsAre("/name", "/email", "/password"));
    EXPECT_TRUE(register_owner(good(token)));
}

TEST_F(LocalAccountsTest, AU_06_NobodyCanSignInBeforeSomeoneRegistered) {
    EXPECT_EQ(sign_in("admin@example.org", "admin").error().code, ErrorCode::unauthenticated);
}

TEST_F(LocalAccountsTest, AU_05_KnownAndUnknownAccountsGetTheSameAnswer) {
    users_.add("Ann", "ann@example.org", hash_password(kPassword, kCheap));
    const Error wrong = sign_in("ann@example.org", "not the password").error();
    const Error unknown = sign_in("bob@example.org", "not the password").error();
    EXPECT_EQ(wrong.code, ErrorCode::unauthenticated);
    EXPECT_EQ(wrong.code, unknown.code);
    EXPECT_EQ(wrong.detail, unknown.detail);
}

TEST_F(LocalAccountsTest, AU_04_KnownAndUnknownAccountsCostTheSame) {
    const PasswordCost slow{.memory_kib = 4096, .passes = 2, .lanes = 1};
    LocalAccounts accounts{
        users_, hashing_,
        clock_, Log{},
        slow,   {.per_account_and_address = 1000, .per_address = 1000, .free_tries = 1000}};
    users_.add("Ann", "ann@example.org", hash_password(kPassword, slow));
    // In CPU time, which a busy machine hardly changes.
    const auto work = [&](const char* email) {
        const std::clock_t begin = std::clock();
        EXPECT_FALSE(runner_.run(accounts.sign_in(email, "not the password", from_)));
        return static_cast<double>(std::clock() - begin);
    };
    double known = 1e9;
    double unknown = 1e9;
    for (int i = 0; i < 20; ++i) {
        known = std::min(known, work("ann@example.org"));
        unknown = std::min(unknown, work("bob@example.org"));
    }
    EXPECT_NEAR(unknown / known, 1.0, 0.3);
}

TEST_F(LocalAccountsTest, AnAccountWithoutAPasswordCannotSignIn) {
    users_.add("Demo", "demo@demo.invalid");
    EXPECT_FALSE(sign_in("demo@demo.invalid", ""));
    EXPECT_FALSE(sign_in("demo@demo.invalid", "whatever it is"));
}

TEST_F(LocalAccountsTest, AU_03_GuessingIsThrottledAndTheOwnerStillGetsIn) {
    users_.add("Ann", "ann@example.org", hash_password(kPassword, kCheap));
    int tried = 0;
    for (int second = 0; second < 14 * 60; ++second) {
        const auto refused = sign_in("ann@example.org", "guess " + std::to_string(second));
        ASSERT_FALSE(refused);
        if (refused.error().code == ErrorCode::rate_limited) {
            EXPECT_GT(refused.error().retry_after_s, 0);
        } else {
            ++tried;
        }
        clock_.advance(1s);
    }
    EXPECT_EQ(tried, 10);
    EXPECT_EQ(sign_in("ann@example.org", kPassword).error().code, ErrorCode::rate_limited);
    from_ = boost::asio::ip::make_address("192.168.1.21");
    EXPECT_TRUE(sign_in("ann@example.org", kPassword));
}

TEST_F(LocalAccountsTest, AU_01_HugeInputIsRefusedWithoutWork) {
    EXPECT_EQ(sign_in("ann@example.org", std::string(1'000'000, 'x')).error().code,
              ErrorCode::unauthenticated);
    EXPECT_EQ(sign_in(std::string(1'000'000, 'x'), "x").error().code, ErrorCode::unauthenticated);
}

TEST_F(LocalAccountsTest, TooManyAtOnceAreTurnedAway) {
    users_.add("Ann", "ann@example.org", hash_password(kPassword, kCheap));
    int busy = 0;
    int signed_in = 0;
    const auto attempt = [&](int i) -> Task<void> {
        const auto from = boost::asio::ip::make_address("10.0.0." + std::to_string(i));
        const auto user = co_await accounts_.sign_in("ann@example.org", kPassword, from);
        signed_in += user ? 1 : 0;
        busy += !user && user.error().code == ErrorCode::unavailable ? 1 : 0;
    };
    const auto all = [&]() -> Task<void> {
        for (int i = 1; i <= 40; ++i) {
            boost::asio::co_spawn(runner_.context(), attempt(i),
                                  [](std::exception_ptr error) { EXPECT_FALSE(error); });
        }
        co_return;
    };
    runner_.run(all());
    EXPECT_EQ(signed_in, 16);
    EXPECT_EQ(busy, 24);
}

TEST_F(LocalAccountsTest, AU_04_AnOldHashIsRenewedOnSignIn) {
    const PasswordCost older{.memory_kib = 32, .passes = 1, .lanes = 1};
    users_.add("Ann", "ann@example.org", hash_password(kPassword, older));
    ASSERT_TRUE(sign_in("ann@example.org", kPassword));
    EXPECT_FALSE(needs_rehash(users_.users[0].password_hash, kCheap));
    EXPECT_TRUE(sign_in("ann@example.org", kPassword));
}

TEST(DemoEntryTest, IsOfferedToLoopbackInADemoAlone) {
    test::TaskRunner runner;
    test::ManualClock clock{kNow};
    test::FakeUserStore users;
    const TransportVerdict loopback{.host_allowed = true,
                                    .sign_in_allowed = true,
                                    .encrypted = true,
                                    .loopback_privileges = true,
                                    .cookie = CookieFlavour::plain};
    TransportVerdict network = loopback;
    network.loopback_privileges = false;

    DemoEntry demo{users, clock, true};
    DemoEntry real{users, clock, false};
    EXPECT_TRUE(demo.offered(loopback));
    EXPECT_FALSE(demo.offered(network));
    EXPECT_FALSE(real.offered(loopback));
    EXPECT_EQ(runner.run(real.enter(DemoRole::admin, loopback)).error().code, ErrorCode::not_found);
    EXPECT_EQ(runner.run(demo.enter(DemoRole::admin, network)).error().code, ErrorCode::not_found);
    EXPECT_TRUE(users.users.empty());

    const DemoUsers made = runner.run(demo.ensure_users()).value();
    EXPECT_EQ(runner.run(demo.enter(DemoRole::admin, loopback)).value(), made.admin);
    EXPECT_EQ(runner.run(demo.enter(DemoRole::viewer, loopback)).value(), made.viewer);
    EXPECT_EQ(runner.run(demo.enter(DemoRole::manager, loopback)).value(), made.manager);
    EXPECT_EQ(runner.run(demo.enter(DemoRole::provider, loopback)).value(), made.provider);
    EXPECT_EQ(users.users.size(), 4U);
    for (const User& user : users.users) {
        const bool is_staff = user.id == made.provider;
        EXPECT_TRUE(user.password_hash.empty());
        EXPECT_EQ(user.server_role, is_staff ? ServerRole::provider : ServerRole::none);
        EXPECT_EQ(user.provider, is_staff ? demo_provider_id() : ProviderId{});
    }
}

TEST_F(LocalAccountsTest, WhoIsSignedInShowsTheirPasswordAgain) {
    const User owner = register_owner(good(setup_token())).value();
    const auto is_theirs = [&](std::string password) {
        return runner_.run(accounts_.is_password_of(owner, std::move(password), from_));
    };
    EXPECT_TRUE(is_theirs(kPassword).value());
    EXPECT_FALSE(is_theirs("teapot on the sun").value());
    EXPECT_FALSE(is_theirs(std::string(1'000'000, 'x')).value());
    User without = owner;
    without.password_hash.clear();
    EXPECT_FALSE(runner_.run(accounts_.is_password_of(without, "", from_)).value());
    for (int i = 0; i < 20; ++i) {
        (void)is_theirs("teapot on the sun");
    }
    EXPECT_EQ(is_theirs(kPassword).error().code, ErrorCode::rate_limited);
}

TEST_F(LocalAccountsTest, AU_02_ANewPasswordIsHeldToTheRules) {
    const User owner = register_owner(good(setup_token())).value();
    for (const auto* weak : {"short", "password1", "Ann", "ann@example.org", "ohmstead"}) {
        const auto refused = runner_.run(accounts_.set_password(owner.id, weak));
        ASSERT_EQ(refused.error().code, ErrorCode::invalid) << weak;
        EXPECT_EQ(refused.error().fields.at(0).pointer, "/password");
    }
    ASSERT_TRUE(runner_.run(accounts_.set_password(owner.id, "kettle behind mars")));
    EXPECT_FALSE(sign_in("ann@example.org", kPassword));
    EXPECT_TRUE(sign_in("ann@example.org", "kettle behind mars"));
    EXPECT_EQ(
        runner_.run(accounts_.set_password(UserId::make(), "kettle behind mars")).error().code,
        ErrorCode::not_found);
}

TEST_F(LocalAccountsTest, ANameCanBeChanged) {
    const User owner = register_owner(good(setup_token())).value();
    ASSERT_TRUE(runner_.run(accounts_.rename(owner.id, "Anna")));
    EXPECT_EQ(users_.users[0].name, "Anna");
    EXPECT_EQ(runner_.run(accounts_.rename(owner.id, " ")).error().fields.at(0).pointer, "/name");
    EXPECT_EQ(users_.users[0].name, "Anna");
}

}  // namespace
}  // namespace ohmstead
