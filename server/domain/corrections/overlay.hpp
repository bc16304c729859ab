#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <boost/describe/enum.hpp>

#include "base/ids.hpp"
#include "base/time.hpp"
#include "domain/metering/slot.hpp"

namespace ohmstead {

// What a person may put in the place of a channel's slots.
enum class OverlayKind {
    flat,          // an amount, spread evenly
    proportional,  // an amount, spread as the slots stood when the overlay was made
    unknown,       // nothing is known of them
};
BOOST_DESCRIBE_ENUM(OverlayKind, flat, proportional, unknown)

// Who did something, and when. The name is the one that they had then.
struct Signature {
    UserId user;
    std::string name;
    Instant at{};

    friend bool operator==(const Signature&, const Signature&) = default;
};

// The most slots of one overlay: 92 days.
inline constexpr std::int64_t kMostOverlaySlots = 92 * kSlotsPerDay;

// A correction: what a person says that a channel amounted to. It lies over the slots that its
// sources gave, which stay as they are, and applies whenever slots are read. Nothing of it changes
// but that it may be undone, once.
//
// An overlay says what each of its slots amounts to by itself. So a slot depends on nothing but
// what its sources gave and the newest overlay over it, however late data arrive around it.
struct Overlay {
    OverlayId id;
    ChannelId channel;
    SlotRange range;  // not empty
    OverlayKind kind = OverlayKind::flat;
    std::int64_t amount = 0;  // of the whole range, in the channel's base unit; not negative
    std::vector<std::int64_t> shape;  // of a proportional one: the amount of each slot
    std::string reason;
    Signature made;
    std::optional<Signature> undone;

    friend bool operator==(const Overlay&, const Overlay&) = default;
};

// `amount` over the slots of a range that is not empty, in proportion to what stands there; evenly
// where nothing does. Negative slots count as nothing. The parts add up to `amount`.
std::vector<std::int64_t> shape_of(std::int64_t amount, SlotRange range,
                                   std::span<const Slot> standing);

// What an overlay makes of one of its slots: quality `edited`, or `missing`.
Slot slot_under(const Overlay& overlay, SlotIndex slot);

// Overlays in the order in which they apply: oldest first.
void sort_by_age(std::vector<Overlay>& overlays);

// For each slot of `range` the overlay that decides what `channel` amounted to: the newest over it
// that is not undone, or null. `overlays` oldest first.
std::vector<const Overlay*> deciding(std::span<const Overlay> overlays, const ChannelId& channel,
                                     SlotRange range);

// The slots of a range as they stand with `overlays` (oldest first) over them. `slots` are all that
// the channel's sources gave within the range. Applied once or more often, it comes to the same.
ChannelSlots apply(std::span<const Overlay> overlays, SlotRange range, ChannelSlots slots);

}  // namespace ohmstead
