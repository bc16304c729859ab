#include "auth/second_factors.hpp"

#include <set>

#include <gmock/gmock.h>

#include "auth/totp.hpp"
#include "support/base32.hpp"
#include "support/manual_clock.hpp"
#include "support/task_runner.hpp"
#include "support/temporary_folder.hpp"
#include "unit/auth/fake_second_factor_store.hpp"
#include "unit/auth/here_and_now.hpp"

namespace ohmstead {
namespace {

using namespace std::chrono_literals;
using test::kHere;
using test::kNow;

class SecondFactorsTest : public testing::Test {
protected:
    SecretBox box() const {
        return SecretBox::from_key_file(folder_.path() / "secrets.key").value();
    }
    std::string code(Milliseconds ahead = 0s) const {
        return totp_code(bytes_of(secret_), totp_step(clock_.now() + ahead));
    }
    void begin() {
        secret_ = test::base32_decode(runner_.run(factors_.begin(ann_)).value().secret);
    }
    std::vector<std::string> turn_on() {
        begin();
        return runner_.run(factors_.confirm(ann_.id, code(), kHere)).value().value();
    }
    Result<bool> use(const std::string& given, const boost::asio::ip::address& from = kHere) {
        return runner_.run(factors_.use(ann_.id, given, from));
    }
    SecondFactorState state() { return runner_.run(factors_.state(ann_.id)).value(); }

    test::TaskRunner runner_;
    test::ManualClock clock_{kNow};
    test::TemporaryFolder folder_;
    test::FakeSecondFactorStore store_;
    User ann_{.id = UserId::make(), .email = "ann@example.org", .name = "Ann", .password_hash = {}};
    SecondFactors factors_{store_, box(), clock_, Log{}};
    std::string secret_;
};

TEST_F(SecondFactorsTest, IsOnOnceACodeWasShown) {
    EXPECT_FALSE(state().on);
    begin();
    EXPECT_FALSE(state().on) << "whoever could not scan the code is not locked out";
    EXPECT_FALSE(use(code()).value());
    EXPECT_EQ(runner_.run(factors_.confirm(ann_.id, "000000", kHere)).value(), std::nullopt);
    const auto codes = runner_.run(factors_.confirm(ann_.id, code(), kHere)).value().value();
    EXPECT_EQ(codes.size(), 10U);
    EXPECT_EQ(std::set(codes.begin(), codes.end()).size(), 10U);
    EXPECT_TRUE(state().on);
    EXPECT_EQ(state().recovery_codes_left, 10U);
}

TEST_F(SecondFactorsTest, ACodeIsGoodOnce) {
    turn_on();
    EXPECT_FALSE(use(code()).value()) << "it was used to turn it on";
    clock_.advance(30s);
    EXPECT_TRUE(use(code()).value());
    EXPECT_FALSE(use(code()).value());
    EXPECT_FALSE(use(code(-30s)).value()) << "nor an older one than the newest used";
    EXPECT_TRUE(use(code(30s)).value());
}

TEST_F(SecondFactorsTest, RecoveryCodesAreGoodOnceHoweverTheyAreWritten) {
    const auto codes = turn_on();
    EXPECT_THAT(codes[0], testing::MatchesRegex("[a-z2-7]{4}(-[a-z2-7]{4}){3}"));
    EXPECT_TRUE(use(codes[0]).value());
    EXPECT_EQ(state().recovery_codes_left, 9U);
    EXPECT_FALSE(use(codes[0]).value());
    std::string shouted = codes[1];
    for (char& c : shouted) {
        c = c == '-' ? ' ' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    }
    EXPECT_TRUE(use(shouted).value());
    EXPECT_EQ(state().recovery_codes_left, 8U);
}

TEST_F(SecondFactorsTest, TheStoreSeesNeitherSecretNorCodes) {
    const auto codes = turn_on();
    const auto& stored = store_.factors.begin()->second;
    EXPECT_EQ(stored.sealed_secret.find(secret_), std::string::npos);
    EXPECT_EQ(stored.sealed_secret.find(base32_encode(bytes_of(secret_))), std::string::npos);
    EXPECT_EQ(std::ranges::count(stored.recovery_hashes, codes[0]), 0);
    store_.factors[UserId{"somebodyelsesfactor2"}] = stored;
    EXPECT_EQ(
        runner_.run(factors_.use(UserId{"somebodyelsesfactor2"}, code(30s), kHere)).error().code,
        ErrorCode::unavailable)
        << "one user's secret opens as nobody else's";
}

TEST_F(SecondFactorsTest, BeginningAgainVoidsTheSecretBefore) {
    begin();
    const std::string first = code();
    begin();
    EXPECT_EQ(runner_.run(factors_.confirm(ann_.id, first, kHere)).value(), std::nullopt);
    ASSERT_TRUE(runner_.run(factors_.confirm(ann_.id, code(), kHere)).value());
    EXPECT_EQ(runner_.run(factors_.begin(ann_)).error().code, ErrorCode::conflict)
        << "what is on is turned off first";
    EXPECT_EQ(runner_.run(factors_.confirm(ann_.id, code(30s), kHere)).error().code,
              ErrorCode::conflict);
}

TEST_F(SecondFactorsTest, AU_03_GuessingIsSlowedDownAndTheOwnerGetsInFromElsewhere) {
    turn_on();
    clock_.advance(30s);
    int tried = 0;
    for (int i = 0; i < 1'000; ++i) {
        tried += use("000000") ? 1 : 0;
        clock_.advance(100ms);
    }
    EXPECT_LE(tried, 10);
    EXPECT_EQ(use(code()).error().code, ErrorCode::rate_limited);
    EXPECT_TRUE(use(code(), boost::asio::ip::make_address("198.51.100.7")).value());
}

TEST_F(SecondFactorsTest, AU_03_GuessingFromManyAddressesIsSlowedDownToo) {
    turn_on();
    clock_.advance(30s);
    int tried = 0;
    for (unsigned i = 0; i < 1'000; ++i) {
        const boost::asio::ip::address_v4 from{0xC633'6400U + (i % 200)};
        tried += use("000000", from) ? 1 : 0;
        clock_.advance(100ms);
    }
    EXPECT_LE(tried, 30);
    EXPECT_EQ(use(code()).error().code, ErrorCode::rate_limited);
    clock_.advance(std::chrono::minutes{15});
    EXPECT_TRUE(use(code()).value());
}

TEST_F(SecondFactorsTest, TurnedOffItIsForgotten) {
    const auto codes = turn_on();
    ASSERT_TRUE(runner_.run(factors_.turn_off(ann_.id)));
    EXPECT_FALSE(state().on);
    EXPECT_FALSE(use(codes[0]).value());
    begin();
    EXPECT_FALSE(use(codes[0]).value());
}

TEST_F(SecondFactorsTest, WithoutAKeyNobodyCanTurnItOn) {
    turn_on();
    SecondFactors keyless{store_, std::nullopt, clock_, Log{}};
    User bob = ann_;
    bob.id = UserId::make();
    EXPECT_EQ(runner_.run(keyless.begin(bob)).error().code, ErrorCode::conflict);
    EXPECT_EQ(runner_.run(keyless.use(ann_.id, code(30s), kHere)).error().code,
              ErrorCode::unavailable)
        << "who has it is not let in without";
}

TEST_F(SecondFactorsTest, AnythingCanBeGivenAsACode) {
    turn_on();
    for (const std::string& odd : {std::string(), std::string(1'000'000, 'x'), std::string(3, '\0'),
                                   std::string("\xff\xfe"), std::string("' OR 1=1 --")}) {
        clock_.advance(1h);
        EXPECT_FALSE(use(odd).value());
    }
}

}  // namespace
}  // namespace ohmstead
