#pragma once

#include "domain/home/channel.hpp"

namespace ohmstead {

// Whether the device's entity is one that Home Assistant switches on and off.
bool can_be_switched(const Channel& channel);

// Whether switching such a device by mistake may be dangerous or dear: it heats, or charges.
bool heats_or_charges(DeviceKind kind);

}  // namespace ohmstead
