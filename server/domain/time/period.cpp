#include "domain/time/period.hpp"

#include <algorithm>
#include <stdexcept>

#include "domain/metering/slot.hpp"

namespace ohmstead {
namespace {

using std::chrono::months;
using std::chrono::sys_days;
using std::chrono::years;

constexpr Milliseconds kSlot{kSlotMs};
constexpr Milliseconds kHour = std::chrono::hours{1};

Instant slot_floor(Instant instant) {
    return slot_start(slot_of(instant));
}

Instant slot_ceil(Instant instant) {
    const Instant floor = slot_floor(instant);
    return floor == instant ? floor : floor + kSlot;
}

[[noreturn]] void not_of_the_calendar() {
    throw std::logic_error("slots and hours have no date");
}

// Collects the borders within a span that become the starts of periods.
class Cutter {
public:
    explicit Cutter(Span span) : span_(span) {}

    // Borders must come in ascending order. Offsets that were not whole quarters of an hour (the
    // last ended in 1972) leave borders within slots, which move down like everything else.
    void border(Instant at) {
        const Instant moved = slot_floor(at);
        if (moved > start_ && moved < span_.to) {
            periods_.push_back({start_, moved});
            start_ = moved;
        }
    }
    std::vector<Span> finish() {
        periods_.push_back({start_, span_.to});
        return std::move(periods_);
    }
    void reserve(std::size_t count) { periods_.reserve(count); }

private:
    Span span_;
    Instant start_ = span_.from;
    std::vector<Span> periods_;
};

void cut_into_slots(Span span, Cutter& cutter) {
    for (Instant at = span.from + kSlot; at < span.to; at += kSlot) {
        cutter.border(at);
    }
}

void cut_into_hours(const Zone& zone, Span span, Cutter& cutter) {
    auto offset = zone.regime_at(span.from).offset;
    for (Instant at = span.from; at < span.to;) {
        const auto regime = zone.regime_at(at);
        if (regime.offset != offset) {
            cutter.border(at);
            offset = regime.offset;
        }
        // From here to the regime's end the local clock is a straight line.
        const Instant local = at + regime.offset;
        const Instant next_full = std::chrono::floor<std::chrono::hours>(local) + kHour;
        const Instant end = std::min(regime.span.to, span.to);
        for (Instant hour = next_full - regime.offset; hour < end; hour += kHour) {
            cutter.border(hour);
        }
        at = regime.span.to;
    }
}

void cut_into_calendar(const Zone& zone, Span span, Period period, Cutter& cutter) {
    auto first = first_date_of(period, zone.date_of(span.from));
    for (;;) {
        first = next_first_date(period, first);
        const Instant border = zone.instant_of(first);
        if (border >= span.to) {
            return;
        }
        cutter.border(border);
    }
}

}  // namespace

LocalDate first_date_of(Period period, LocalDate date) {
    const auto month = static_cast<unsigned>(date.month());
    switch (period) {
        case Period::day:
            return date;
        case Period::week: {
            const std::chrono::weekday weekday{sys_days{date}};
            return plus_days(date, 1 - static_cast<int>(weekday.iso_encoding()));
        }
        case Period::month:
            return date.year() / date.month() / 1;
        case Period::quarter:
            return date.year() / std::chrono::month{(month - 1) / 3 * 3 + 1} / 1;
        case Period::year:
            return date.year() / 1 / 1;
        case Period::slot:
        case Period::hour:
            break;
    }
    not_of_the_calendar();
}

LocalDate next_first_date(Period period, LocalDate first) {
    switch (period) {
        case Period::day:
            return plus_days(first, 1);
        case Period::week:
            return plus_days(first, 7);
        case Period::month:
            return first + months{1};
        case Period::quarter:
            return first + months{3};
        case Period::year:
            return first + years{1};
        case Period::slot:
        case Period::hour:
            break;
    }
    not_of_the_calendar();
}

std::vector<Span> cut(const Zone& zone, Span span, Period period) {
    span = {slot_floor(span.from), slot_ceil(span.to)};
    if (span.empty()) {
        return {};
    }
    Cutter cutter{span};
    cutter.reserve(count_at_most(span, period));
    if (period == Period::slot) {
        cut_into_slots(span, cutter);
    } else if (period == Period::hour) {
        cut_into_hours(zone, span, cutter);
    } else {
        cut_into_calendar(zone, span, period, cutter);
    }
    return cutter.finish();
}

std::size_t count_at_most(Span span, Period period) {
    if (span.empty()) {
        return 0;
    }
    const auto length = span.to - span.from;
    const auto of = [&](Milliseconds shortest) {
        return static_cast<std::size_t>(length / shortest) + 2;
    };
    constexpr Milliseconds kDay = std::chrono::hours{24};
    switch (period) {
        case Period::slot:
            return of(kSlot);
        case Period::hour:
            // Every change of the clock may add one; there are not more than four a month.
            return of(kHour) + of(7 * kDay);
        case Period::day:
            return of(kDay - std::chrono::hours{4});
        case Period::week:
            return of(6 * kDay);
        case Period::month:
            return of(27 * kDay);
        case Period::quarter:
            return of(89 * kDay);
        case Period::year:
            return of(364 * kDay);
    }
    return 0;
}

}  // namespace ohmstead
