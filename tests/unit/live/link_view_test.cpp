#include "live/link_view.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gmock/gmock.h>

#include "live/hub.hpp"
#include "support/manual_clock.hpp"

namespace ohmstead::live {
namespace {

using testing::HasSubstr;
using testing::Not;

class Recorder final : public Subscriber {
public:
    bool send(const Frame& frame) override {
        texts.push_back(*frame);
        frames.push_back(boost::json::parse(*frame).as_object());
        return true;
    }
    bool writable() const override { return true; }

    std::vector<std::string> texts;
    std::vector<boost::json::object> frames;
};

Channel channel(ChannelRole role, Measure measure) {
    Channel made;
    made.id = ChannelId::make();
    made.role = role;
    made.bindings = {{.id = BindingId::make(), .source_id = "sensor.p", .measure = measure}};
    return made;
}

// A home that has everything, and links to it.
class LinkViewTest : public ::testing::Test {
protected:
    LinkViewTest() {
        home.id = HomeId::make();
        home.time_zone = "UTC";
        hub.on_home(home, {import, soc, lamp, safe, gas, price});
        power(import, 5'000'000);
        power(lamp, 40'000);
        power(safe, 77'000);
        state(soc, 50'000);
        state(price, 310'000);
        hub.on_condition(home.id, lamp.id, EntityCondition::on, clock.now());
        hub.on_condition(home.id, safe.id, EntityCondition::off, clock.now());
        hub.on_connection(home.id, {.state = "connected", .message = "at http://ha.local"});
        today();
    }

    void power(const Channel& of, std::int64_t milliwatts) {
        const ingest::PowerChange change{of.id, {clock.now(), milliwatts}, {}};
        hub.on_power(home.id, {&change, 1});
        settle();
    }
    void state(const Channel& of, std::int64_t value) {
        const ingest::StateChange change{of.id, {clock.now(), value}};
        hub.on_state(home.id, {&change, 1});
        settle();
    }
    void today(std::int64_t imported = 1'000'000) {
        hub.on_today(home.id, instant_from_ms(0),
                     {{.channel = import.id, .amount = imported},
                      {.channel = lamp.id, .amount = 200'000},
                      {.channel = safe.id, .amount = 300'000},
                      {.channel = gas.id, .amount = 400}});
    }
    // Lets the merge interval pass.
    void settle() {
        clock.advance(Seconds{1});
        io.restart();
        io.run_for(std::chrono::milliseconds(110));
    }
    void follow(Recorder& recorder, const LinkTerms& terms) {
        ASSERT_TRUE(hub.subscribe(home.id, recorder, revocation.grant(), View{}, &terms));
    }
    std::string first_frame(const LinkTerms& terms) {
        Recorder recorder;
        follow(recorder, terms);
        hub.unsubscribe(home.id, recorder);
        return recorder.texts.at(0);
    }

    boost::asio::io_context io{1};
    test::ManualClock clock{instant_from_ms(1'000)};
    int made = 0;
    Hub hub{io.get_executor(), clock, [this](std::string_view text) {
                ++made;
                return std::make_shared<const std::string>(text);
            }};
    Home home;
    Channel import = channel(ChannelRole::grid_import, Measure::power);
    Channel soc = channel(ChannelRole::battery_soc, Measure::state);
    Channel lamp = channel(ChannelRole::device, Measure::power);
    Channel safe = channel(ChannelRole::device, Measure::power);
    Channel gas = channel(ChannelRole::gas, Measure::counter);
    Channel price = channel(ChannelRole::price_import, Measure::state);
    Revocation revocation;
};

TEST_F(LinkViewTest, NoTileShowsMoneyOrWhereTheHomeIsConnectedTo) {
    const auto frame = first_frame(
        {.tiles = {LinkTile::flow, LinkTile::today, LinkTile::chart}, .devices = {lamp.id}});
    EXPECT_THAT(frame, HasSubstr(import.id.value));
    EXPECT_THAT(frame, HasSubstr(soc.id.value));
    EXPECT_THAT(frame, HasSubstr(lamp.id.value));
    EXPECT_THAT(frame, HasSubstr(gas.id.value));
    EXPECT_THAT(frame, HasSubstr("connected"));
    EXPECT_THAT(frame, Not(HasSubstr(price.id.value)));
    EXPECT_THAT(frame, Not(HasSubstr("ha.local")));
    EXPECT_THAT(frame, Not(HasSubstr(safe.id.value))) << "it was not ticked";
}

TEST_F(LinkViewTest, EachTileBringsItsOwn) {
    const auto flow = boost::json::parse(first_frame({.tiles = {LinkTile::flow}}));
    EXPECT_TRUE(flow.at("balance").as_object().contains("grid"));
    EXPECT_FALSE(flow.as_object().contains("today"));
    EXPECT_THAT(boost::json::serialize(flow), Not(HasSubstr(lamp.id.value)));

    const auto today = boost::json::parse(first_frame({.tiles = {LinkTile::today}}));
    EXPECT_FALSE(today.at("balance").as_object().contains("grid"));
    EXPECT_TRUE(today.at("power").as_object().empty());
    EXPECT_EQ(today.at("today").at("grid_import").to_number<double>(), 1.0);
    EXPECT_TRUE(today.at("today").at("volumes").as_object().contains(gas.id.value));
    EXPECT_TRUE(today.at("today").at("devices").as_object().empty());

    const auto device = boost::json::parse(first_frame({.devices = {lamp.id}}));
    EXPECT_EQ(device.at("power").as_object().size(), 1U);
    EXPECT_EQ(device.at("devices").as_object().size(), 1U);
    EXPECT_FALSE(device.at("balance").as_object().contains("grid"));
    EXPECT_EQ(device.at("today").at("devices").as_object().size(), 1U);
    EXPECT_FALSE(device.at("today").as_object().contains("grid_import"));
}

TEST_F(LinkViewTest, WhatItDoesNotShowIsNoFrameAndNoGapInItsNumbers) {
    Recorder recorder;
    follow(recorder, {.devices = {lamp.id}});
    power(import, 6'000'000);
    power(safe, 78'000);
    hub.on_condition(home.id, safe.id, EntityCondition::on, clock.now());
    hub.on_progress(home.id, "backfill", 1, 2);
    EXPECT_EQ(recorder.frames.size(), 1U);
    power(lamp, 41'000);
    hub.on_condition(home.id, lamp.id, EntityCondition::off, clock.now());
    today(2'000'000);
    hub.on_connection(home.id, {.state = "waiting", .message = "no route to ha.local"});
    ASSERT_EQ(recorder.frames.size(), 5U);
    for (std::size_t i = 1; i < recorder.frames.size(); ++i) {
        EXPECT_EQ(recorder.frames[i].at("seq").to_number<int>(),
                  recorder.frames[i - 1].at("seq").to_number<int>() + 1);
        EXPECT_THAT(recorder.texts[i], Not(HasSubstr(import.id.value)));
        EXPECT_THAT(recorder.texts[i], Not(HasSubstr(safe.id.value)));
        EXPECT_THAT(recorder.texts[i], Not(HasSubstr("ha.local")));
    }
}

TEST_F(LinkViewTest, LinksOfTheSameTilesShareTheirFrames) {
    Recorder kitchen;
    Recorder hall;
    Recorder other;
    follow(kitchen, {.tiles = {LinkTile::flow}});
    follow(hall, {.kind = LinkKind::guest, .tiles = {LinkTile::flow}});
    follow(other, {.tiles = {LinkTile::today}});
    made = 0;
    power(import, 7'000'000);
    EXPECT_EQ(made, 1);
    EXPECT_EQ(kitchen.frames.size(), 2U);
    EXPECT_EQ(hall.frames.size(), 2U);
    EXPECT_EQ(other.frames.size(), 1U);
    EXPECT_EQ(hub.subscriptions(), 3U);
    hub.unsubscribe(home.id, kitchen);
    revocation.revoke();
    power(import, 8'000'000);
    EXPECT_EQ(hall.frames.size(), 2U);
}

TEST_F(LinkViewTest, AChangeOfTheHomeIsASnapshotOfTheSameTiles) {
    Recorder recorder;
    follow(recorder, {.devices = {lamp.id}});
    hub.on_home(home, {import, lamp, safe});
    ASSERT_EQ(recorder.frames.size(), 2U);
    EXPECT_EQ(recorder.frames[1].at("type").as_string(), "snapshot");
    EXPECT_THAT(recorder.texts[1], Not(HasSubstr(safe.id.value)));
    EXPECT_THAT(recorder.texts[1], Not(HasSubstr(import.id.value)));
}

TEST_F(LinkViewTest, ALinkThatCannotBeReadShowsNothing) {
    const auto frame = boost::json::parse(first_frame({}));
    EXPECT_TRUE(frame.at("power").as_object().empty());
    EXPECT_TRUE(frame.at("devices").as_object().empty());
    EXPECT_FALSE(frame.as_object().contains("today"));
    EXPECT_FALSE(frame.at("balance").as_object().contains("grid"));
}

}  // namespace
}  // namespace ohmstead::live
