#include "live/hub.hpp"

#include <limits>
#include <thread>

#include <boost/asio/io_context.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include "reflect/utf8.hpp"
#include "support/manual_clock.hpp"

namespace ohmstead::live {
namespace {

class RecordingSubscriber final : public Subscriber {
public:
    bool send(const Frame& frame) override {
        if (full) {
            return false;
        }
        frames.push_back(boost::json::parse(*frame).as_object());
        return true;
    }
    bool writable() const override { return !full; }

    std::string type(std::size_t index) const {
        return std::string(frames.at(index).at("type").as_string());
    }

    bool full = false;
    std::vector<boost::json::object> frames;
};

class HubTest : public ::testing::Test {
protected:
    HubTest() {
        home.id = HomeId::make();
        home.time_zone = "UTC";
        import.id = ChannelId::make();
        import.role = ChannelRole::grid_import;
        import.bindings.push_back(
            {.id = BindingId::make(), .source_id = "sensor.p", .measure = Measure::power});
        hub.on_home(home, {import});
    }

    void power(std::int64_t milliwatts) {
        const ingest::PowerChange change{import.id, {instant_from_ms(++at), milliwatts}, {}};
        hub.on_power(home.id, {&change, 1});
    }
    // Lets the merge interval pass.
    void run_timers() {
        io.restart();
        io.run_for(std::chrono::milliseconds(150));
    }

    boost::asio::io_context io{1};
    test::ManualClock clock{instant_from_ms(0)};
    Hub hub{io.get_executor(), clock,
            [](std::string_view text) { return std::make_shared<const std::string>(text); }};
    Home home;
    Channel import;
    RecordingSubscriber subscriber;
    Revocation revocation;
    std::int64_t at = 0;
};

TEST_F(HubTest, SendsASnapshotThenTheFirstChangeAtOnce) {
    ASSERT_TRUE(hub.subscribe(home.id, subscriber, revocation.grant()));
    power(5'000);
    ASSERT_EQ(subscriber.frames.size(), 2U);
    EXPECT_EQ(subscriber.type(0), "snapshot");
    EXPECT_EQ(subscriber.type(1), "power");
    EXPECT_EQ(subscriber.frames[1].at("seq").to_number<int>(),
              subscriber.frames[0].at("seq").to_number<int>() + 1);
}

TEST_F(HubTest, AFrameThatGoesOutLateDoesNotDelayTheNext) {
    hub.subscribe(home.id, subscriber, revocation.grant());
    power(1'000);
    power(2'000);
    std::this_thread::sleep_for(std::chrono::milliseconds(150));  // busy with something else
    io.poll();
    ASSERT_EQ(subscriber.frames.size(), 3U);
    power(3'000);
    io.restart();
    io.run_for(std::chrono::milliseconds(70));
    EXPECT_EQ(subscriber.frames.size(), 4U);
}

TEST_F(HubTest, MergesChangesThatFollowQuickly) {
    hub.subscribe(home.id, subscriber, revocation.grant());
    power(1'000);
    power(2'000);
    power(3'000);
    EXPECT_EQ(subscriber.frames.size(), 2U);
    run_timers();
    ASSERT_EQ(subscriber.frames.size(), 3U);
    EXPECT_EQ(subscriber.frames[2].at("power").at(import.id.value).to_number<double>(), 3.0);
}

TEST_F(HubTest, SendsNothingAfterTheGrantHasEnded) {
    hub.subscribe(home.id, subscriber, revocation.grant());
    revocation.revoke();
    power(1'000);
    EXPECT_EQ(subscriber.frames.size(), 1U);
    EXPECT_EQ(hub.subscriptions(), 0U);
}

TEST_F(HubTest, GivesALaggingClientTheNextSnapshotInsteadOfWhatItMissed) {
    hub.subscribe(home.id, subscriber, revocation.grant());
    subscriber.full = true;
    power(1'000);
    run_timers();
    power(2'000);
    subscriber.full = false;
    run_timers();
    power(3'000);
    run_timers();
    ASSERT_GE(subscriber.frames.size(), 2U);
    EXPECT_EQ(subscriber.type(1), "snapshot");
}

TEST_F(HubTest, RefusesAnUnknownHomeAndADeadGrant) {
    EXPECT_FALSE(hub.subscribe(HomeId::make(), subscriber, revocation.grant()));
    EXPECT_FALSE(hub.subscribe(home.id, subscriber, Grant{}));
    EXPECT_TRUE(subscriber.frames.empty());
}

TEST_F(HubTest, TellsWhenAHomeIsGone) {
    hub.subscribe(home.id, subscriber, revocation.grant());
    hub.remove_home(home.id, "removed");
    ASSERT_EQ(subscriber.frames.size(), 2U);
    EXPECT_EQ(subscriber.type(1), "gone");
    EXPECT_FALSE(hub.snapshot(home.id));
}

// Whatever comes in, what goes out is JSON, to everybody: the subscriber parses every frame.
TEST_F(HubTest, WS_26_SendsValidJsonAloneWhateverTheValuesAre) {
    RecordingSubscriber second;
    hub.subscribe(home.id, subscriber, revocation.grant());
    hub.subscribe(home.id, second, revocation.grant());
    for (const auto value :
         {std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::min()}) {
        power(value);
        run_timers();
    }
    for (const std::string& text :
         {std::string("\xff\xfe"), std::string("\xc3("), std::string("a\0b", 3),
          std::string("\xed\xa0\x80"), std::string("\"</script>\x01")}) {
        hub.on_connection(home.id, {.state = "waiting", .message = text});
        hub.on_progress(home.id, text, 1, 2);
    }
    power(1'000);
    run_timers();
    EXPECT_EQ(subscriber.frames.size(), second.frames.size());
    EXPECT_GE(subscriber.frames.size(), 14U);
    for (const auto& frame : subscriber.frames) {
        EXPECT_TRUE(is_valid_utf8(boost::json::serialize(frame)));
    }
    EXPECT_EQ(subscriber.frames.back().at("power").at(import.id.value).to_number<double>(), 1.0);
}

TEST_F(HubTest, SharesOneFrameAmongAllSubscribers) {
    int made = 0;
    Hub counting{io.get_executor(), clock, [&](std::string_view text) {
                     ++made;
                     return std::make_shared<const std::string>(text);
                 }};
    counting.on_home(home, {import});
    std::vector<RecordingSubscriber> many(100);
    for (auto& one : many) {
        counting.subscribe(home.id, one, revocation.grant());
    }
    made = 0;
    const ingest::PowerChange change{import.id, {instant_from_ms(1), 1}, {}};
    counting.on_power(home.id, {&change, 1});
    EXPECT_EQ(made, 1);
}

}  // namespace
}  // namespace ohmstead::live
