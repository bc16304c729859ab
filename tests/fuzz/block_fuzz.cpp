#include "fuzz/sealed.hpp"
#include "store/block_codec.hpp"

// Whatever decodes must be a block of its day that encodes, and decodes to itself again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace ohmstead;
    constexpr std::chrono::sys_days kDay{std::chrono::days{20'513}};
    const auto block = decode_block(ChannelId{"channel"}, kDay, fuzz::sealed(data, size));
    if (!block) {
        return 0;
    }
    SlotIndex previous = first_slot_of(kDay) - 1;
    for (const Slot& slot : block->slots) {
        fuzz::require(slot.index > previous && slot.index < first_slot_of(kDay) + kSlotsPerDay);
        previous = slot.index;
    }
    for (const MeterEvent& event : block->events) {
        fuzz::require(std::chrono::floor<std::chrono::days>(event.at) == kDay);
    }
    const Packed bytes = encode_block(*block);
    const auto again = decode_block(block->channel, block->day, bytes);
    fuzz::require(again && *again == *block);
    fuzz::require(*revision_of_block(bytes) == block->revision);
    return 0;
}
