#include "live/link_view.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace ohmstead::live {
namespace {

// The parts of the home whose power is told apart.
bool is_of_balance(ChannelRole role) {
    switch (role) {
        case ChannelRole::grid_import:
        case ChannelRole::grid_export:
        case ChannelRole::solar:
        case ChannelRole::generator:
        case ChannelRole::battery_charge:
        case ChannelRole::battery_discharge:
            return true;
        default:
            return false;
    }
}

bool has_volume(ChannelRole role) {
    return role == ChannelRole::gas || role == ChannelRole::water;
}

// Those of `entries` whose channel is there and passes.
template <class T, class Passes>
reflect::Entries<T> kept(const reflect::Entries<T>& entries, const std::vector<Channel>& channels,
                         Passes passes) {
    reflect::Entries<T> left;
    entries.for_each([&](std::string_view id, const T& value) {
        const auto found = std::ranges::find_if(
            channels, [&](const Channel& channel) { return channel.id.value == id; });
        if (found != channels.end() && passes(*found)) {
            left.add(id, value);
        }
    });
    return left;
}

}  // namespace

bool LinkView::shows_power() const {
    return shows(terms_, LinkTile::flow) || shows(terms_, LinkTile::chart);
}

bool LinkView::is_of(const Channel& channel) const {
    switch (channel.role) {
        case ChannelRole::device:
            return shows_device(terms_, channel.id);
        case ChannelRole::battery_soc:
            return shows(terms_, LinkTile::flow);
        case ChannelRole::gas:
        case ChannelRole::water:
            return shows(terms_, LinkTile::today);
        default:
            return is_of_balance(channel.role) && !terms_.tiles.empty();
    }
}

SnapshotFrame LinkView::snapshot(SnapshotFrame frame, const std::vector<Channel>& channels) const {
    const auto has_values = [this](const Channel& channel) {
        return is_of(channel) && !has_volume(channel.role) &&
               (!is_of_balance(channel.role) || shows_power());
    };
    frame.connection = {.state = std::move(frame.connection.state), .message = {}, .fault = {}};
    frame.power = kept(frame.power, channels, has_values);
    frame.age = kept(frame.age, channels, has_values);
    frame.kind = kept(frame.kind, channels, has_values);
    frame.mean_s = kept(frame.mean_s, channels, has_values);
    frame.state = kept(frame.state, channels, has_values);
    frame.devices = kept(frame.devices, channels, has_values);
    if (!shows_power()) {
        frame.balance = {};
    }
    if (frame.today) {
        const bool is_told = shows(terms_, LinkTile::today) || !terms_.devices.empty();
        frame.today =
            is_told ? std::optional(sums(std::move(*frame.today), channels)) : std::nullopt;
    }
    return frame;
}

std::optional<PowerFrame> LinkView::power(PowerFrame frame,
                                          const std::vector<Channel>& channels) const {
    // By the same rule as the first frame, whose fields they are.
    auto whole = snapshot({.home = frame.home,
                           .power = std::move(frame.power),
                           .age = std::move(frame.age),
                           .kind = std::move(frame.kind),
                           .mean_s = std::move(frame.mean_s),
                           .state = std::move(frame.state),
                           .balance = std::move(frame.balance)},
                          channels);
    if (whole.power.empty() && whole.state.empty()) {
        return std::nullopt;
    }
    frame.power = std::move(whole.power);
    frame.age = std::move(whole.age);
    frame.kind = std::move(whole.kind);
    frame.mean_s = std::move(whole.mean_s);
    frame.state = std::move(whole.state);
    frame.balance = std::move(whole.balance);
    return frame;
}

TodayFrame LinkView::sums(TodayFrame today, const std::vector<Channel>& channels) const {
    TodayFrame left{.date = today.date, .from = today.from};
    if (shows(terms_, LinkTile::today)) {
        left = today;
    }
    const auto is_shown = [this](const Channel& channel) { return is_of(channel); };
    left.devices = kept(today.devices, channels, is_shown);
    left.volumes = kept(today.volumes, channels, is_shown);
    left.volumes_at = kept(today.volumes_at, channels, is_shown);
    return left;
}

std::optional<TodayUpdate> LinkView::today(TodayUpdate frame,
                                           const std::vector<Channel>& channels) const {
    if (!shows(terms_, LinkTile::today) && terms_.devices.empty()) {
        return std::nullopt;
    }
    frame.today = sums(std::move(frame.today), channels);
    return frame;
}

std::optional<DeviceUpdate> LinkView::device(DeviceUpdate frame) const {
    return shows_device(terms_, ChannelId{frame.device}) ? std::optional(std::move(frame))
                                                         : std::nullopt;
}

ConnectionUpdate LinkView::connection(ConnectionUpdate frame) const {
    frame.connection = {.state = std::move(frame.connection.state), .message = {}, .fault = {}};
    return frame;
}

}  // namespace ohmstead::live
