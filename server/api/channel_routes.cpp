#include "api/channel_routes.hpp"

#include <algorithm>

#include "api/audit_entry.hpp"
#include "api/channel_edit.hpp"
#include "api/dto_channel.hpp"
#include "api/dto_home.hpp"
#include "http/route.hpp"

namespace ohmstead::api {
namespace {

using http::Access;
using http::RequestContext;

ChannelList list_of(const std::vector<Channel>& channels) {
    ChannelList list;
    for (const auto& channel : channels) {
        if (is_in_use(channel)) {
            list.items.push_back(to_dto(channel));
        }
    }
    return list;
}

Task<Result<ChannelList>> list_channels(Services services, AccessScope scope, HomeId home) {
    OHMSTEAD_CO_TRY(const auto channels, co_await services.homes.channels(scope, home));
    co_return list_of(channels);
}

Task<Result<ChannelList>> edit_channels(Services services, AccessScope scope,
                                        http::IdentityPtr identity, ChannelsEdit in) {
    OHMSTEAD_CO_TRY_VOID(scope.require(in.home, Right::edit_channels));
    OHMSTEAD_CO_TRY(const auto before, co_await services.homes.channels(scope, in.home));
    OHMSTEAD_CO_TRY(const auto after, apply_edit(before, in, services.clock.now()));
    auto entry =
        audit_entry(*identity, AuditAction::edit_channels, in.home.value, {}, services.clock.now());
    OHMSTEAD_CO_TRY_VOID(co_await services.audit.append(scope, in.home, std::move(entry)));
    OHMSTEAD_CO_TRY_VOID(co_await services.homes.put_channels(scope, in.home, after));
    OHMSTEAD_CO_TRY_VOID(co_await services.runtime.reload(in.home));
    co_return list_of(after);
}

// What nobody could find in the trail is not done.
Task<Result<ChannelDto>> replace_meter_of(Services services, AccessScope scope,
                                          http::IdentityPtr identity, ReplaceMeter in) {
    OHMSTEAD_CO_TRY_VOID(scope.require(in.home, Right::edit_channels));
    OHMSTEAD_CO_TRY(auto before, co_await services.homes.channels(scope, in.home));
    const auto now = services.clock.now();
    OHMSTEAD_CO_TRY(const auto after, replace_meter(std::move(before), in, now));
    const auto& channel = *std::ranges::find(after, in.channel, &Channel::id);
    auto entry = audit_entry(*identity, AuditAction::replace_meter, channel, now);
    OHMSTEAD_CO_TRY_VOID(co_await services.audit.append(scope, in.home, std::move(entry)));
    OHMSTEAD_CO_TRY_VOID(co_await services.homes.put_channels(scope, in.home, after));
    OHMSTEAD_CO_TRY_VOID(co_await services.runtime.reload(in.home));
    co_return to_dto(channel);
}

}  // namespace

void add_channel_routes(http::Routes& routes, const Services& services) {
    routes.add(http::get<HomePath, ChannelList>(
        "/api/v1/homes/{home}/channels",
        {.summary = "What is measured in the home, and what feeds it",
         .access = Access::view(Right::see_home),
         .tag = "channels"},
        [services](RequestContext& context, HomePath in) {
            return list_channels(services, context.scope(), std::move(in.home));
        }));
    routes.add(http::put<ChannelsEdit, ChannelList>(
        "/api/v1/homes/{home}/channels",
        {.summary = "Replace the set of channels; those left out are closed and keep their past",
         .access = Access::home(Right::edit_channels),
         .tag = "channels"},
        [services](RequestContext& context, ChannelsEdit in) {
            return edit_channels(services, context.scope(), context.identity, std::move(in));
        }));
    routes.add(http::post<ReplaceMeter, ChannelDto>(
        "/api/v1/homes/{home}/channels/{channel}/replace-meter",
        {.summary = "Another meter counts for a channel from some time on; it keeps one history",
         .access = Access::home(Right::edit_channels),
         .tag = "channels"},
        [services](RequestContext& context, ReplaceMeter in) {
            return replace_meter_of(services, context.scope(), context.identity, std::move(in));
        }));
}

}  // namespace ohmstead::api
