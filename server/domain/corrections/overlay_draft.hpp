#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "domain/corrections/overlay.hpp"
#include "domain/home/channel.hpp"
#include "domain/home/home.hpp"

namespace ohmstead {

// What somebody wants to correct, before it is known to be possible.
struct OverlayDraft {
    ChannelId channel;
    Span span;
    OverlayKind kind = OverlayKind::flat;
    std::optional<std::int64_t> amount;  // in the channel's base unit
    std::string reason;
};

// The most that a slot of the channel can plausibly amount to, in its base unit: what metering
// would put in quarantine lets nobody in either.
std::int64_t most_in_slot(const Channel& channel, const Home& home);

// Everything that is wrong with a draft for a home with these channels, with the field (such as
// "/to") and a code each: unknown, not_summed, off_slot, order, too_early, too_long, future,
// required, unexpected, negative, implausible, empty.
std::vector<FieldError> faults_of(const OverlayDraft& draft, const Home& home,
                                  std::span<const Channel> channels, Instant now);

// The overlay of a draft without faults. `standing`: the channel's slots in its span as they stand.
// `implausible`, where its shape would put more into a slot than there can be.
Result<Overlay> overlay_of(const OverlayDraft& draft, const Home& home,
                           std::span<const Channel> channels, std::span<const Slot> standing,
                           Signature made);

}  // namespace ohmstead
