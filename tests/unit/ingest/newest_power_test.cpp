#include "ingest/newest_power.hpp"

#include <gmock/gmock.h>

#include "unit/api/samples.hpp"

namespace ohmstead::ingest {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr Instant kNow = instant_from_ms(1'764'072'000'000);

TEST(NewestPower, HasWhatEachChannelOfTheHomeSaidLast) {
    NewestPower newest;
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
    EXPECT_THAT(power_of(), ElementsAre(LivePower{plug.id, {kNow, 5}}));
    newest.on_home(test::sample_home(home), {meter});
    EXPECT_THAT(power_of(), IsEmpty());
    newest.on_home(test::sample_home(home), {plug});
    EXPECT_THAT(power_of(), IsEmpty()) << "a channel that went is forgotten";
    EXPECT_EQ(newest.snapshot({2, 7}, kNow).revision, (Revision{2, 7}));
}

}  // namespace
}  // namespace ohmstead::ingest
