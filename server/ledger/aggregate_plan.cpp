#include "ledger/aggregate_plan.hpp"

#include <utility>

#include "domain/balance/parts.hpp"
#include "domain/balance/slot_inputs.hpp"

namespace ohmstead {

std::vector<AggregateMonthDue> months_due(const Zone& zone, Instant now) {
    const auto today = zone.date_of(now);
    const auto begin_of = [](LocalDate date) { return date.year() / date.month(); };
    std::vector<AggregateMonthDue> months;
    for (int back = kOldestPublished; back >= 0; --back) {
        const auto date = plus_days(today, -back);
        if (months.empty() || months.back().month != begin_of(date)) {
            const auto month = begin_of(date);
            months.push_back({.month = month,
                              .begins = zone.day_span(month / 1).from,
                              .is_running = month == begin_of(today),
                              .days = {}});
        }
        auto day = local_day(zone, date);
        if (!day.slots.empty() && slot_start(day.slots.to) + kPublishedAfter <= now) {
            months.back().days.push_back(day);
        }
    }
    return months;
}

std::vector<PlacedHome> members_of(const AggregateMonthDue& month,
                                   std::span<const SuppliedHome> homes) {
    std::vector<PlacedHome> members;
    for (const auto& each : homes) {
        if (month.is_running || each.supply.placed_at <= month.begins) {
            members.push_back({.home = each.home, .cell = each.supply.cell});
        }
    }
    return members;
}

HomeDay home_day(HomeId home, std::span<const Channel> channels,
                 std::span<const ChannelSlots> slots, const LocalDay& day, Instant now) {
    HomeDay known{.home = std::move(home), .amounts = {}};
    if (!has_balance(channels)) {
        return known;
    }
    const SlotFrame frame{day.slots};
    const SlotInputs inputs{frame, channels, by_channel(slots), now};
    if (inputs.elapsed() < frame.size()) {
        return known;
    }
    known.amounts.reserve(frame.size());
    for (std::size_t i = 0; i < frame.size(); ++i) {
        if (!inputs.known(i)) {
            known.amounts.clear();
            return known;
        }
        known.amounts.push_back(balance(inputs.exchange(i)).home);
    }
    return known;
}

}  // namespace ohmstead
