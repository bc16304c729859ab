#include "domain/home/switching.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace ohmstead {

bool can_be_switched(const Channel& channel) {
    constexpr std::array<std::string_view, 4> kDomains{"switch.", "input_boolean.", "light.",
                                                       "fan."};
    return channel.role == ChannelRole::device &&
           std::ranges::any_of(kDomains, [&](std::string_view domain) {
               return channel.device_entity.starts_with(domain);
           });
}

bool heats_or_charges(DeviceKind kind) {
    return kind == DeviceKind::vehicle || kind == DeviceKind::heat_pump ||
           kind == DeviceKind::boiler;
}

}  // namespace ohmstead
