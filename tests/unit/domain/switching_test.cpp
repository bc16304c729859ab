#include "domain/home/switching.hpp"

#include <gtest/gtest.h>

namespace ohmstead {
namespace {

bool can_be_switched_by(const char* entity, ChannelRole role = ChannelRole::device) {
    Channel channel;
    channel.role = role;
    channel.device_entity = entity;
    return can_be_switched(channel);
}

TEST(Switching, IsForWhatIsOnOrOff) {
    EXPECT_TRUE(can_be_switched_by("switch.lamp"));
    EXPECT_TRUE(can_be_switched_by("input_boolean.heating"));
    EXPECT_TRUE(can_be_switched_by("light.kitchen"));
    EXPECT_TRUE(can_be_switched_by("fan.bath"));
    EXPECT_FALSE(can_be_switched_by("lock.front_door"));
    EXPECT_FALSE(can_be_switched_by("sensor.switch.lamp"));
    EXPECT_FALSE(can_be_switched_by("switchlamp"));
    EXPECT_FALSE(can_be_switched_by(""));
    EXPECT_FALSE(can_be_switched_by("switch.main", ChannelRole::grid_import));
}

TEST(Switching, OfWhatHeatsOrChargesIsConfirmed) {
    EXPECT_TRUE(heats_or_charges(DeviceKind::vehicle));
    EXPECT_TRUE(heats_or_charges(DeviceKind::heat_pump));
    EXPECT_TRUE(heats_or_charges(DeviceKind::boiler));
    EXPECT_FALSE(heats_or_charges(DeviceKind::appliance));
    EXPECT_FALSE(heats_or_charges(DeviceKind::other));
}

}  // namespace
}  // namespace ohmstead
