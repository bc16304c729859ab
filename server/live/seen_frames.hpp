#pragma once

#include <optional>
#include <string>
#include <unordered_map>

#include "domain/access/view.hpp"
#include "domain/home/channel.hpp"
#include "live/frames.hpp"

namespace ohmstead::live {

using Roles = std::unordered_map<std::string, ChannelRole>;  // of channels, by their ids

// What of a frame a view lets through; nothing where it is not of what can be consented to. A view
// that is not limited changes nothing.
std::optional<SnapshotFrame> seen_through(const View& view, SnapshotFrame frame,
                                          const Roles& roles);
std::optional<PowerFrame> seen_through(const View& view, PowerFrame frame, const Roles& roles);
std::optional<TodayUpdate> seen_through(const View& view, TodayUpdate frame, const Roles& roles);
std::optional<DeviceUpdate> seen_through(const View& view, DeviceUpdate frame, const Roles& roles);
std::optional<ConnectionUpdate> seen_through(const View& view, ConnectionUpdate frame,
                                             const Roles& roles);
std::optional<ProgressUpdate> seen_through(const View& view, ProgressUpdate frame,
                                           const Roles& roles);

}  // namespace ohmstead::live
