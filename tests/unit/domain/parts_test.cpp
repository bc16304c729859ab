#include "domain/balance/parts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/domain/random_home.hpp"

namespace ohmstead {
namespace {

using test::channel;
using testing::ElementsAre;

std::vector<std::size_t> batteries_of(const std::vector<Channel>& channels) {
    std::vector<std::size_t> numbers;
    for (const auto& meter : battery_meters(channels)) {
        numbers.push_back(meter.battery);
    }
    return numbers;
}

TEST(Batteries, ArePairsOfMetersInTheHomesOrder) {
    std::vector channels{
        channel("c1", ChannelRole::battery_charge), channel("i", ChannelRole::grid_import),
        channel("c2", ChannelRole::battery_charge), channel("d1", ChannelRole::battery_discharge),
        channel("d2", ChannelRole::battery_discharge)};
    EXPECT_THAT(batteries_of(channels), ElementsAre(0, 1, 0, 1));
    EXPECT_EQ(count_batteries(battery_meters(channels)), 2u);
    channels[2].phase = "L1";
    channels[4].phase = "L1";
    EXPECT_THAT(batteries_of(channels), ElementsAre(0, 0)) << "a phase is no battery";
}

TEST(Batteries, CountAsOneWhereNobodyCanTellWhichIsWhich) {
    const std::vector channels{channel("c1", ChannelRole::battery_charge),
                               channel("c2", ChannelRole::battery_charge),
                               channel("d1", ChannelRole::battery_discharge)};
    EXPECT_THAT(batteries_of(channels), ElementsAre(0, 0, 0));
    EXPECT_EQ(count_batteries(battery_meters(channels)), 1u);
    EXPECT_EQ(count_batteries(battery_meters({})), 0u);
}

}  // namespace
}  // namespace ohmstead
