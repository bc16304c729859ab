#include <deque>

#include <boost/asio/co_spawn.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "async/sleep.hpp"
#include "log_lines.hpp"
#include "store_dynamodb/credentials.hpp"
#include "support/manual_clock.hpp"
#include "support/task_runner.hpp"

namespace ohmstead::dynamodb::test {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

// Credentials of an hour, "KEY1", "KEY2"…, each after a moment.
class HourlySource final : public CredentialSource {
public:
    explicit HourlySource(const Clock& clock) : clock_(clock) {}

    std::string name() const override { return "the test"; }
    Task<Result<Credentials>> fetch() override {
        ++fetches;
        co_await sleep_for(1ms);
        if (failing) {
            co_return make_error(ErrorCode::unavailable, "scripted");
        }
        co_return Credentials{.signing = {"KEY" + std::to_string(fetches), "SECRET", "TOKEN"},
                              .expires = clock_.now() + 60min};
    }

    int fetches = 0;
    bool failing = false;

private:
    const Clock& clock_;
};

class CachedCredentialsTest : public testing::Test {
protected:
    CachedCredentialsTest() {
        auto own_source = std::make_unique<HourlySource>(clock);
        source = own_source.get();
        credentials = std::make_unique<CachedCredentials>(runner.executor(), std::move(own_source),
                                                          clock, Log(log, "test"));
    }

    // The key, or "" for none.
    std::string key() {
        const auto current = runner.run_alone(credentials->current());
        return current ? current->access_key_id : "";
    }
    void settle() { runner.run(sleep_for(5ms)); }

    ohmstead::test::TaskRunner runner;
    ohmstead::test::ManualClock clock{*parse_rfc3339("2026-03-01T10:00:00Z")};
    LogLines log;
    HourlySource* source = nullptr;
    std::unique_ptr<CachedCredentials> credentials;
};

TEST_F(CachedCredentialsTest, AreKeptUntilShortlyBeforeTheirEnd) {
    EXPECT_EQ(key(), "KEY1");
    clock.advance(44min);
    EXPECT_EQ(key(), "KEY1");
    settle();
    EXPECT_EQ(source->fetches, 1);
}

TEST_F(CachedCredentialsTest, AreRenewedBesideTheCalls) {
    EXPECT_EQ(key(), "KEY1");
    clock.advance(46min);
    EXPECT_EQ(key(), "KEY1");
    EXPECT_EQ(key(), "KEY1");
    settle();
    EXPECT_EQ(key(), "KEY2");
    EXPECT_EQ(source->fetches, 2);
}

TEST_F(CachedCredentialsTest, AreWaitedForWhenTheEndIsNear) {
    EXPECT_EQ(key(), "KEY1");
    clock.advance(51min);
    EXPECT_EQ(key(), "KEY2");
}

TEST_F(CachedCredentialsTest, AreFetchedOnceForAllWhoWait) {
    std::vector<std::string> keys;
    const auto ask = [&]() -> Task<void> {
        const auto current = co_await credentials->current();
        keys.push_back(current->access_key_id);
    };
    for (int i = 0; i < 5; ++i) {
        boost::asio::co_spawn(runner.context(), ask, [](std::exception_ptr) {});
    }
    settle();
    EXPECT_EQ(keys, std::vector<std::string>(5, "KEY1"));
    EXPECT_EQ(source->fetches, 1);
}

TEST_F(CachedCredentialsTest, LastToTheirEndWhileTheSourceFails) {
    EXPECT_EQ(key(), "KEY1");
    source->failing = true;
    clock.advance(51min);
    EXPECT_EQ(key(), "KEY1");
    EXPECT_EQ(key(), "KEY1");
    EXPECT_EQ(source->fetches, 2);  // not again at once
    clock.advance(11s);
    EXPECT_EQ(key(), "KEY1");
    EXPECT_EQ(source->fetches, 3);
    clock.advance(9min);
    EXPECT_EQ(key(), "");
    source->failing = false;
    clock.advance(11s);
    EXPECT_EQ(key(), "KEY5");
}

TEST_F(CachedCredentialsTest, AClockSetBackDoesNotKeepAFailureAlive) {
    source->failing = true;
    EXPECT_EQ(key(), "");
    source->failing = false;
    EXPECT_EQ(key(), "");
    clock.advance(-24h);
    EXPECT_EQ(key(), "KEY2");
}

TEST_F(CachedCredentialsTest, RefusedOnesAreReplaced) {
    EXPECT_EQ(key(), "KEY1");
    credentials->refused({"KEY1", "SECRET", "TOKEN"});
    EXPECT_EQ(key(), "KEY2");
    credentials->refused({"KEY1", "SECRET", "TOKEN"});  // told late
    EXPECT_EQ(key(), "KEY2");
    source->failing = true;
    credentials->refused({"KEY2", "SECRET", "TOKEN"});
    EXPECT_EQ(key(), "");
}

TEST_F(CachedCredentialsTest, CanBeClosedWhileTheyAreRenewed) {
    EXPECT_EQ(key(), "KEY1");
    clock.advance(46min);
    EXPECT_EQ(key(), "KEY1");
    runner.run(credentials->close());
    EXPECT_EQ(key(), "KEY1");
}

TEST_F(CachedCredentialsTest, AreNeverLogged) {
    EXPECT_EQ(key(), "KEY1");
    EXPECT_THAT(log.text, HasSubstr("Credentials from the test, valid until 2026-03-01T11:00:00Z"));
    EXPECT_THAT(log.text, Not(HasSubstr("KEY1")));
    EXPECT_THAT(log.text, Not(HasSubstr("SECRET")));
    EXPECT_THAT(log.text, Not(HasSubstr("TOKEN")));
}

}  // namespace
}  // namespace ohmstead::dynamodb::test
