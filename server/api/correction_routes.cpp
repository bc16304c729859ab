#include "api/correction_routes.hpp"

#include <algorithm>
#include <cmath>
#include <ranges>
#include <utility>

#include "api/dto_correction.hpp"
#include "api/dto_home.hpp"
#include "api/query_error.hpp"
#include "api/query_span.hpp"
#include "api/to_dto_correction.hpp"
#include "http/route.hpp"
#include "reflect/described.hpp"

namespace ohmstead::api {
namespace {

using http::Access;
using http::RequestContext;

constexpr std::size_t kMostSuspects = 1'000;
// kWh of mWh, and m³ of mL.
constexpr double kBaseUnits = 1e6;
// More than any home ever has, and far from what an integer holds.
constexpr double kMostAmount = 1e9;

// An amount that no integer could hold is as implausible as the greatest that one can.
OverlayDraft draft_of(const CorrectionRequest& in) {
    OverlayDraft draft{.channel = ChannelId{in.channel},
                       .span = {in.from, in.to},
                       .kind = in.kind,
                       .amount = std::nullopt,
                       .reason = in.reason};
    if (in.amount) {
        draft.amount = std::llround(std::clamp(*in.amount, -kMostAmount, kMostAmount) * kBaseUnits);
    }
    return draft;
}

std::string name_of(const RequestContext& context) {
    return context.identity ? context.identity->subject.name : std::string();
}

EnergyValues values_of(const EnergyColumn& column) {
    EnergyValues values;
    for (std::size_t i = 0; i < column.amount.size(); ++i) {
        values.push_back(column.known_slots[i] > 0 ? std::optional(amount_dto(column.amount[i]))
                                                   : std::nullopt);
    }
    return values;
}

EnergyValues home_values(const EnergyView& view) {
    EnergyValues values;
    for (std::size_t i = 0; i < view.home.size(); ++i) {
        values.push_back(view.counts[i].known > 0 ? std::optional(amount_dto(view.home[i]))
                                                  : std::nullopt);
    }
    return values;
}

const EnergyColumn& column_of(const EnergyView& view, const ChannelId& channel) {
    return *std::ranges::find(view.channels, channel, &ChannelColumn::channel);
}

CorrectionPreview preview_dto(const CorrectionEffect& effect) {
    CorrectionPreview dto{.time_zone = effect.home.time_zone,
                          .t = {},
                          .t_end = {},
                          .channel = {values_of(column_of(effect.before, effect.channel.id)),
                                      values_of(column_of(effect.after, effect.channel.id))},
                          .roles = {},
                          .home = std::nullopt};
    for (const auto& period : effect.before.periods) {
        dto.t.push_back(period.from);
        dto.t_end.push_back(period.to);
    }
    for (const auto& role : effect.before.roles) {
        if (adds_to_sum_of(effect.channel, role.role)) {
            const auto after = std::ranges::find(effect.after.roles, role.role, &RoleColumn::role);
            dto.roles.emplace(reflect::name_of_enumerator(role.role),
                              BeforeAndAfter{values_of(role), values_of(*after)});
        }
    }
    if (!effect.before.home.empty()) {
        dto.home = BeforeAndAfter{home_values(effect.before), home_values(effect.after)};
    }
    return dto;
}

SuspectDto suspect_dto(const Suspect& suspect) {
    SuspectDto dto{.code = suspect.code,
                   .channel = std::nullopt,
                   .from = slot_start(suspect.range.from),
                   .to = slot_start(suspect.range.to),
                   .amount = amount_dto(suspect.amount),
                   .limit = amount_dto(suspect.limit),
                   .at = suspect.at};
    if (!suspect.channel.empty()) {
        dto.channel = suspect.channel;
    }
    return dto;
}

Task<Result<CorrectionList>> list_corrections(Services services, AccessScope scope, HomeId home) {
    OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::correct));
    OHMSTEAD_CO_TRY(const auto overlays, co_await services.corrections.list(scope, home));
    CorrectionList answer;
    for (const auto& overlay : overlays | std::views::reverse) {
        answer.items.push_back(correction_dto(overlay));
    }
    co_return answer;
}

Task<Result<CorrectionDto>> create(Services services, AccessScope scope, std::string author,
                                   CorrectionRequest in) {
    OHMSTEAD_CO_TRY_VOID(scope.require(in.home, Right::correct));
    co_await services.runtime.settle(in.home);
    OHMSTEAD_CO_TRY(const auto overlay, co_await services.corrections.create(
                                            scope, in.home, draft_of(in), std::move(author)));
    OHMSTEAD_CO_TRY_VOID(co_await services.runtime.reload(in.home));
    co_return correction_dto(overlay);
}

Task<Result<CorrectionDto>> undo(Services services, AccessScope scope, std::string author,
                                 CorrectionPath in) {
    OHMSTEAD_CO_TRY(const auto overlay,
                    co_await services.corrections.undo(scope, in.home, std::move(in.correction),
                                                       std::move(author)));
    OHMSTEAD_CO_TRY_VOID(co_await services.runtime.reload(in.home));
    co_return correction_dto(overlay);
}

Task<Result<CorrectionPreview>> preview(Services services, AccessScope scope,
                                        CorrectionRequest in) {
    OHMSTEAD_CO_TRY_VOID(scope.require(in.home, Right::correct));
    co_await services.runtime.settle(in.home);
    OHMSTEAD_CO_TRY(const auto effect,
                    co_await services.corrections.preview(scope, in.home, draft_of(in)));
    co_return preview_dto(effect);
}

Task<Result<SuspectList>> suspects(Services services, AccessScope scope, SuspectQuery in) {
    OHMSTEAD_CO_TRY_VOID(scope.require(in.home, Right::correct));
    OHMSTEAD_CO_TRY(const auto span, parse_query_span(in.from, in.to));
    co_await services.runtime.settle(in.home);
    const auto found = co_await services.corrections.suspects(scope, in.home, span.from, span.to);
    if (!found) {
        co_return query_error(found.error());
    }
    SuspectList answer;
    for (const auto& suspect : found->items | std::views::take(kMostSuspects)) {
        answer.items.push_back(suspect_dto(suspect));
    }
    co_return answer;
}

}  // namespace

void add_correction_routes(http::Routes& routes, const Services& services) {
    const auto admin = Access::home(Right::correct);
    routes.add(http::get<HomePath, CorrectionList>(
        "/api/v1/homes/{home}/corrections",
        {.summary = "All corrections, with those that were undone",
         .access = admin,
         .tag = "corrections"},
        [services](RequestContext& context, HomePath in) {
            return list_corrections(services, context.scope(), std::move(in.home));
        }));
    routes.add(http::post<CorrectionRequest, CorrectionDto>(
        "/api/v1/homes/{home}/corrections",
        {.summary = "Correct what a channel amounted to",
         .access = admin,
         .success_status = 201,
         .tag = "corrections"},
        [services](RequestContext& context, CorrectionRequest in) {
            return create(services, context.scope(), name_of(context), std::move(in));
        }));
    routes.add(http::post<CorrectionRequest, CorrectionPreview>(
        "/api/v1/homes/{home}/corrections/preview",
        {.summary = "What a correction would change, without making it",
         .access = admin,
         .tag = "corrections"},
        [services](RequestContext& context, CorrectionRequest in) {
            return preview(services, context.scope(), std::move(in));
        }));
    routes.add(http::post<CorrectionPath, CorrectionDto>(
        "/api/v1/homes/{home}/corrections/{correction}/undo",
        {.summary = "Undo a correction; once undone, it stays so",
         .access = admin,
         .tag = "corrections"},
        [services](RequestContext& context, CorrectionPath in) {
            return undo(services, context.scope(), name_of(context), std::move(in));
        }));
    routes.add(http::get<SuspectQuery, SuspectList>(
        "/api/v1/homes/{home}/corrections/suspects",
        {.summary = "Slots that stand out and may need a correction",
         .access = admin,
         .tag = "corrections"},
        [services](RequestContext& context, SuspectQuery in) {
            return suspects(services, context.scope(), std::move(in));
        }));
}

}  // namespace ohmstead::api
