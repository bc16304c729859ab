#include "ledger/carbon_view.hpp"

#include <algorithm>
#include <optional>

namespace ohmstead {
namespace {

std::optional<std::int64_t> intensity_of(SlotIndex slot, std::span<const Reading> intensity) {
    const Instant start = slot_start(slot);
    const auto after = std::ranges::upper_bound(intensity, start, {}, &Reading::at);
    if (after != intensity.begin() && start - std::prev(after)->at < kCarbonHold) {
        return std::prev(after)->value;
    }
    return after != intensity.end() && after->at < slot_start(slot + 1)
               ? std::optional(after->value)
               : std::nullopt;
}

}  // namespace

std::vector<CarbonSum> carbon_sums(std::span<const Span> periods,
                                   std::span<const ChannelSlots> import,
                                   std::span<const Reading> intensity) {
    std::vector<CarbonSum> sums(periods.size());
    for (const auto& channel : import) {
        std::size_t period = 0;
        for (const auto& slot : channel.slots) {
            while (period < periods.size() && periods[period].to <= slot_start(slot.index)) {
                ++period;
            }
            if (period == periods.size()) {
                break;
            }
            if (slot.amount <= 0 || slot_start(slot.index) < periods[period].from) {
                continue;
            }
            auto& sum = sums[period];
            const auto known = intensity_of(slot.index, intensity);
            (known ? sum.rated : sum.unrated) += slot.amount;
            sum.milligrams += static_cast<double>(slot.amount) *
                              static_cast<double>(known.value_or(0)) / kUnitsPerKwh;
        }
    }
    return sums;
}

}  // namespace ohmstead
