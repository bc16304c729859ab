#pragma once

#include <optional>
#include <span>
#include <vector>

#include "domain/metering/event.hpp"
#include "domain/metering/rules.hpp"
#include "domain/metering/slot.hpp"
#include "domain/metering/spread.hpp"

namespace ohmstead {

// Turns the readings of one channel into portions of slots. It holds no more than its anchor, so
// it can be stopped after any reading and go on later as if it had not.
//
// Counters: only differences count, and each is spread evenly over the time between its two
// readings. Up to 15 minutes that is `measured`, up to 65 minutes `coarse`, beyond it `estimated`:
// the total is exact, its timing is not known, and it is spread by the channel's profile where the
// rules have one. A counter that only rises and stands where it stood is `measured` over any time.
//
// A fall within noise counts nothing and the highest value stays. A greater fall is suspect until
// later readings either come back to the old value (a glitch, ignored) or go on from the new level
// (a reset; what was used across it is unknown). A fall that was believed because the counter stood
// still is taken back when the counter is at its old level again at once. A rise that is not
// plausible for the time since the counter last rose, of a standstill a day at most, is suspect in
// the same way: a glitch, or a new level whose jump is quarantined. A fall from the upper to the
// lower tenth of a power of ten is a roll-over, when that makes it a plausible rise. What a person
// decided about a level overrides all that.
//
// A source that declares when it began again (kRestarted) is believed at once; what it says since
// then was used since then. After kDetached nothing is known until the next two readings.
//
// A counter of coarse steps, of 0.1 or 1 kWh or m3, says nothing until a step is full: so one step
// is spread over the time since the last one, a day at most, and what it touches is `coarse`. A
// counter that stood still and rises by more than can be used since its last reading was stuck: all
// of the rise is spread so, and what it touches is `estimated`.
//
// A counter that counts both ways gives what it rises by, or what it falls by; only the rate of
// either is judged.
//
// Power: each reading holds until the next, at most `hold`; beyond that nothing is known. Negative
// power counts as none, implausible power as no reading.
class Meter {
public:
    struct Output {
        std::vector<Portion> portions;
        std::vector<MeterEvent> events;
    };

    explicit Meter(MeterRules rules, Anchor anchor = {});

    // Adds to `output` what `reading` settles. Readings come in ascending order of time; one that
    // is not newer than newest_of(anchor()) is ignored.
    void push(const Reading& reading, Output& output);

    const Anchor& anchor() const { return anchor_; }

private:
    void push_counter(const Reading& reading, Output& output);
    void restart(Instant at, Output& output);
    void detach(Instant at);
    bool is_detached() const { return anchor_.counter && anchor_.counter->value == kDetached; }
    void push_power(const Reading& reading, Output& output);
    void hand_over(Instant until, Output& output);
    void accept(const Reading& reading, Output& output);
    void believe_suspect(Output& output);
    void forget_doubts();
    CounterLevel level_without_fall() const;
    bool comes_back(const Reading& reading) const;
    void take_fall_back(Output& output);
    // What was used on the way to a new level, as far as anything tells.
    std::int64_t across(const CounterLevel& believed, Output& output) const;
    void book(std::int64_t amount, Span span, Quality quality, Output& output) const;
    bool counts_both_ways() const { return rules_.differences != SignPart::both; }
    bool plausible(const CounterLevel& from, const Reading& reading) const;
    bool plausible(std::int64_t amount, Milliseconds time) const;

    MeterRules rules_;
    Anchor anchor_;
};

// The time of the newest reading that an anchor knows of.
std::optional<Instant> newest_of(const Anchor& anchor);

// The earliest instant whose slot may still change by readings newer than the anchor's.
std::optional<Instant> open_since(const Anchor& anchor);

struct MeterResult {
    std::vector<Slot> slots;  // within the span, ascending; absent ones are missing
    Anchor anchor;            // at the end of the span
    // No reading after the given ones can change the slots. Otherwise the newest of them are
    // provisional.
    bool final = false;
    std::vector<MeterEvent> events;
};

// The slots of `span`, whose ends are borders of slots, from the anchor at its start and the
// readings since, in ascending order. Readings beyond the span's end are needed as far as the
// first that settles what is open there; it stops after that one. What a span gives does not
// depend on where it was cut: [a, c) equals [a, b) and [b, c) with the anchor of the former.
MeterResult meter(const Anchor& anchor, std::span<const Reading> readings, const MeterRules& rules,
                  Span span);

}  // namespace ohmstead
