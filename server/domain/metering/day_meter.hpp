#pragma once

#include <chrono>
#include <map>
#include <span>
#include <vector>

#include "domain/metering/meter.hpp"

namespace ohmstead {

// The slots of one UTC day and the anchor from which they follow: a block but for its channel and
// revision.
struct MeteredDay {
    std::chrono::sys_days day{};
    Anchor anchor;
    std::vector<Slot> slots;
    std::vector<MeterEvent> events{};  // as in a block

    friend bool operator==(const MeteredDay&, const MeteredDay&) = default;
};

// Meters one channel on and on, and keeps the days that may still change.
//
// To start or to take in late or replaced readings: take the block of the day of the reading, or
// the newest one before it (none: any day before the first reading, with an empty anchor). If
// open_since(its anchor) is on an earlier day, take that day's block instead, for its slots change
// too. Make a DayMeter of it, push all readings since the start of its day, and write what
// take_changed() gives. It may stop once a day's anchor equals the one stored with that day's
// block, no changed reading is newer, and the day's first readings have settled what was open
// before it: all that follows would be equal too.
class DayMeter {
public:
    DayMeter(MeterRules rules, std::chrono::sys_days day, Anchor anchor_at_its_start);

    // The slots that changed, with their new values; valid until the next call. Readings come in
    // ascending order of time; one that is not newer than all before is ignored.
    std::span<const Slot> push(std::span<const Reading> readings);
    std::span<const Slot> push(const Reading& reading) { return push({&reading, 1}); }

    // The days that changed since the last call, ascending, each whole. Between the first and the
    // last day there is none missing, even where nothing is known, so that writing them replaces
    // whatever stood there before.
    std::vector<MeteredDay> take_changed();

    // What happened since the last call.
    std::vector<MeterEvent> take_events();

    // The first day it keeps: pushes before it are ignored.
    std::chrono::sys_days first_day() const { return days_.begin()->first; }
    const Anchor& anchor() const { return meter_.anchor(); }

private:
    struct Day {
        Anchor anchor;
        SlotTable slots;
        std::vector<MeterEvent> events{};
        bool changed = true;
    };
    void take(const Reading& reading);
    void keep(const MeterEvent& event);
    void forget_question(Instant at);
    // The day that contains `at`, which is not behind the newest; null when it is not kept.
    Day* day_with(Instant at);
    void open_days_until(std::chrono::sys_days day);
    void forget_closed_days();

    std::chrono::days longest_gap_;
    Meter meter_;
    std::map<std::chrono::sys_days, Day> days_;
    Meter::Output output_;
    std::vector<const Slot*> touched_;
    std::vector<Slot> changed_;
};

}  // namespace ohmstead
