#include "ingest/agent_items.hpp"

#include <utility>

#include "ingest/packed_text.hpp"
#include "store/block_codec.hpp"
#include "store/chunk_codec.hpp"

namespace ohmstead::ingest {

BlocksItem item_of(std::string id, const Block& block) {
    BlocksItem item;
    item.id = std::move(id);
    item.channel = block.channel;
    item.day = format_rfc3339(Instant{block.day}).substr(0, 10);
    item.revision = {block.revision.epoch, block.revision.sequence};
    item.data = packed_to_text(encode_block(block));
    return item;
}

ChunksItem item_of(std::string id, const ChannelId& channel, Measure measure, Instant hour,
                   std::span<const HourReading> readings) {
    ChunksItem item;
    item.id = std::move(id);
    item.channel = channel;
    item.measure = measure;
    item.hour = hour;
    item.data = packed_to_text(encode_chunk(readings));
    return item;
}

}  // namespace ohmstead::ingest
