#include "domain/corrections/said_amounts.hpp"

#include <algorithm>

#include "domain/corrections/overlay.hpp"

namespace ohmstead {
namespace {

bool says_the_same(const SaidAmount& said, std::span<const Slot> standing) {
    std::int64_t amount = 0;
    std::int64_t known = 0;
    for (const auto& slot : standing) {
        amount += slot.amount;
        known += slot.quality == Quality::missing ? 0 : 1;
    }
    return amount == said.amount && known == said.range.size();
}

void append(SaidOtherwise& found, SlotRange range, std::vector<std::int64_t> shape) {
    if (found.ranges.empty() || found.ranges.back().range.to != range.from ||
        range.to - found.ranges.back().range.from > kMostOverlaySlots) {
        found.ranges.push_back({range, std::move(shape)});
        return;
    }
    auto& last = found.ranges.back();
    last.range.to = range.to;
    last.shape.insert(last.shape.end(), shape.begin(), shape.end());
}

}  // namespace

SaidOtherwise said_otherwise(std::span<const SaidAmount> said, std::span<const Slot> standing,
                             std::int64_t most_in_slot) {
    SaidOtherwise found;
    auto next = standing.begin();
    for (const auto& each : said) {
        next = std::find_if(next, standing.end(),
                            [&](const Slot& slot) { return slot.index >= each.range.from; });
        const auto end = std::find_if(
            next, standing.end(), [&](const Slot& slot) { return slot.index >= each.range.to; });
        const std::span<const Slot> there{next, end};
        next = end;
        if (says_the_same(each, there)) {
            continue;
        }
        auto shape = shape_of(each.amount, each.range, there);
        if (each.range.size() > kMostOverlaySlots || std::ranges::max(shape) > most_in_slot) {
            ++found.implausible;
            continue;
        }
        append(found, each.range, std::move(shape));
        ++found.amounts;
    }
    return found;
}

}  // namespace ohmstead
