#include "domain/metering/meter.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace ohmstead {
namespace {

__extension__ using Int128 = __int128;

constexpr Milliseconds kMeasuredUpTo = std::chrono::minutes{15};
constexpr Milliseconds kCoarseUpTo = std::chrono::minutes{65};
// How far back a rise is spread that ends a standstill.
constexpr Milliseconds kReach = std::chrono::hours{24};
constexpr std::int64_t kCoarseStep = 1'000'000;
constexpr std::int64_t kFineCoarseStep = 100'000;
// Finer ones, of 10 and of 1 Wh or L.
constexpr std::int64_t kFineSteps[]{10'000, 1'000};
// How close to its old level a counter is that has come back to it: a hundredth.
constexpr std::int64_t kBackWithin = 100;
// Meters have four digits at least. Below that a fall is far more often the reset of a counter that
// counts days or months.
constexpr std::int64_t kLeastRollOver = 10'000'000'000;
constexpr std::int64_t kMostRollOver = 1'000'000'000'000'000'000;

Quality quality_of(Milliseconds between_readings) {
    if (between_readings <= kMeasuredUpTo) {
        return Quality::measured;
    }
    return between_readings <= kCoarseUpTo ? Quality::coarse : Quality::estimated;
}

// The step of a counter that says only multiples of a coarse one; 0 when it says finer values.
std::int64_t coarse_step(std::int64_t value) {
    if (value % kFineCoarseStep != 0) {
        return 0;
    }
    return value % kCoarseStep == 0 ? kCoarseStep : kFineCoarseStep;
}

// The step by which a counter got from one value to the other; 0 when that is finer than any.
std::int64_t step_between(std::int64_t from, std::int64_t to) {
    if (const auto coarse = std::min(coarse_step(from), coarse_step(to)); coarse > 0) {
        return coarse;
    }
    const auto* const fine = std::ranges::find_if(
        kFineSteps, [&](std::int64_t step) { return from % step == 0 && to % step == 0; });
    return fine == std::ranges::end(kFineSteps) ? 0 : *fine;
}

// Up to a thousandth of the counter, or one of its steps, is rounding or noise. What falls to 0 by
// a step began again.
bool is_noise(std::int64_t from, std::int64_t to) {
    return from - to <= std::max(from / 1000, to == 0 ? 0 : step_between(from, to));
}

// From where on a rise is spread that ends a standstill.
Instant reach_back(const CounterLevel& level, Instant to) {
    return std::max(level.since, to - kReach);
}

// A coarse or stuck counter rises all at once what was used since it came to its level: of a
// standstill counts as much as a rise is spread over.
Milliseconds time_to_rise(const CounterLevel& from, Instant to) {
    return std::max(to - from.at, to - reach_back(from, to));
}

// What a counter rose by when it fell because it has no more digits; nothing when it did not.
std::optional<std::int64_t> roll_over(std::int64_t from, std::int64_t to) {
    std::int64_t end = kLeastRollOver;
    while (end <= from && end < kMostRollOver) {
        end *= 10;
    }
    const bool from_upper_tenth = from < end && from >= end / 10 * 9;
    return from_upper_tenth && to <= end / 10 ? std::optional(end - from + to) : std::nullopt;
}

CounterLevel level_at(const Reading& reading) {
    return {.value = reading.value, .since = reading.at, .at = reading.at};
}

bool same_day(Instant a, Instant b) {
    return std::chrono::floor<std::chrono::days>(a) == std::chrono::floor<std::chrono::days>(b);
}

}  // namespace

Meter::Meter(MeterRules rules, Anchor anchor)
    : rules_(std::move(rules)), anchor_(std::move(anchor)) {
    if (rules_.source == Measure::power) {
        anchor_.counter.reset();
        forget_doubts();
    } else {
        anchor_.power.reset();
        anchor_.remainder = 0;
    }
}

void Meter::push(const Reading& reading, Output& output) {
    if (const auto newest = newest_of(anchor_); newest && reading.at <= *newest) {
        return;
    }
    if (rules_.source == Measure::power) {
        push_power(reading, output);
    } else {
        hand_over(reading.at, output);
        if (!anchor_.counter || anchor_.counter->at < reading.at) {
            push_counter(reading, output);
        }
    }
}

void Meter::push_counter(const Reading& reading, Output& output) {
    if (reading.value == kRestarted) {
        restart(reading.at, output);
        return;
    }
    if (reading.value == kDetached) {
        detach(reading.at);
        return;
    }
    const bool both_ways = counts_both_ways();
    if (reading.value < 0 && !both_ways) {
        return;
    }
    if (is_detached()) {
        anchor_.counter.reset();
    }
    if (anchor_.counter && reading.at - anchor_.counter->at > rules_.longest_gap) {
        output.events.push_back(
            {MeterEvent::Kind::quarantined, reading.at, reading.value - anchor_.counter->value});
        anchor_.counter.reset();
        forget_doubts();
    }
    if (!anchor_.counter) {
        output.events.push_back({MeterEvent::Kind::baseline, reading.at, reading.value});
        anchor_.counter = level_at(reading);
        return;
    }
    const CounterLevel trusted = *anchor_.counter;
    const bool fell = reading.value < trusted.value && !both_ways;
    if (fell && is_noise(trusted.value, reading.value)) {
        accept({.at = reading.at, .value = trusted.value}, output);
        return;
    }
    if (comes_back(reading)) {
        take_fall_back(output);
        accept({.at = reading.at, .value = std::max(reading.value, anchor_.counter->value)},
               output);
        return;
    }
    const auto& open = anchor_.suspect;
    const bool same_side = open && (both_ways || (open->value < trusted.value) == fell);
    if (same_side && reading.value == open->value) {
        anchor_.suspect->at = reading.at;
        if (reading.at - open->since >= rules_.settle) {
            believe_suspect(output);
        }
    } else if (same_side && (both_ways || reading.value > open->value) &&
               plausible(*open, reading)) {
        believe_suspect(output);
        accept(reading, output);
    } else if (!fell && plausible(trusted, reading)) {
        accept(reading, output);
    } else {
        anchor_.suspect = level_at(reading);
    }
}

// Before the first reading there is nothing that could have ended.
void Meter::restart(Instant at, Output& output) {
    if (anchor_.counter) {
        if (!is_detached()) {
            output.events.push_back({MeterEvent::Kind::reset, at, anchor_.counter->value});
        }
        anchor_.counter = level_at({.at = at, .value = 0});
        forget_doubts();
    }
}

// The instant is kept, because what is older must not be taken again.
void Meter::detach(Instant at) {
    if (anchor_.counter) {
        anchor_.counter = level_at({.at = at, .value = kDetached});
        forget_doubts();
    }
}

void Meter::forget_doubts() {
    anchor_.suspect.reset();
    anchor_.before_fall.reset();
}

// The level before the fall, as if the counter had stood there ever since.
CounterLevel Meter::level_without_fall() const {
    return {.value = anchor_.before_fall->value,
            .since = anchor_.before_fall->since,
            .at = anchor_.counter->at};
}

// A counter that did fall gets to its old level by steps. One that is there at once, faster than
// anything is used or nearly where it was, had not fallen. What may rise at once tells nothing.
bool Meter::comes_back(const Reading& reading) const {
    if (!anchor_.before_fall) {
        return false;
    }
    const auto old = anchor_.before_fall->value;
    if (reading.value < old && !is_noise(old, reading.value)) {
        return false;
    }
    const CounterLevel& low = *anchor_.counter;
    const auto since = reading.at - low.at;
    const bool is_near = reading.value - old <= reading.value / kBackWithin;
    return reading.value - low.value > rules_.step_allowance &&
           plausible(level_without_fall(), reading) &&
           (!plausible(reading.value - low.value, since) || (is_near && since <= kCoarseUpTo));
}

void Meter::take_fall_back(Output& output) {
    const CounterLevel& low = *anchor_.counter;
    output.events.push_back({MeterEvent::Kind::glitch, low.since, low.value});
    anchor_.counter = level_without_fall();
    anchor_.before_fall.reset();
}

void Meter::push_power(const Reading& reading, Output& output) {
    if (reading.value > rules_.max_rate) {
        output.events.push_back({MeterEvent::Kind::quarantined, reading.at, reading.value});
        return;
    }
    if (const auto& held = anchor_.power) {
        const Span span{held->at, std::min(reading.at, held->at + rules_.hold)};
        integrate(held->value, span, anchor_.remainder, output.portions);
        if (!same_day(span.to - Milliseconds{1}, reading.at)) {
            anchor_.remainder = 0;
        }
    }
    anchor_.power = Reading{.at = reading.at, .value = std::max<std::int64_t>(reading.value, 0)};
}

// Takes the exchanges up to `until` that the trusted counter has not passed yet.
void Meter::hand_over(Instant until, Output& output) {
    for (const auto& exchange : rules_.hand_overs) {
        if (exchange.at > until || (anchor_.counter && anchor_.counter->at >= exchange.at)) {
            continue;
        }
        if (!anchor_.counter && !exchange.initial_value) {
            continue;
        }
        forget_doubts();
        if (anchor_.counter && !is_detached() && exchange.final_value &&
            (counts_both_ways() || *exchange.final_value >= anchor_.counter->value)) {
            accept({.at = exchange.at, .value = *exchange.final_value}, output);
        }
        output.events.push_back({MeterEvent::Kind::handed_over, exchange.at, 0});
        anchor_.counter.reset();
        if (exchange.initial_value) {
            anchor_.counter = level_at({.at = exchange.at, .value = *exchange.initial_value});
        }
    }
}

void Meter::accept(const Reading& reading, Output& output) {
    CounterLevel& trusted = *anchor_.counter;
    if (anchor_.suspect) {
        output.events.push_back(
            {MeterEvent::Kind::glitch, anchor_.suspect->since, anchor_.suspect->value});
        anchor_.suspect.reset();
    }
    const std::int64_t difference = reading.value - trusted.value;
    const auto quality = quality_of(reading.at - trusted.at);
    const Span span{trusted.at, reading.at};
    const auto since = difference != 0 ? reading.at : trusted.since;
    if (counts_both_ways()) {
        const auto part = rules_.differences == SignPart::positive ? difference : -difference;
        book(std::max<std::int64_t>(part, 0), span, quality, output);
    } else if (difference > 0 && trusted.since < trusted.at) {
        const bool was_stuck = !plausible(difference, reading.at - trusted.at);
        const auto step = std::min(coarse_step(trusted.value), coarse_step(reading.value));
        const Span back{reach_back(trusted, reading.at), reading.at};
        const bool beyond_a_slot = back.to - back.from > kMeasuredUpTo;
        const auto part = beyond_a_slot && back.from < span.from ? step : 0;
        const auto spread_back = was_stuck ? difference : part;
        book(difference - spread_back, span, quality, output);
        if (spread_back > 0) {
            // All of it is covered already.
            const auto first = output.portions.size();
            if (was_stuck) {
                book(spread_back, back, Quality::estimated, output);
            } else {
                spread(spread_back, back, std::min(quality, Quality::coarse), output.portions);
            }
            for (auto i = first; i < output.portions.size(); ++i) {
                output.portions[i].seconds = 0;
            }
        }
    } else {
        // What stands still was not used, however long nobody looked. Not so where a step may be
        // half full.
        const bool is_certain = difference == 0 && coarse_step(reading.value) == 0;
        book(difference, span, is_certain ? Quality::measured : quality, output);
    }
    if (difference != 0) {
        anchor_.before_fall.reset();
    }
    trusted = {.value = reading.value, .since = since, .at = reading.at};
}

void Meter::book(std::int64_t amount, Span span, Quality quality, Output& output) const {
    if (quality == Quality::estimated && !rules_.profile.empty()) {
        spread_by(rules_.profile, rules_.max_rate, amount, span, quality, output.portions);
    } else {
        spread(amount, span, quality, output.portions);
    }
}

// The suspect level is the counter's true one. While it stood still nothing was used.
void Meter::believe_suspect(Output& output) {
    const CounterLevel believed = *std::exchange(anchor_.suspect, std::nullopt);
    if (const auto amount = across(believed, output); amount > 0) {
        book(amount, {anchor_.counter->at, believed.since}, Quality::estimated, output);
    }
    if (believed.since < believed.at) {
        spread(0, {believed.since, believed.at}, quality_of(believed.at - believed.since),
               output.portions);
    }
    anchor_.before_fall.reset();
    if (output.events.back().kind == MeterEvent::Kind::reset) {
        anchor_.before_fall = anchor_.counter;
    }
    anchor_.counter = believed;
}

std::int64_t Meter::across(const CounterLevel& believed, Output& output) const {
    using Kind = MeterEvent::Kind;
    const CounterLevel& trusted = *anchor_.counter;
    const std::int64_t jump = believed.value - trusted.value;
    const bool is_reset = jump < 0 && !counts_both_ways();
    const auto part = [&](std::int64_t rise) {
        return std::max<std::int64_t>(rules_.differences == SignPart::negative ? -rise : rise, 0);
    };
    const auto in_question = part(is_reset ? believed.value : jump);
    const auto decision = std::ranges::find(rules_.decisions, believed.since, &MeterDecision::at);
    if (decision != rules_.decisions.end()) {
        std::int64_t amount = 0;
        if (decision->verdict != MeterVerdict::left_out) {
            amount = part(decision->verdict == MeterVerdict::booked ? jump : believed.value);
        }
        output.events.push_back({Kind::decided, believed.since, amount, trusted.at, in_question});
        return amount;
    }
    const auto around =
        counts_both_ways() ? std::nullopt : roll_over(trusted.value, believed.value);
    if (around && plausible(*around, time_to_rise(trusted, believed.since))) {
        output.events.push_back({Kind::rolled_over, believed.since, *around});
        return *around;
    }
    output.events.push_back({is_reset ? Kind::reset : Kind::quarantined, believed.since,
                             std::abs(jump), trusted.at, in_question});
    return 0;
}

bool Meter::plausible(const CounterLevel& from, const Reading& reading) const {
    const std::int64_t rise = reading.value - from.value;
    return plausible(counts_both_ways() ? std::abs(rise) : rise, time_to_rise(from, reading.at));
}

bool Meter::plausible(std::int64_t amount, Milliseconds time) const {
    const Int128 possible =
        Int128{rules_.max_rate} * time.count() / kMsPerHour + rules_.step_allowance;
    return amount <= possible;
}

std::optional<Instant> newest_of(const Anchor& anchor) {
    if (anchor.suspect) {
        return anchor.suspect->at;  // it is newer than what it contradicts
    }
    if (anchor.counter) {
        return anchor.counter->at;
    }
    return anchor.power ? std::optional(anchor.power->at) : std::nullopt;
}

std::optional<Instant> open_since(const Anchor& anchor) {
    if (anchor.counter) {
        const auto& level = anchor.before_fall ? *anchor.before_fall : *anchor.counter;
        return reach_back(level, anchor.counter->at);
    }
    return anchor.power ? std::optional(anchor.power->at) : std::nullopt;
}

MeterResult meter(const Anchor& anchor, std::span<const Reading> readings, const MeterRules& rules,
                  Span span) {
    Meter machine{rules, anchor};
    SlotTable table{span};
    MeterResult result{.slots = {}, .anchor = machine.anchor(), .final = false, .events = {}};
    Meter::Output output;
    for (const auto& reading : readings) {
        if (reading.at < span.from) {
            continue;
        }
        output.portions.clear();
        machine.push(reading, output);
        for (const auto& portion : output.portions) {
            table.add(portion);
        }
        if (reading.at < span.to) {
            result.anchor = machine.anchor();
        } else if (const auto open = open_since(machine.anchor()); !open || *open >= span.to) {
            result.final = true;
            break;
        }
    }
    result.slots = table.known();
    result.events = std::move(output.events);
    return result;
}

}  // namespace ohmstead
