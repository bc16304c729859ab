#include "domain/metering/meter.hpp"

#include <algorithm>
#include <utility>

namespace ohmstead {
namespace {

__extension__ using Int128 = __int128;

constexpr std::int64_t kMsPerHour = 3'600'000;
constexpr Milliseconds kMeasuredUpTo = std::chrono::minutes{15};
constexpr Milliseconds kCoarseUpTo = std::chrono::minutes{65};

Quality quality_of(Milliseconds between_readings) {
    if (between_readings <= kMeasuredUpTo) {
        return Quality::measured;
    }
    return between_readings <= kCoarseUpTo ? Quality::coarse : Quality::estimated;
}

// Up to a thousandth of the counter is rounding or noise.
bool is_noise(std::int64_t fall, std::int64_t of) {
    return fall <= of / 1000;
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
        anchor_.suspect.reset();
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
    if (reading.value < 0) {
        return;
    }
    if (anchor_.counter && reading.at - anchor_.counter->at > rules_.longest_gap) {
        output.events.push_back(
            {MeterEvent::Kind::quarantined, reading.at, reading.value - anchor_.counter->value});
        anchor_.counter.reset();
        anchor_.suspect.reset();
    }
    if (!anchor_.counter) {
        output.events.push_back({MeterEvent::Kind::baseline, reading.at, reading.value});
        anchor_.counter = level_at(reading);
        return;
    }
    const CounterLevel trusted = *anchor_.counter;
    const bool fell = reading.value < trusted.value;
    if (fell && is_noise(trusted.value - reading.value, trusted.value)) {
        accept({.at = reading.at, .value = trusted.value}, output);
        return;
    }
    const auto& open = anchor_.suspect;
    const bool same_side = open && (open->value < trusted.value) == fell;
    if (same_side && reading.value == open->value) {
        anchor_.suspect->at = reading.at;
        if (reading.at - open->since >= rules_.settle) {
            believe_suspect(output);
        }
    } else if (same_side && reading.value > open->value && plausible(*open, reading)) {
        believe_suspect(output);
        accept(reading, output);
    } else if (!fell && plausible(trusted, reading)) {
        accept(reading, output);
    } else {
        anchor_.suspect = level_at(reading);
    }
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
        anchor_.suspect.reset();
        if (anchor_.counter && exchange.final_value &&
            *exchange.final_value >= anchor_.counter->value) {
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
    spread(difference, {trusted.at, reading.at}, quality_of(reading.at - trusted.at),
           output.portions);
    trusted = {.value = reading.value,
               .since = difference > 0 ? reading.at : trusted.since,
               .at = reading.at};
}

// The suspect level is the counter's true one. While it stood still nothing was used; what was
// used on the way to it is unknown.
void Meter::believe_suspect(Output& output) {
    const CounterLevel believed = *std::exchange(anchor_.suspect, std::nullopt);
    const std::int64_t jump = believed.value - anchor_.counter->value;
    output.events.push_back({jump < 0 ? MeterEvent::Kind::reset : MeterEvent::Kind::quarantined,
                             believed.since, jump < 0 ? -jump : jump});
    if (believed.since < believed.at) {
        spread(0, {believed.since, believed.at}, quality_of(believed.at - believed.since),
               output.portions);
    }
    anchor_.counter = believed;
}

// Judged by the time since the counter came to its level, not since its last reading: a coarse or
// stuck counter rises all at once what was used over all that time.
bool Meter::plausible(const CounterLevel& from, const Reading& reading) const {
    const Int128 possible =
        Int128{rules_.max_rate} * (reading.at - from.since).count() / kMsPerHour +
        rules_.step_allowance;
    return reading.value - from.value <= possible;
}

std::optional<Instant> newest_of(const Anchor& anchor) {
    if (anchor.suspect) {
        return anchor.suspect->at;  // it is newer than what it contradicts
    }
    return open_since(anchor);
}

std::optional<Instant> open_since(const Anchor& anchor) {
    if (anchor.counter) {
        return anchor.counter->at;
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
