#pragma once

#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/log.hpp"
#include "base/result.hpp"
#include "domain/metering/slot.hpp"

namespace ohmstead {

// What every slot store does alike, however it keeps its blocks.

// The days that blocks may be of.
inline constexpr std::chrono::sys_days kFirstBlockDay{std::chrono::days{0}};
inline constexpr std::chrono::sys_days kBlockDaysEnd{std::chrono::days{47'482}};  // 2100-01-01

// invalid when a block's day lies outside.
Status check_days(const std::vector<Block>& blocks);

// The days, first and last, whose blocks may have slots of the span.
std::pair<std::chrono::sys_days, std::chrono::sys_days> days_of(Span span);

// Those of the block's slots that start within the span.
void append_slots(const Block& block, Span span, std::vector<Slot>& slots);
// Those of its events that lie within the span.
void append_events(const Block& block, Span span, std::vector<ChannelEvent>& events);

// Decodes blocks, on any thread. A damaged one is as good as absent, for it can be computed again;
// the log names it once.
class BlockDecoder {
public:
    explicit BlockDecoder(Log log) : log_(log) {}

    std::optional<Block> decode(const ChannelId& channel, std::chrono::sys_days day,
                                std::string_view data);

private:
    Log log_;
    std::mutex mutex_;
    std::set<std::pair<std::string, std::chrono::sys_days>> named_;
};

}  // namespace ohmstead
