#pragma once

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
};
BOOST_DESCRIBE_ENUM(SuspectCode, outlier, negative_balance, hole)

// Neighbouring slots that stand out for the same reason.
struct Suspect {
    SuspectCode code = SuspectCode::outlier;
    ChannelId channel;  // empty: of the balance, which no one channel is at fault for
    SlotRange range;
    // outlier: of all its slots together; negative_balance: the missing origin; hole: 0.
    std::int64_t amount = 0;
    // Above which a slot stands out; hole: 0.
    std::int64_t limit = 0;

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

// What stands out in `range`, by time. `slots` are those of `sample`, which holds the range and by
// which a channel is judged, as they stand with `overlays` over them; `now` tells which are over.
// What a person has decided already stands out no more.
std::vector<Suspect> find_suspects(std::span<const Channel> channels,
                                   std::span<const ChannelSlots> slots,
                                   std::span<const Overlay> overlays, SlotRange sample,
                                   SlotRange range, Instant now);

}  // namespace ohmstead
