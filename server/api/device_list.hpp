#pragma once

#include <vector>

#include "api/dto_device.hpp"
#include "domain/home/channel.hpp"
#include "live/frames.hpp"

namespace ohmstead::api {

// The devices among a home's channels with their newest values. Pure.
DeviceList devices_of(const std::vector<Channel>& channels, const live::SnapshotFrame& live);

}  // namespace ohmstead::api
