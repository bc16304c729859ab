#include "api/link_routes.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "api/channel_edit.hpp"
#include "api/device_list.hpp"
#include "api/dto_home.hpp"
#include "api/dto_link.hpp"
#include "api/live_routes.hpp"
#include "http/route.hpp"
#include "live/link_view.hpp"

namespace ohmstead::api {
namespace {

using http::Access;
using http::RequestContext;

LinkDto dto_of(const StoredApiKey& key, const LinkTerms& terms, std::string made_by) {
    return {.id = key.id,
            .name = key.name,
            .kind = terms.kind,
            .tiles = terms.tiles,
            .devices = terms.devices,
            .may_switch = terms.may_switch,
            .made_by = std::move(made_by),
            .created_at = key.created_at,
            .expires_at = key.expires_at,
            .last_used_at = key.last_used_at};
}

Task<Result<LinkList>> list_links(Services services, AccessScope scope, HomeId home) {
    OHMSTEAD_CO_TRY(const auto links, co_await services.keys.list_links(scope, std::move(home)));
    std::map<UserId, std::string> names;
    LinkList list;
    for (const auto& link : links) {
        const auto [name, is_new] = names.try_emplace(link.key.owner);
        if (is_new) {
            OHMSTEAD_CO_TRY(const auto user, co_await services.users.find_user(link.key.owner));
            name->second = user ? user->name : std::string{};
        }
        list.items.push_back(dto_of(link.key, link.terms, name->second));
    }
    co_return list;
}

// A device that the home does not have would be shown as soon as it had it.
Status check_devices(const std::vector<Channel>& channels, const std::vector<ChannelId>& devices) {
    for (const auto& device : devices) {
        const auto found = std::ranges::find(channels, device, &Channel::id);
        if (found == channels.end() || found->role != ChannelRole::device || !is_in_use(*found)) {
            return wrong_field("/devices", "unknown", "must be devices of the home");
        }
    }
    return {};
}

Task<Result<CreatedLink>> create_link(Services services, AccessScope scope, std::string maker,
                                      CreateLink in) {
    OHMSTEAD_CO_TRY_VOID(scope.require(in.home, Right::edit_links));
    OHMSTEAD_CO_TRY(const auto channels, co_await services.homes.channels(scope, in.home));
    OHMSTEAD_CO_TRY_VOID(check_devices(channels, in.devices));
    const LinkTerms terms{.kind = in.kind,
                          .tiles = std::move(in.tiles),
                          .devices = std::move(in.devices),
                          .may_switch = in.may_switch};
    OHMSTEAD_CO_TRY(auto made,
                    co_await services.keys.create_link(scope, {.home = std::move(in.home),
                                                               .name = std::move(in.name),
                                                               .terms = terms,
                                                               .expires_at = in.expires_at}));
    co_return CreatedLink{.link = dto_of(made.key, terms, std::move(maker)),
                          .token = std::move(made.token)};
}

Task<Result<http::NoContent>> revoke_link(Services services, AccessScope scope, LinkPath in) {
    OHMSTEAD_CO_TRY_VOID(
        co_await services.keys.revoke_link(scope, std::move(in.home), std::move(in.link)));
    co_return http::NoContent{};
}

// A channel as the page needs it: what feeds it is nobody's business there, and only what the page
// lists by name has one.
ChannelDto shown(const Channel& channel) {
    auto dto = to_dto(channel);
    const bool is_named = channel.role == ChannelRole::device || channel.role == ChannelRole::gas ||
                          channel.role == ChannelRole::water;
    if (!is_named) {
        dto.name.clear();
    }
    dto.area.reset();
    dto.device.reset();
    dto.bindings.clear();
    return dto;
}

// From the hub, not from a store: a link has no right to read those.
Task<Result<LinkPage>> page_of(Services services, AccessScope scope, HomeId home) {
    OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::see_tiles));
    OHMSTEAD_CO_TRY(const auto live, co_await newest_of(services, scope, home));
    const auto* const state = services.hub.find(home);
    const auto* const terms = scope.link();
    if (state == nullptr || terms == nullptr) {
        co_return make_error(ErrorCode::not_found, "There is no such home.");
    }
    LinkPage page{.home = home,
                  .name = state->home().name,
                  .time_zone = state->home().time_zone,
                  .kind = terms->kind,
                  .tiles = terms->tiles,
                  .may_switch = terms->may_switch,
                  .channels = {},
                  .devices = {}};
    const live::LinkView view{*terms};
    std::vector<Channel> visible;
    for (const auto& channel : state->channels()) {
        if (view.is_of(channel)) {
            visible.push_back(channel);
            page.channels.push_back(shown(channel));
        }
    }
    page.devices = devices_of(visible, live).items;
    for (auto& device : page.devices) {
        device.area.reset();
        device.switchable = device.switchable && terms->may_switch;
    }
    co_return page;
}

}  // namespace

void add_link_routes(http::Routes& routes, const Services& services) {
    routes.add(http::get<HomePath, LinkList>(
        "/api/v1/homes/{home}/links",
        {.summary = "The home's links for screens and guests, oldest first",
         .access = Access::home(Right::edit_links),
         .tag = "links"},
        [services](RequestContext& context, HomePath in) {
            return list_links(services, context.scope(), std::move(in.home));
        }));
    routes.add(http::post<CreateLink, CreatedLink>(
        "/api/v1/homes/{home}/links",
        {.summary = "Make a link: whoever opens it sees the chosen tiles and nothing else",
         .access = Access::home(Right::edit_links),
         .success_status = 201,
         .tag = "links"},
        [services](RequestContext& context, CreateLink in) {
            auto maker = context.identity ? context.identity->subject.name : std::string{};
            return create_link(services, context.scope(), std::move(maker), std::move(in));
        }));
    routes.add(http::del<LinkPath, http::NoContent>(
        "/api/v1/homes/{home}/links/{link}",
        {.summary = "Revoke a link; what shows it ends at once",
         .access = Access::home(Right::edit_links),
         .success_status = 204,
         .tag = "links"},
        [services](RequestContext& context, LinkPath in) {
            return revoke_link(services, context.scope(), std::move(in));
        }));
    routes.add(http::get<HomePath, LinkPage>("/api/v1/homes/{home}/tiles",
                                             {.summary = "What the page of a link shows",
                                              .access = Access::home(Right::see_tiles),
                                              .tag = "links"},
                                             [services](RequestContext& context, HomePath in) {
                                                 return page_of(services, context.scope(),
                                                                std::move(in.home));
                                             }));
}

}  // namespace ohmstead::api
