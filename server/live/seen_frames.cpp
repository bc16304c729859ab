#include "live/seen_frames.hpp"

#include <utility>

namespace ohmstead::live {
namespace {

template <class T>
reflect::Entries<T> of_fields(const View& view, const reflect::Entries<T>& entries,
                              const Roles& roles) {
    reflect::Entries<T> seen;
    entries.for_each([&](std::string_view channel, const T& value) {
        const auto role = roles.find(std::string(channel));
        if (role != roles.end() && view.sees(role->second)) {
            seen.add(channel, value);
        }
    });
    return seen;
}

BalanceFrame of_fields(const View& view, BalanceFrame balance) {
    if (!view.fields.contain(SharedField::grid)) {
        balance.grid.reset();
    }
    if (!view.fields.contain(SharedField::solar)) {
        balance.solar.reset();
        balance.generator.reset();
    }
    if (!view.fields.contain(SharedField::battery)) {
        balance.battery.reset();
    }
    if (!view.sees_balance()) {
        balance.home.reset();
        balance.flows.clear();
    }
    if (!view.sees_balance() || !view.fields.contain(SharedField::devices)) {
        balance.untracked.reset();
    }
    return balance;
}

// Nothing where a part of the day lies before the window.
std::optional<TodayFrame> of_fields(const View& view, TodayFrame today, const Roles& roles) {
    if (today.from < view.window.from) {
        return std::nullopt;
    }
    if (!view.fields.contain(SharedField::grid)) {
        today.grid_import.reset();
        today.grid_export.reset();
    }
    if (!view.fields.contain(SharedField::solar)) {
        today.solar.reset();
        today.generator.reset();
    }
    if (!view.fields.contain(SharedField::battery)) {
        today.battery_charge.reset();
        today.battery_discharge.reset();
    }
    if (!view.sees_balance()) {
        today.home.reset();
        today.at.reset();
        today.estimated = 0;
    }
    today.devices = of_fields(view, today.devices, roles);
    today.volumes = of_fields(view, today.volumes, roles);
    today.volumes_at = of_fields(view, today.volumes_at, roles);
    return today;
}

template <class Frame>
void keep_fields(const View& view, Frame& frame, const Roles& roles) {
    frame.power = of_fields(view, frame.power, roles);
    frame.age = of_fields(view, frame.age, roles);
    frame.kind = of_fields(view, frame.kind, roles);
    frame.mean_s = of_fields(view, frame.mean_s, roles);
    frame.state = of_fields(view, frame.state, roles);
    frame.balance = of_fields(view, std::move(frame.balance));
}

template <class Frame>
std::optional<Frame> for_members(const View& view, Frame frame) {
    return view.limited ? std::nullopt : std::optional(std::move(frame));
}

}  // namespace

std::optional<SnapshotFrame> seen_through(const View& view, SnapshotFrame frame,
                                          const Roles& roles) {
    if (view.limited) {
        keep_fields(view, frame, roles);
        frame.devices = {};
        frame.connection.message.clear();
        frame.connection.fault.reset();
        if (frame.today) {
            frame.today = of_fields(view, std::move(*frame.today), roles);
        }
    }
    return frame;
}

std::optional<PowerFrame> seen_through(const View& view, PowerFrame frame, const Roles& roles) {
    if (view.limited) {
        keep_fields(view, frame, roles);
        if (frame.power.empty() && frame.state.empty()) {
            return std::nullopt;  // when others change is not told either
        }
    }
    return frame;
}

std::optional<TodayUpdate> seen_through(const View& view, TodayUpdate frame, const Roles& roles) {
    if (view.limited) {
        auto today = of_fields(view, std::move(frame.today), roles);
        if (!today) {
            return std::nullopt;
        }
        frame.today = std::move(*today);
    }
    return frame;
}

std::optional<DeviceUpdate> seen_through(const View& view, DeviceUpdate frame, const Roles&) {
    return for_members(view, std::move(frame));
}
std::optional<ConnectionUpdate> seen_through(const View& view, ConnectionUpdate frame,
                                             const Roles&) {
    return for_members(view, std::move(frame));
}
std::optional<ProgressUpdate> seen_through(const View& view, ProgressUpdate frame, const Roles&) {
    return for_members(view, std::move(frame));
}

}  // namespace ohmstead::live
