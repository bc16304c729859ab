#include "domain/corrections/overlay.hpp"

#include <algorithm>
#include <limits>
#include <tuple>
#include <utility>

namespace ohmstead {
namespace {

__extension__ using Wide = __int128;

// The part of `amount` up to `part` of `whole`.
std::int64_t share(std::int64_t amount, Wide part, Wide whole) {
    return static_cast<std::int64_t>(Wide{amount} * part / whole);
}

bool touches(const Overlay& overlay, const ChannelId& channel, SlotRange range) {
    return !overlay.undone && overlay.channel == channel && overlay.range.from < range.to &&
           range.from < overlay.range.to;
}

}  // namespace

std::vector<std::int64_t> shape_of(std::int64_t amount, SlotRange range,
                                   std::span<const Slot> standing) {
    std::vector<std::int64_t> weights(static_cast<std::size_t>(range.size()));
    Wide whole = 0;
    for (const auto& slot : standing) {
        if (slot.index >= range.from && slot.index < range.to && slot.amount > 0) {
            weights[static_cast<std::size_t>(slot.index - range.from)] = slot.amount;
            whole += slot.amount;
        }
    }
    // What no meter says must not overflow either.
    while (whole > std::numeric_limits<std::int64_t>::max()) {
        whole = 0;
        for (auto& weight : weights) {
            weight /= 2;
            whole += weight;
        }
    }
    if (whole == 0) {
        std::ranges::fill(weights, 1);
        whole = range.size();
    }
    Wide passed = 0;
    std::int64_t counted = 0;
    for (auto& weight : weights) {
        passed += weight;
        const auto until_here = share(amount, passed, whole);
        weight = until_here - counted;
        counted = until_here;
    }
    return weights;
}

Slot slot_under(const Overlay& overlay, SlotIndex slot) {
    const auto position = slot - overlay.range.from;
    const auto size = overlay.range.size();
    Slot under{.index = slot,
               .amount = 0,
               .quality = Quality::edited,
               .seconds_covered = static_cast<std::uint16_t>(kSlotSeconds)};
    switch (overlay.kind) {
        case OverlayKind::flat:
            under.amount =
                share(overlay.amount, position + 1, size) - share(overlay.amount, position, size);
            break;
        case OverlayKind::proportional:
            under.amount = overlay.shape.at(static_cast<std::size_t>(position));
            break;
        case OverlayKind::unknown:
            under.quality = Quality::missing;
            under.seconds_covered = 0;
            break;
    }
    return under;
}

void sort_by_age(std::vector<Overlay>& overlays) {
    std::ranges::sort(overlays, [](const Overlay& a, const Overlay& b) {
        return std::tie(a.made.at, a.id) < std::tie(b.made.at, b.id);
    });
}

std::vector<const Overlay*> deciding(std::span<const Overlay> overlays, const ChannelId& channel,
                                     SlotRange range) {
    std::vector<const Overlay*> over(static_cast<std::size_t>(range.size()));
    for (const auto& overlay : overlays) {
        if (touches(overlay, channel, range)) {
            const auto first = std::max(overlay.range.from, range.from) - range.from;
            const auto last = std::min(overlay.range.to, range.to) - range.from;
            std::fill(over.begin() + first, over.begin() + last, &overlay);
        }
    }
    return over;
}

ChannelSlots apply(std::span<const Overlay> overlays, SlotRange range, ChannelSlots slots) {
    // Almost always there is none.
    if (std::ranges::none_of(overlays, [&](const Overlay& overlay) {
            return touches(overlay, slots.channel, range);
        })) {
        return slots;
    }
    const auto over = deciding(overlays, slots.channel, range);
    std::vector<Slot> corrected;
    corrected.reserve(std::max(slots.slots.size(), over.size()));
    auto given = slots.slots.begin();
    for (std::size_t i = 0; i < over.size(); ++i) {
        const auto index = range.from + static_cast<SlotIndex>(i);
        given = std::find_if(given, slots.slots.end(),
                             [&](const Slot& slot) { return slot.index >= index; });
        const bool is_given = given != slots.slots.end() && given->index == index;
        if (over[i] == nullptr) {
            if (is_given) {
                corrected.push_back(*given);
            }
        } else if (over[i]->kind != OverlayKind::unknown) {
            corrected.push_back(slot_under(*over[i], index));
        }
    }
    slots.slots = std::move(corrected);
    return slots;
}

}  // namespace ohmstead
