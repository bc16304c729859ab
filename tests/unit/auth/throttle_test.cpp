#include "auth/throttle.hpp"

#include <gtest/gtest.h>

#include "unit/auth/here_and_now.hpp"

namespace ohmstead {
namespace {

using namespace std::chrono_literals;
using test::kNow;

boost::asio::ip::address address(const std::string& text) {
    return boost::asio::ip::make_address(text);
}

// Tries every second for `time`, always wrong; answers how many tries were let through.
int tries_let_through(Throttle& throttle, const std::string& account, const std::string& from,
                      Instant begin, Seconds time) {
    int let_through = 0;
    for (Instant now = begin; now < begin + time; now += 1s) {
        let_through += throttle.refuse(account, address(from), now) ? 0 : 1;
    }
    return let_through;
}

TEST(Throttle, LetsTenTriesThroughPerQuarterHour) {
    Throttle throttle;
    EXPECT_EQ(tries_let_through(throttle, "ann@example.org", "10.0.0.1", kNow, 15min), 10);
    EXPECT_EQ(tries_let_through(throttle, "ann@example.org", "10.0.0.1", kNow + 15min, 15min), 10);
}

TEST(Throttle, DelaysGrow) {
    Throttle throttle;
    const auto from = address("10.0.0.1");
    Instant now = kNow;
    EXPECT_EQ(throttle.refuse("ann", from, now), std::nullopt);
    EXPECT_EQ(throttle.refuse("ann", from, now), std::nullopt);
    EXPECT_EQ(throttle.refuse("ann", from, now), std::nullopt);
    for (const Milliseconds delay :
         {1000ms, 2000ms, 4000ms, 8000ms, 16'000ms, 32'000ms, 60'000ms}) {
        EXPECT_EQ(throttle.refuse("ann", from, now), delay);
        EXPECT_EQ(throttle.refuse("ann", from, now + delay - 1ms), 1ms);
        now += delay;
        EXPECT_EQ(throttle.refuse("ann", from, now), std::nullopt);
    }
    EXPECT_EQ(throttle.refuse("ann", from, now), kNow + 15min - now) << "until the first is old";
}

TEST(Throttle, TheOwnerGetsInFromAnotherAddress) {
    Throttle throttle;
    tries_let_through(throttle, "ann", "10.0.0.1", kNow, 10min);
    EXPECT_TRUE(throttle.refuse("ann", address("10.0.0.1"), kNow + 10min));
    EXPECT_FALSE(throttle.refuse("ann", address("10.0.0.2"), kNow + 10min));
    EXPECT_FALSE(throttle.refuse("bob", address("10.0.0.1"), kNow + 10min));
}

TEST(Throttle, ASuccessForgetsTheFailures) {
    Throttle throttle;
    const auto from = address("10.0.0.1");
    for (int i = 0; i < 3; ++i) {
        EXPECT_FALSE(throttle.refuse("ann", from, kNow));
    }
    throttle.succeeded("ann", from);
    EXPECT_FALSE(throttle.refuse("ann", from, kNow));
    throttle.succeeded("bob", from);  // never tried: nothing to forget
}

TEST(Throttle, SuccessesAreNotCountedAgainstAnAddress) {
    Throttle throttle;
    const auto from = address("10.0.0.1");
    for (int i = 0; i < 200; ++i) {
        EXPECT_FALSE(throttle.refuse("ann", from, kNow));
        throttle.succeeded("ann", from);
    }
    EXPECT_EQ(throttle.remembered(), 0U);
}

TEST(Throttle, TryingManyAccountsIsLimitedByAddress) {
    Throttle throttle;
    int let_through = 0;
    for (int i = 0; i < 1000; ++i) {
        let_through += throttle.refuse(std::to_string(i), address("10.0.0.1"), kNow) ? 0 : 1;
    }
    EXPECT_EQ(let_through, 50);
}

TEST(Throttle, AWholeIpv6NetworkCountsAsOne) {
    Throttle throttle;
    int let_through = 0;
    for (int i = 0; i < 100; ++i) {
        const auto from = address("2001:db8:1:2::" + std::to_string(i + 1));
        let_through += throttle.refuse("ann", from, kNow) ? 0 : 1;
    }
    EXPECT_EQ(let_through, 3);
    EXPECT_FALSE(throttle.refuse("ann", address("2001:db8:1:3::1"), kNow));
    EXPECT_FALSE(throttle.refuse("bob", address("::ffff:10.0.0.1"), kNow));
}

TEST(Throttle, ItsMemoryIsBounded) {
    Throttle throttle{{.remembered = 100}};
    for (int i = 0; i < 10'000; ++i) {
        const std::string from = "10.0." + std::to_string(i / 250) + "." + std::to_string(i % 250);
        EXPECT_FALSE(throttle.refuse("ann", address(from), kNow));
        EXPECT_LE(throttle.remembered(), 100U);
    }
}

TEST(Throttle, AClockSetBackLocksNobodyOut) {
    Throttle throttle;
    tries_let_through(throttle, "ann", "10.0.0.1", kNow, 10min);
    EXPECT_FALSE(throttle.refuse("ann", address("10.0.0.1"), kNow - 24h));
}

}  // namespace
}  // namespace ohmstead
