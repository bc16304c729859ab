#include "api/device_routes.hpp"

#include <algorithm>
#include <utility>

#include "api/audit_entry.hpp"
#include "api/channel_edit.hpp"
#include "api/device_list.hpp"
#include "api/dto_command.hpp"
#include "api/dto_home.hpp"
#include "api/live_routes.hpp"
#include "domain/home/switching.hpp"
#include "http/route.hpp"
#include "ingest/switch_order.hpp"
#include "reflect/encode.hpp"

namespace ohmstead::api {
namespace {

using http::Access;
using http::RequestContext;

// An agent that nobody watches calls once a minute. Who asks for something later than that has
// stopped waiting for it, and must not be surprised.
constexpr std::chrono::seconds kSwitchPatience{90};
constexpr http::Rate kSwitchRate{.per_minute = 30};

Task<Result<DeviceList>> list_devices(Services services, AccessScope scope, HomeId home) {
    OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::see_home));
    OHMSTEAD_CO_TRY(const auto channels, co_await services.homes.channels(scope, home));
    OHMSTEAD_CO_TRY(const auto live, co_await newest_of(services, scope, home));
    co_return devices_of(channels, live);
}

// What a link shows is in the hub: it has no right to read the store.
Task<Result<std::vector<Channel>>> channels_to_switch(Services services, AccessScope scope,
                                                      HomeId home) {
    const auto* const link = scope.link();
    if (link == nullptr) {
        auto channels = co_await services.homes.channels(scope, std::move(home));
        co_return channels;
    }
    OHMSTEAD_CO_TRY_VOID(co_await services.runtime.bring_live(home));
    std::vector<Channel> shown;
    if (const auto* const state = services.hub.find(home)) {
        shown = state->channels();
    }
    std::erase_if(shown, [&](const Channel& channel) { return !shows_device(*link, channel.id); });
    co_return shown;
}

Result<Channel> switchable_device(std::vector<Channel> channels, const DeviceAction& action) {
    const auto found = std::ranges::find_if(channels, [&](const Channel& channel) {
        return channel.id == action.device && channel.role == ChannelRole::device &&
               is_in_use(channel);
    });
    if (found == channels.end()) {
        return make_error(ErrorCode::not_found, "There is no such device.");
    }
    if (!can_be_switched(*found)) {
        return make_error(ErrorCode::conflict, "This device cannot be switched.");
    }
    if (heats_or_charges(found->kind) && !action.confirmed) {
        return Error{.code = ErrorCode::invalid,
                     .detail = "This device heats or charges.",
                     .fields = {{"/confirmed", "confirm", "must be true for such a device"}}};
    }
    return std::move(*found);
}

// Whether it could be done at all just now; otherwise nothing is asked, and nobody waits.
Status within_reach(const live::SnapshotFrame& live, const ChannelId& device) {
    // While the connection comes about, the command finds out.
    const auto& state = live.connection.state;
    if (state != "connected" && state != "connecting") {
        return make_error(ErrorCode::unavailable,
                          "Home Assistant is not connected, so nothing can be switched.");
    }
    const auto* condition = live.devices.find(device.value);
    if (condition != nullptr && *condition == "unavailable") {
        return make_error(ErrorCode::conflict, "Home Assistant cannot reach this device.");
    }
    return {};
}

// What nobody could find in the trail is not done.
Task<Result<CommandDto>> switch_device(Services services, AccessScope scope,
                                       http::IdentityPtr identity, DeviceAction action) {
    OHMSTEAD_CO_TRY_VOID(scope.require(action.home, Right::switch_devices));
    OHMSTEAD_CO_TRY(auto channels, co_await channels_to_switch(services, scope, action.home));
    OHMSTEAD_CO_TRY(auto device, switchable_device(std::move(channels), action));
    OHMSTEAD_CO_TRY(const auto live, co_await newest_of(services, scope, action.home));
    OHMSTEAD_CO_TRY_VOID(within_reach(live, device.id));
    const auto now = services.clock.now();
    const auto asked = action.on ? AuditAction::switch_on : AuditAction::switch_off;
    auto entry = audit_entry(*identity, asked, device, now);
    OHMSTEAD_CO_TRY_VOID(co_await services.audit.append(scope, action.home, std::move(entry)));
    const ingest::SwitchOrder order{.channel = device.id, .on = action.on};
    const Command command{.id = CommandId::make(),
                          .kind = CommandKind::switch_device,
                          .body = reflect::encode(order),
                          .created_at = now,
                          .expires_at = now + kSwitchPatience};
    OHMSTEAD_CO_TRY_VOID(co_await services.commands.create(scope, action.home, command));
    services.runtime.take_up(action.home, command);
    co_return to_dto(std::move(action.home), command);
}

}  // namespace

void add_device_routes(http::Routes& routes, const Services& services) {
    routes.add(http::get<HomePath, DeviceList>(
        "/api/v1/homes/{home}/devices",
        {.summary = "The home's devices with their newest values",
         .access = Access::home(Right::see_home),
         .tag = "devices"},
        [services](RequestContext& context, HomePath in) {
            return list_devices(services, context.scope(), std::move(in.home));
        }));
    routes.add(http::post<DeviceAction, CommandDto>(
        "/api/v1/homes/{home}/devices/{device}/actions",
        {.summary = "Switch a device; the command says whether the device has confirmed it",
         .access = Access::home(Right::switch_devices),
         .success_status = 202,
         .tag = "devices",
         .rate = kSwitchRate},
        [services](RequestContext& context, DeviceAction in) {
            return switch_device(services, context.scope(), context.identity, std::move(in));
        }));
}

}  // namespace ohmstead::api
