#include "store/slots_of_blocks.hpp"

#include <algorithm>

#include "store/block_codec.hpp"

namespace ohmstead {

using std::chrono::days;
using std::chrono::sys_days;

Status check_days(const std::vector<Block>& blocks) {
    const bool possible = std::ranges::all_of(blocks, [](const Block& block) {
        return block.day >= kFirstBlockDay && block.day < kBlockDaysEnd;
    });
    return possible ? Status{}
                    : make_error(ErrorCode::invalid, "Days lie between the years 1970 and 2100.");
}

std::pair<sys_days, sys_days> days_of(Span span) {
    const auto within = [](Instant at) {
        return std::clamp(std::chrono::floor<days>(at), kFirstBlockDay, kBlockDaysEnd - days{1});
    };
    return {within(span.from), within(span.to)};
}

void append_slots(const Block& block, Span span, std::vector<Slot>& slots) {
    for (const Slot& slot : block.slots) {
        if (span.contains(slot_start(slot.index))) {
            slots.push_back(slot);
        }
    }
}

void append_events(const Block& block, Span span, std::vector<ChannelEvent>& events) {
    for (const MeterEvent& event : block.events) {
        if (span.contains(event.at)) {
            events.push_back({block.channel, event});
        }
    }
}

std::optional<Block> BlockDecoder::decode(const ChannelId& channel, sys_days day,
                                          std::string_view data) {
    auto block = decode_block(channel, day, data);
    if (block) {
        return std::move(*block);
    }
    const std::lock_guard lock(mutex_);
    if (named_.emplace(channel.value, day).second) {
        log_.error("the block of channel {} and day {} is damaged and left out: {}", channel.value,
                   format_rfc3339(Instant{day}), block.error().detail);
    }
    return std::nullopt;
}

}  // namespace ohmstead
