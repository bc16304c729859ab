#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <vector>

#include <boost/describe/enum.hpp>

#include "base/ids.hpp"
#include "domain/metering/event.hpp"
#include "domain/metering/reading.hpp"

namespace ohmstead {

// The base of every sum: a quarter of an hour in UTC. Every civil offset is a multiple of 15
// minutes, so local days and tariff windows cut exactly between slots.
inline constexpr std::int64_t kSlotSeconds = 900;
inline constexpr std::int64_t kSlotMs = kSlotSeconds * 1000;
inline constexpr std::int32_t kSlotsPerDay = 96;

// Slots since 1970-01-01T00:00Z.
using SlotIndex = std::int64_t;

// The slot that contains `at` (half-open: an instant on a border belongs to the later slot).
constexpr SlotIndex slot_of(Instant at) {
    const std::int64_t ms = ms_of(at);
    return ms >= 0 ? ms / kSlotMs : -((-ms + kSlotMs - 1) / kSlotMs);
}
constexpr Instant slot_start(SlotIndex slot) {
    return instant_from_ms(slot * kSlotMs);
}

// The UTC day that contains `at`.
constexpr std::chrono::sys_days utc_day_of(Instant at) {
    return std::chrono::floor<std::chrono::days>(at);
}

// How an amount came to be known.
enum class Quality : std::uint8_t {
    missing,    // nothing known; the amount is 0 and does not count as measured
    estimated,  // total known, timing assumed
    recovered,  // from the source's own later statistics: so far those are told by their steps
                // alone
    coarse,     // the meter's steps are wider than the slot
    measured,
    edited,  // a person said so: an overlay applies. Never stored in a block
};
BOOST_DESCRIBE_ENUM(Quality, missing, estimated, recovered, coarse, measured, edited)

// What a channel amounted to in one slot, in its base unit.
struct Slot {
    SlotIndex index = 0;
    std::int64_t amount = 0;
    Quality quality = Quality::missing;
    std::uint16_t seconds_covered = 0;  // of kSlotSeconds

    friend bool operator==(const Slot&, const Slot&) = default;
};

// The slots of one channel over some span.
struct ChannelSlots {
    ChannelId channel;
    std::vector<Slot> slots;  // ascending; absent ones are missing
};

// A half-open range of slots.
struct SlotRange {
    SlotIndex from = 0;
    SlotIndex to = 0;

    constexpr bool empty() const { return to <= from; }
    constexpr std::int64_t size() const { return empty() ? 0 : to - from; }
    friend bool operator==(const SlotRange&, const SlotRange&) = default;
};
// The least range that holds both.
constexpr SlotRange hull(SlotRange a, SlotRange b) {
    if (a.empty() || b.empty()) {
        return a.empty() ? b : a;
    }
    return {a.from < b.from ? a.from : b.from, a.to > b.to ? a.to : b.to};
}
// The span that the slots of a range fill.
constexpr Span span_of(SlotRange range) {
    return {slot_start(range.from), slot_start(range.to)};
}

// A counter that keeps saying the same value.
struct CounterLevel {
    std::int64_t value = 0;
    Instant since{};  // the first reading that said so
    Instant at{};     // the newest reading that said so

    friend bool operator==(const CounterLevel&, const CounterLevel&) = default;
};

// Where metering stood at an instant, which is after the last reading before it: all that metering
// needs to go on from there as if it had never stopped.
struct Anchor {
    std::optional<CounterLevel> counter;  // the newest trusted counter
    std::optional<CounterLevel> suspect;  // one that contradicts it and is not decided yet
    // What was trusted before the counter fell to where it stands since: it may still come back.
    std::optional<CounterLevel> before_fall;
    std::optional<Reading> power;  // the newest power
    std::int64_t remainder = 0;    // energy below one base unit, in rate unit times ms

    friend bool operator==(const Anchor&, const Anchor&) = default;
};

// Orders versions of a block. The engine's epoch grows at each start, the sequence with each write.
struct Revision {
    std::uint32_t epoch = 0;
    std::uint64_t sequence = 0;

    friend auto operator<=>(const Revision&, const Revision&) = default;
};

// A counter that jumps about all day tells no more by further ones.
inline constexpr std::size_t kMostEvents = 32;

// The slots of one channel and UTC day, with the anchor from which they can be computed again.
struct Block {
    ChannelId channel;
    std::chrono::sys_days day{};
    Revision revision;
    Anchor anchor;            // at the day's first instant
    std::vector<Slot> slots;  // ascending, all within `day`; absent ones are missing
    // What happened within the day that a person may decide about, or has; at most kMostEvents.
    std::vector<MeterEvent> events{};

    friend bool operator==(const Block&, const Block&) = default;
};

}  // namespace ohmstead
