#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "domain/corrections/overlay.hpp"
#include "domain/home/channel.hpp"
#include "domain/home/home.hpp"
#include "domain/metering/day_meter.hpp"
#include "ingest/live_feed.hpp"
#include "ingest/rebuild.hpp"

namespace ohmstead::ingest {

// Meters one flow channel as its readings arrive, and knows what must be worked out again because
// something late came in. Pure: whoever owns it reads and writes the stores.
class ChannelMeter {
public:
    explicit ChannelMeter(const Channel& channel, const Home& home = {});

    const MeterRules& rules() const { return rules_; }

    // Readings of the measure that the rules meter. One that is not newer than all before is late:
    // it waits for a rebuild.
    void push(std::span<const Reading> readings);
    void push(const Reading& reading) { push({&reading, 1}); }

    // Everything from `from` on must be worked out again.
    void invalidate(Instant from);

    // People decide otherwise than before about levels, the first of them at `since`.
    void decide(std::vector<MeterDecision> decisions, Instant since);

    // What waits for a rebuild: the first and the last reading that came late.
    struct Late {
        Instant from;
        Instant to;
        friend bool operator==(const Late&, const Late&) = default;
    };
    const std::optional<Late>& late() const { return late_; }

    // The first day that may still change without a rebuild; without readings there is none.
    std::chrono::sys_days first_day() const;

    // A rebuild works on a meter of its own. In between, new readings still reach this one, which
    // notes them, and nothing is taken to be written.
    void begin_rebuild();
    // Puts in place what was rebuilt, then what was noted.
    void end_rebuild(Rebuilt rebuilt);
    bool rebuilding() const { return rebuilding_; }

    // Whole days to be written, when a slot has closed since the last time or `everything` is true.
    // None while something late waits: it might change them.
    std::vector<MeteredDay> take_days(bool everything);

    // What happened to the meter since the last call; nothing while a rebuild is under way.
    std::vector<MeterEvent> take_events();

    // What is known since `midnight` with `overlays` over it, and how much of it has an assumed
    // timing.
    TodayAmount amount_since(const ChannelId& channel, Instant midnight,
                             std::span<const Overlay> overlays = {}) const;
    // Lets go of slots before `slot`.
    void forget_before(SlotIndex slot);

private:
    void apply(std::span<const Reading> readings);
    void note_late(Late late);

    MeterRules rules_;
    std::optional<DayMeter> meter_;
    std::map<SlotIndex, Slot> recent_;
    std::optional<Instant> newest_;
    std::optional<SlotIndex> written_until_;
    std::optional<Late> late_;
    bool rebuilding_ = false;
    std::vector<Reading> noted_;
};

}  // namespace ohmstead::ingest
