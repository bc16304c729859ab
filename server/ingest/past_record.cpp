#include "ingest/past_record.hpp"

#include <algorithm>
#include <cstdlib>
#include <ranges>

#include <fmt/format.h>

#include "reflect/decode.hpp"
#include "reflect/encode.hpp"

namespace ohmstead::ingest {
namespace {

using home_assistant::CounterRow;
using home_assistant::PastPart;
using home_assistant::StatisticsPeriod;

__extension__ using Int128 = __int128;

// Sums are floating-point numbers in Home Assistant; what is below this is their noise.
constexpr std::int64_t kNoise = 10;

std::chrono::year_month month_at(const Zone& zone, Instant instant) {
    const auto date = zone.date_of(instant);
    return date.year() / date.month();
}

std::string name_of(std::chrono::year_month month) {
    return fmt::format("{:04}-{:02}", static_cast<int>(month.year()),
                       static_cast<unsigned>(month.month()));
}

// Of a counter that counts both ways a channel takes what it rises by, or what it falls by.
std::int64_t part_of(const Binding& binding, std::int64_t booked) {
    const auto amount = binding.invert ? -booked : booked;
    switch (binding.sign) {
        case SignPart::positive:
            return std::max<std::int64_t>(amount, 0);
        case SignPart::negative:
            return std::max<std::int64_t>(-amount, 0);
        case SignPart::both:
            break;
    }
    return amount;
}

const Binding* valid_at(std::span<const Binding> bindings, Instant at) {
    const auto found = std::ranges::find_if(
        bindings, [&](const Binding& binding) { return is_valid_at(binding, at); });
    return found == bindings.end() ? nullptr : &*found;
}

struct Books {
    PastState& state;
    std::span<const Binding> bindings;
    const MeterRules& rules;
    const Zone& zone;

    BookedMonth& month(std::string name, StatisticsPeriod period) const {
        const auto place = std::ranges::lower_bound(
            state.months, std::pair(std::string_view(name), period), {},
            [](const BookedMonth& each) {
                return std::pair(std::string_view(each.month), each.period);
            });
        if (place != state.months.end() && place->month == name && place->period == period) {
            return *place;
        }
        return *state.months.insert(
            place, {.month = std::move(name), .period = period, .amount = 0, .reasons = {}});
    }

    static void note(BookedMonth& month, BookedReason reason) {
        if (std::ranges::find(month.reasons, reason) == month.reasons.end()) {
            month.reasons.push_back(reason);
        }
    }

    std::optional<BookedReason> peculiar(const OldestRow& row, std::int64_t booked,
                                         std::optional<std::int64_t> state_before,
                                         Instant before) const {
        if (row.state && state_before) {
            const auto moved = *row.state - *state_before;
            if (moved < 0) {
                return booked < 0 ? BookedReason::fell : BookedReason::reset;
            }
            if (std::abs(moved - booked) > kNoise) {
                return BookedReason::adjusted;
            }
        }
        const Int128 possible =
            Int128{rules.max_rate} * (row.to - before).count() / kMsPerHour + rules.step_allowance;
        return booked > possible ? std::optional(BookedReason::spike) : std::nullopt;
    }

    // Home Assistant books all since the row before in the month in which the row begins.
    void book(const OldestRow& row, std::optional<OldestRow> before) const {
        const auto* binding = valid_at(bindings, row.to);
        if (!row.sum || binding == nullptr) {
            return;
        }
        const auto since = before ? before->to : row.from;
        const auto booked = *row.sum - (before ? before->sum.value_or(*row.sum) : 0);
        const auto state_before = before ? before->state : std::optional<std::int64_t>{};
        state.compared_from = row.from;
        const auto reason = peculiar(row, booked, state_before, since);
        auto& of_row = month(month_of(zone, row.from), row.period);
        of_row.amount += part_of(*binding, booked);
        if (reason) {
            note(of_row, *reason);
        }
        note_borders({since, row.to}, row);
    }

    // Every month that a part of the row's amount belongs to, unless it is one.
    void note_borders(Span span, const OldestRow& row) const {
        const auto why = span.from < row.from ? BookedReason::hole : BookedReason::zone_cut;
        const auto ends = month_at(zone, span.to - Milliseconds{1});
        auto each = month_at(zone, span.from);
        for (const bool one = each == ends; !one && each <= ends; each += std::chrono::months{1}) {
            note(month(name_of(each), row.period), why);
        }
    }
};

OldestRow as_oldest(const CounterRow& row, StatisticsPeriod period) {
    return {.from = row.span.from,
            .to = row.span.to,
            .period = period,
            .state = row.state,
            .sum = row.sum,
            .last_reset = row.last_reset};
}

// Whether the meter says that it did, between the ends of two rows.
bool began_again(const OldestRow& later, const OldestRow& before) {
    return later.last_reset && later.last_reset != before.last_reset &&
           before.to < *later.last_reset && *later.last_reset < later.to;
}

// The count at the row's end; see take_part.
std::optional<std::int64_t> count_of(const CounterRow& row, SourceType type,
                                     const std::optional<OldestRow>& later) {
    if (type == SourceType::statistic) {
        return row.sum ? row.sum : row.state;
    }
    if (!row.state && row.sum && later && later->state && later->sum) {
        return *later->state - (*later->sum - *row.sum);
    }
    return row.state;
}

}  // namespace

std::string encode_past(const PastState& state) {
    return reflect::encode(state);
}

Result<PastState> decode_past(const std::string& text) {
    return reflect::decode_text<PastState>(text);
}

std::string mark_of(std::span<const Binding> bindings, const Zone& zone) {
    std::string mark = zone.name();
    for (const auto& binding : bindings) {
        mark += fmt::format(" {} {} {} {}", ms_of(binding.valid_from),
                            binding.valid_to ? ms_of(*binding.valid_to) : 0,
                            static_cast<int>(binding.sign), binding.invert);
    }
    return mark;
}

std::string mark_of(const MeterRules& rules) {
    auto mark = fmt::format("{} {} {}", static_cast<int>(rules.source), rules.max_rate,
                            static_cast<int>(rules.differences));
    const auto add_value = [&](std::optional<std::int64_t> value) {
        mark += value ? fmt::format(",{}", *value) : std::string(",");
    };
    for (const auto& exchange : rules.hand_overs) {
        mark += fmt::format(" {}", ms_of(exchange.at));
        add_value(exchange.final_value);
        add_value(exchange.initial_value);
    }
    for (const auto& decision : rules.decisions) {
        mark += fmt::format(" {}:{}", ms_of(decision.at), static_cast<int>(decision.verdict));
    }
    if (const auto noon = std::ranges::max_element(rules.profile); noon != rules.profile.end()) {
        mark += fmt::format(" noon {}", noon - rules.profile.begin());
    }
    return mark;
}

std::string month_of(const Zone& zone, Instant instant) {
    return name_of(month_at(zone, instant));
}

std::vector<Reading> take_part(PastState& state, const PastPart& part,
                               std::span<const Binding> bindings, const MeterRules& rules,
                               const Zone& zone) {
    const Books books{state, bindings, rules, zone};
    const bool only_a_hole = part.place.stop_at.has_value();
    auto later = only_a_hole ? std::nullopt : state.oldest;
    std::vector<Reading> readings;
    const auto add = [&](Instant at, std::int64_t value) {
        if (const auto* binding = valid_at(bindings, at)) {
            readings.push_back({at, as_channel_takes(*binding, value)});
        }
    };
    for (const auto& row : std::ranges::reverse_view(part.rows)) {
        auto oldest = as_oldest(row, part.period);
        oldest.state = count_of(row, part.type, later);
        if (!oldest.state) {
            continue;
        }
        if (later && began_again(*later, oldest)) {
            add(*later->last_reset, kRestarted);
        }
        add(row.span.to, *oldest.state);
        if (later && !only_a_hole) {
            books.book(*later, oldest);
        }
        later = oldest;
    }
    if (part.place.complete && !only_a_hole && later) {
        books.book(*later, std::nullopt);
        if (later->sum.value_or(0) > 0 && *later->state >= *later->sum) {
            add(later->from, *later->state - *later->sum);
        }
        later.reset();
    }
    std::ranges::reverse(readings);
    if (!only_a_hole) {
        state.oldest = later;
    }
    if (!readings.empty()) {
        state.first = std::min(state.first.value_or(Instant::max()), readings.front().at);
    }
    state.place = part.place;
    return readings;
}

}  // namespace ohmstead::ingest
