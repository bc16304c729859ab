#pragma once

#include <optional>
#include <span>
#include <vector>

#include <boost/describe/enum.hpp>

#include "domain/corrections/overlay.hpp"
#include "domain/home/channel.hpp"
#include "domain/metering/slot.hpp"

namespace ohmstead {

// Why slots stand out.
enum class SuspectCode {
    outlier,           // far more than the channel otherwise has in a slot
    negative_balance,  // more left the home than came in
    hole,              // nothing is known between slots that are
    quarantined,       // a counter rose by more than is plausible, which is not booked
    reset,             // a counter went on from a lower level; what was used meanwhile is not known
};
BOOST_DESCRIBE_ENUM(SuspectCode, outlier, negative_balance, hole, quarantined, reset)

// Neighbouring slots that stand out for the same reason.
struct Suspect {
    SuspectCode code = SuspectCode::outlier;
    ChannelId channel;  // empty: of the balance, which no one channel is at fault for
    SlotRange range;
    // outlier: of all its slots together; negative_balance: the missing origin; hole: 0;
    // quarantined and reset: what would be booked over the slots if it was used.
    std::int64_t amount = 0;
    // Above which a slot stands out; otherwise 0.
    std::int64_t limit = 0;
    // quarantined and reset: when the counter came to its new level, by which it is decided.
    std::optional<Instant> at{};

    friend bool operator==(const Suspect&, const Suspect&) = default;
};

// Slots in which a channel has more than this many times what all but a thousandth of its slots
// stay below are outliers, if they amount to anything.
inline constexpr std::int64_t kOutlierFactor = 3;
inline constexpr std::int64_t kLeastOutlier = 100'000;  // mWh or mL
// Fewer known slots tell nothing about what a channel usually has.
inline constexpr std::size_t kLeastSample = 1'000;
// Meters that are read at different moments disagree by a little in every slot.
inline constexpr std::int64_t kLeastResidual = 50'000;  // mWh

// The slots between what a counter said before an event and then.
SlotRange slots_in_question(const MeterEvent& event);

// What the channels' sources gave, and what people said of it.
struct SuspectInputs {
    std::span<const Channel> channels;
    std::span<const ChannelSlots> slots;  // as they stand with `overlays` over them
    std::span<const Overlay> overlays;
    std::span<const ChannelEvent> events;
};

// What stands out in `range`, by time. The inputs are those of `sample`, which holds the range and
// by which a channel is judged; `now` tells which slots are over. What a person has decided already
// stands out no more, nor does a hole that is the way to a level which does.
std::vector<Suspect> find_suspects(const SuspectInputs& inputs, SlotRange sample, SlotRange range,
                                   Instant now);

}  // namespace ohmstead
