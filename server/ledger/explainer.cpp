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
constexpr auto kLongest = std::chrono::hours{24 * 366 + 1};

Status check(const FigureQuery& query, std::span<const Channel> channels) {
    const bool of_channel = query.figure == Figure::channel;
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

Explainer::Explainer(HomeStore& homes, LedgerSlots& slots, Worker& cpu, const Clock& clock)
    : homes_(homes), slots_(slots), cpu_(cpu), clock_(clock) {}

Task<Result<ExplainedFigure>> Explainer::explain(AccessScope scope, HomeId home,
                                                 FigureQuery query) {
    OHMSTEAD_CO_TRY(auto found, co_await homes_.get(scope, home));
    OHMSTEAD_CO_TRY(const auto zone, zone_of(found));
    OHMSTEAD_CO_TRY(const auto span, resolve_span(query.from, query.to, zone, kLongest));
    OHMSTEAD_CO_TRY(const auto channels, co_await homes_.channels(scope, home));
    OHMSTEAD_CO_TRY_VOID(check(query, channels));
    const bool by_slot = span.to - span.from <= kLongestBySlot;
    auto rows = cut(zone, span, by_slot ? Period::slot : Period::day);
    const SlotRange range{slot_of(rows.front().from), slot_of(rows.back().to)};
    OHMSTEAD_CO_TRY(auto slots,
                    co_await slots_.read_traced(scope, home, summed_channels(channels), range));
    const auto now = clock_.now();
    auto work = [&] {
        return ohmstead::explain(channels, slots, std::move(rows), by_slot, query.figure,
                                 query.channel, now);
    };
    auto explanation = co_await cpu_.run(work);
    if (!explanation) {
        co_return make_error(ErrorCode::not_found, "The home does not have this figure.");
    }
    // Moved, not copied: what is explained points into it.
    co_return ExplainedFigure{.home = std::move(found),
                              .overlays = std::move(slots.overlays),
                              .explanation = std::move(*explanation)};
}

}  // namespace ohmstead
