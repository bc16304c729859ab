#include "ingest/newest_values.hpp"

#include <gmock/gmock.h>

#include "unit/api/samples.hpp"
#include "unit/ingest/now.hpp"

namespace ohmstead::ingest {
namespace {

using test::kNow;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(NewestValues, HasWhatEachChannelOfTheHomeSaidLast) {
    NewestValues newest;
    const HomeId home = HomeId::make();
    const auto plug = test::sample_channel(ChannelRole::device, Measure::power);
    const auto meter = test::sample_channel(ChannelRole::grid_import, Measure::counter);
    const auto power_of = [&] { return newest.snapshot({2, 7}, kNow).power; };
    newest.on_home(test::sample_home(home), {plug, meter});
    EXPECT_THAT(power_of(), IsEmpty());
    newest.on_power(home, std::vector<PowerChange>{{.channel = plug.id, .power = {kNow, 5}}});
    newest.on_power(home,
                    std::vector<PowerChange>{{.channel = plug.id, .power = {kNow - Seconds{1}, 9}},
                                             {.channel = meter.id,
                                              .power = {kNow, 8},
                                              .kind = PowerKind::mean,
                                              .mean_over = Seconds{60}}});
    EXPECT_THAT(power_of(), ElementsAre(LiveReading{plug.id, {kNow, 5}}));
    newest.on_home(test::sample_home(home), {meter});
    EXPECT_THAT(power_of(), IsEmpty());
    newest.on_home(test::sample_home(home), {plug});
    EXPECT_THAT(power_of(), IsEmpty()) << "a channel that went is forgotten";
    EXPECT_EQ(newest.snapshot({2, 7}, kNow).revision, (Revision{2, 7}));
}

TEST(NewestValues, HasStatesAndWhatDevicesAreSwitchedTo) {
    NewestValues newest;
    const HomeId home = HomeId::make();
    const auto plug = test::sample_channel(ChannelRole::device, Measure::power);
    const auto charge = test::sample_channel(ChannelRole::battery_soc, Measure::state);
    const auto now = [&] { return newest.snapshot({2, 7}, kNow); };
    newest.on_home(test::sample_home(home), {plug, charge});
    EXPECT_THAT(now().state, IsEmpty());
    EXPECT_THAT(now().conditions, IsEmpty());
    newest.on_state(home, std::vector<StateChange>{{charge.id, {kNow, 40'000}}});
    newest.on_state(home, std::vector<StateChange>{{charge.id, {kNow - Seconds{1}, 39'000}}});
    newest.on_condition(home, plug.id, EntityCondition::on, kNow - Seconds{9});
    newest.on_condition(home, plug.id, EntityCondition::off, kNow);
    EXPECT_THAT(now().state, ElementsAre(LiveReading{charge.id, {kNow, 40'000}}));
    EXPECT_THAT(now().conditions, ElementsAre(LiveCondition{plug.id, EntityCondition::off, kNow}));
    newest.on_home(test::sample_home(home), {});
    newest.on_home(test::sample_home(home), {plug, charge});
    EXPECT_THAT(now().state, IsEmpty()) << "a channel that went is forgotten";
    EXPECT_THAT(now().conditions, IsEmpty());
}

}  // namespace
}  // namespace ohmstead::ingest
