#include "ledger/explainer.hpp"

#include <algorithm>
#include <utility>

#include "domain/balance/parts.hpp"
#include "domain/time/period.hpp"
#include "ledger/home_zone.hpp"

namespace ohmstead {
namespace {

// 31 days and the hour that a clock change may add.
constexpr auto kLongestBySlot = std::chrono::hours{24 * 31 + 1};
constexpr auto kLongestByDay = std::chrono::hours{24 * 366 + 1};
constexpr auto kLongest = std::chrono::hours{24 * 366 * 40};

Period rows_of(Span span) {
    const auto length = span.to - span.from;
    return length <= kLongestBySlot  ? Period::slot
           : length <= kLongestByDay ? Period::day
                                     : Period::month;
}

Status check(const FigureQuery& query, std::span<const Channel> channels) {
    const bool of_channel = is_of_channel(query.figure);
    if (of_channel == query.channel.empty()) {
        return of_channel
                   ? bad_parameter("channel", "required", "Name the channel.")
                   : bad_parameter("channel", "unexpected", "Only a channel's own figure has one.");
    }
    const auto found = std::ranges::find(channels, query.channel, &Channel::id);
    if (of_channel && (found == channels.end() || !is_flow(found->role))) {
        return make_error(ErrorCode::not_found, "The home has no such channel that is summed.");
    }
    return {};
}

}  // namespace

Explainer::Explainer(HomeStore& homes, LedgerReader& ledger, LedgerSlots& slots, Worker& cpu)
    : homes_(homes), ledger_(ledger), slots_(slots), cpu_(cpu) {}

Task<Result<ExplainedFigure>> Explainer::explain(AccessScope scope, HomeId home,
                                                 FigureQuery query) {
    OHMSTEAD_CO_TRY(const auto found, co_await homes_.get(scope, home));
    OHMSTEAD_CO_TRY(const auto zone, zone_of(found));
    OHMSTEAD_CO_TRY(const auto span, resolve_span(query.from, query.to, zone, kLongest));
    OHMSTEAD_CO_TRY(const auto channels, co_await homes_.channels(scope, home));
    OHMSTEAD_CO_TRY_VOID(check(query, channels));
    const auto rows = rows_of(span);
    const bool by_slot = rows == Period::slot;
    OHMSTEAD_CO_TRY(auto answer, co_await ledger_.energy(scope, home, query.from, query.to, rows,
                                                         query.only_complete));
    const auto& view = answer.view;
    const bool is_cut = query.only_complete && span.from < view.complete_until;
    const auto end =
        is_cut ? std::min(view.complete_until, view.periods.back().to) : view.periods.back().to;
    TracedSlots slots{
        .range = {slot_of(view.periods.front().from), slot_of(end)}, .given = {}, .overlays = {}};
    if (by_slot) {
        OHMSTEAD_CO_TRY(slots, co_await slots_.read_traced(
                                   scope, home, summed_channels(answer.channels), slots.range));
    }
    const auto calorific = calorific_by_slot(zone, found.calorific_values);
    auto work = [&] {
        return ohmstead::explain(answer.channels, view, slots, by_slot, calorific, query.figure,
                                 query.channel);
    };
    auto explanation = co_await cpu_.run(work);
    if (!explanation) {
        co_return make_error(ErrorCode::not_found, "The home does not have this figure.");
    }
    // Moved, not copied: what is explained points into it.
    co_return ExplainedFigure{.home = std::move(answer.home),
                              .rows = rows,
                              .overlays = std::move(slots.overlays),
                              .explanation = std::move(*explanation)};
}

}  // namespace ohmstead
