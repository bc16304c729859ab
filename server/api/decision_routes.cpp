#include "api/decision_routes.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "api/audit_entry.hpp"
#include "api/dto_decision.hpp"
#include "api/dto_home.hpp"
#include "api/to_dto_correction.hpp"
#include "domain/corrections/level_decision.hpp"
#include "http/route.hpp"

namespace ohmstead::api {
namespace {

using http::Access;
using http::RequestContext;

LevelDecisionDto decision_dto(const ChannelId& channel, const MeterDecision& decision,
                              const std::optional<MeterEvent>& level) {
    LevelDecisionDto dto{.channel = channel,
                         .at = decision.at,
                         .verdict = decision.verdict,
                         .since = std::nullopt,
                         .amount = std::nullopt};
    if (level) {
        dto.since = level->since;
        dto.amount = amount_dto(level->in_question);
        dto.applied = level->kind == MeterEvent::Kind::decided;
    }
    return dto;
}

Result<std::size_t> place_of(const std::vector<Channel>& channels, const ChannelId& channel) {
    const auto found = std::ranges::find(channels, channel, &Channel::id);
    if (found == channels.end()) {
        return make_error(ErrorCode::not_found, "There is no such channel.");
    }
    return static_cast<std::size_t>(found - channels.begin());
}

Task<Result<LevelDecisionList>> list_decisions(Services services, AccessScope scope, HomeId home) {
    OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::correct));
    OHMSTEAD_CO_TRY(const auto channels, co_await services.homes.channels(scope, home));
    LevelDecisionList answer;
    for (const auto& channel : channels) {
        for (const auto& decision : channel.decisions) {
            OHMSTEAD_CO_TRY(const auto level, co_await services.corrections.level_at(
                                                  scope, home, channel.id, decision.at));
            answer.items.push_back(decision_dto(channel.id, decision, level));
        }
    }
    std::ranges::sort(answer.items, [](const LevelDecisionDto& a, const LevelDecisionDto& b) {
        return std::tie(b.at, a.channel) < std::tie(a.at, b.channel);
    });
    co_return answer;
}

// What nobody could find in the trail is not done.
Task<Status> put(Services services, AccessScope scope, http::IdentityPtr identity, HomeId home,
                 AuditAction action, std::vector<Channel> channels, std::size_t place) {
    auto entry = audit_entry(*identity, action, channels[place], services.clock.now());
    OHMSTEAD_CO_TRY_VOID(co_await services.audit.append(scope, home, std::move(entry)));
    OHMSTEAD_CO_TRY_VOID(co_await services.homes.put_channels(scope, home, std::move(channels)));
    OHMSTEAD_CO_TRY_VOID(co_await services.runtime.reload(home));
    co_await services.runtime.settle(std::move(home));
    co_return Status{};
}

Task<Result<LevelDecisionDto>> make(Services services, AccessScope scope,
                                    http::IdentityPtr identity, DecideLevel in) {
    OHMSTEAD_CO_TRY_VOID(scope.require(in.home, Right::correct));
    co_await services.runtime.settle(in.home);
    OHMSTEAD_CO_TRY(auto channels, co_await services.homes.channels(scope, in.home));
    OHMSTEAD_CO_TRY(const auto place, place_of(channels, in.channel));
    OHMSTEAD_CO_TRY(auto level,
                    co_await services.corrections.level_at(scope, in.home, in.channel, in.at));
    const MeterDecision decision{.at = in.at, .verdict = in.verdict};
    OHMSTEAD_CO_TRY(channels[place], decide(std::move(channels[place]), level, decision));
    OHMSTEAD_CO_TRY_VOID(co_await put(services, scope, std::move(identity), in.home,
                                      AuditAction::decide, std::move(channels), place));
    OHMSTEAD_CO_TRY(level, co_await services.corrections.level_at(std::move(scope), in.home,
                                                                  in.channel, in.at));
    co_return decision_dto(in.channel, decision, level);
}

Task<Result<http::NoContent>> undo(Services services, AccessScope scope, http::IdentityPtr identity,
                                   LevelDecisionPath in) {
    OHMSTEAD_CO_TRY_VOID(scope.require(in.home, Right::correct));
    OHMSTEAD_CO_TRY(auto channels, co_await services.homes.channels(scope, in.home));
    OHMSTEAD_CO_TRY(const auto place, place_of(channels, in.channel));
    OHMSTEAD_CO_TRY(channels[place], take_back(std::move(channels[place]), in.at));
    OHMSTEAD_CO_TRY_VOID(co_await put(services, scope, std::move(identity), in.home,
                                      AuditAction::undo_decision, std::move(channels), place));
    co_return http::NoContent{};
}

}  // namespace

void add_decision_routes(http::Routes& routes, const Services& services) {
    const auto admin = Access::home(Right::correct);
    routes.add(http::get<HomePath, LevelDecisionList>(
        "/api/v1/homes/{home}/decisions",
        {.summary = "What was decided about levels that counters went to",
         .access = admin,
         .tag = "corrections"},
        [services](RequestContext& context, HomePath in) {
            return list_decisions(services, context.scope(), std::move(in.home));
        }));
    routes.add(http::post<DecideLevel, LevelDecisionDto>(
        "/api/v1/homes/{home}/channels/{channel}/decisions",
        {.summary = "Decide whether what a counter did was used; its slots are worked out again",
         .access = admin,
         .success_status = 201,
         .tag = "corrections"},
        [services](RequestContext& context, DecideLevel in) {
            return make(services, context.scope(), context.identity, std::move(in));
        }));
    routes.add(http::del<LevelDecisionPath, http::NoContent>(
        "/api/v1/homes/{home}/channels/{channel}/decisions/{at}",
        {.summary = "Take a decision back: what the counter did is in question again",
         .access = admin,
         .success_status = 204,
         .tag = "corrections"},
        [services](RequestContext& context, LevelDecisionPath in) {
            return undo(services, context.scope(), context.identity, std::move(in));
        }));
}

}  // namespace ohmstead::api
