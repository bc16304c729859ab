#include "domain/time/comparison.hpp"

#include <algorithm>

namespace ohmstead {
namespace {

using std::chrono::months;
using std::chrono::sys_days;

constexpr int kDaysOfAWeek = 7;
constexpr int kWeeksOfAYear = 52;

// What the wall clock shows: `time` after the first midnight of `date`.
struct LocalTime {
    LocalDate date;
    Seconds time{};
};

LocalTime local_time(const Zone& zone, Instant instant) {
    const auto date = zone.date_of(instant);
    const auto local = instant + zone.regime_at(instant).offset;
    const auto time = std::chrono::floor<Seconds>(local - sys_days{date});
    return {.date = date, .time = std::clamp(time, Seconds{0}, Seconds{std::chrono::hours{24}})};
}

// Steps by which a span is moved over the calendar. One of them is none.
struct Step {
    int months = 0;
    int days = 0;
};

LocalDate last_of(std::chrono::year_month month) {
    return LocalDate{month / std::chrono::last};
}

// A start that falls on a date which is missing moves to the last date that there is.
Instant moved_start(const Zone& zone, Instant instant, Step step) {
    const auto at = local_time(zone, instant);
    auto date = at.date + months{step.months};
    if (!date.ok()) {
        date = last_of(date.year() / date.month());
    }
    return zone.instant_of(plus_days(date, step.days), at.time);
}

// An end on a date which is missing moves to the end of that month.
Instant moved_end(const Zone& zone, Instant instant, Step step) {
    const auto at = local_time(zone, instant);
    const auto date = at.date + months{step.months};
    if (!date.ok()) {
        return zone.instant_of(plus_days(last_of(date.year() / date.month()), 1));
    }
    return zone.instant_of(plus_days(date, step.days), at.time);
}

bool is_whole(const Zone& zone, Span span, Period period) {
    const auto first = zone.date_of(span.from);
    return first_date_of(period, first) == first && zone.instant_of(first) == span.from &&
           zone.instant_of(next_first_date(period, first)) == span.to;
}

int touched_days(const Zone& zone, Span span) {
    const sys_days first{zone.date_of(span.from)};
    const sys_days last{zone.date_of(span.to - Milliseconds{1})};
    return static_cast<int>((last - first).count()) + 1;
}

Step step_back(const Zone& zone, Span span, Compare compare) {
    if (compare == Compare::year) {
        return is_whole(zone, span, Period::week) ? Step{.days = -kWeeksOfAYear * kDaysOfAWeek}
                                                  : Step{.months = -12};
    }
    for (const auto& [period, length] :
         {std::pair{Period::month, 1}, {Period::quarter, 3}, {Period::year, 12}}) {
        if (is_whole(zone, span, period)) {
            return {.months = -length};
        }
    }
    return {.days = -touched_days(zone, span)};
}

}  // namespace

Span compared_span(const Zone& zone, Span span, Compare compare, Instant until) {
    const auto step = step_back(zone, span, compare);
    const bool is_cut = until > span.from && until < span.to;
    return {moved_start(zone, span.from, step), moved_end(zone, is_cut ? until : span.to, step)};
}

std::vector<std::optional<std::size_t>> align(const Zone& zone, Compare compare,
                                              const std::vector<Span>& periods,
                                              const std::vector<Span>& others) {
    std::vector<std::optional<std::size_t>> aligned(others.size());
    if (periods.empty()) {
        return aligned;
    }
    const Span span{periods.front().from, periods.back().to};
    const auto back = step_back(zone, span, compare);
    for (std::size_t i = 0; i < others.size(); ++i) {
        const auto at = local_time(zone, others[i].from);
        const auto date = at.date + months{-back.months};
        if (!date.ok()) {
            continue;
        }
        auto there = zone.instant_of(plus_days(date, -back.days), at.time);
        if (!span.contains(there)) {
            // The start had moved to the last of its month: the first day stands beside the first.
            const auto days = sys_days{at.date} - sys_days{zone.date_of(others.front().from)};
            there = zone.instant_of(
                plus_days(zone.date_of(span.from), static_cast<int>(days.count())), at.time);
        }
        const auto after = std::ranges::upper_bound(periods, there, {}, &Span::from);
        if (span.contains(there)) {
            aligned[i] = static_cast<std::size_t>(after - periods.begin()) - 1;
        }
    }
    return aligned;
}

double local_days(const Zone& zone, Span span) {
    double days = 0;
    for (const auto& part : cut(zone, span, Period::day)) {
        const auto whole = zone.day_span(zone.date_of(part.from));
        days += static_cast<double>((part.to - part.from).count()) /
                static_cast<double>((whole.to - whole.from).count());
    }
    return days;
}

}  // namespace ohmstead
