#include "api/device_list.hpp"

#include "api/channel_edit.hpp"
#include "domain/home/switching.hpp"
#include "reflect/described.hpp"

namespace ohmstead::api {
namespace {

template <class T>
std::optional<T> value_of(const reflect::Entries<T>& values, const ChannelId& channel) {
    const T* found = values.find(channel.value);
    return found == nullptr ? std::nullopt : std::optional(*found);
}

DeviceDto device_of(const Channel& channel, const live::SnapshotFrame& live) {
    DeviceDto dto{.id = channel.id,
                  .name = channel.name,
                  .area = std::nullopt,
                  .channel = channel.id,
                  .kind = channel.kind,
                  .switchable = can_be_switched(channel),
                  .confirm = can_be_switched(channel) && heats_or_charges(channel.kind),
                  .power_w = value_of(live.power, channel.id),
                  .power_kind = DevicePower::none,
                  .state = std::nullopt,
                  .last_seen = value_of(live.age, channel.id),
                  .included_in = channel.included_in,
                  .today_kwh = std::nullopt};
    if (!channel.area.empty()) {
        dto.area = channel.area;
    }
    if (const auto kind = value_of(live.kind, channel.id)) {
        dto.power_kind = reflect::enumerator_named<DevicePower>(*kind).value_or(DevicePower::none);
    }
    if (const auto state = value_of(live.devices, channel.id)) {
        dto.state = reflect::enumerator_named<DeviceState>(*state);
    }
    if (live.today) {
        dto.today_kwh = value_of(live.today->devices, channel.id);
    }
    return dto;
}

}  // namespace

DeviceList devices_of(const std::vector<Channel>& channels, const live::SnapshotFrame& live) {
    DeviceList list;
    for (const auto& channel : channels) {
        if (channel.role == ChannelRole::device && is_in_use(channel)) {
            list.items.push_back(device_of(channel, live));
        }
    }
    return list;
}

}  // namespace ohmstead::api
