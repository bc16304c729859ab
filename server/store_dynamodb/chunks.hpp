#pragma once

#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "async/task.hpp"
#include "async/worker.hpp"
#include "base/log.hpp"
#include "base/result.hpp"
#include "store/hour_readings.hpp"
#include "store_dynamodb/client.hpp"
#include "store_dynamodb/contents.hpp"
#include "store_dynamodb/keys.hpp"

namespace ohmstead::dynamodb {

// One hour of one series.
using ChunkPlace = std::pair<Series, HourIndex>;

// New readings of an hour: pieces that each ascend without doubles, in the order of their arrival.
using Pieces = std::vector<std::vector<HourReading>>;

// The chunks of one home. A chunk's place is noted in the item of its month's hours before it is
// written, so reading looks for those that exist alone. A damaged chunk is as good as absent, and
// set aside when its place is written again.
class Chunks {
public:
    Chunks(Client& client, Worker& cpu, HomeId home, Log log)
        : client_(client), cpu_(cpu), home_(std::move(home)), log_(log) {}

    // Merges the pieces into their chunks. Answers how many readings were new or changed.
    // Afterwards written() has the keys of what was written.
    Task<Result<std::size_t>> merge(std::map<ChunkPlace, Pieces> hours);
    std::vector<Item> written() && { return std::move(written_); }

    // The hours of the series within [first, last] that have a chunk, ascending.
    Task<Result<std::vector<HourIndex>>> hours(Series series, std::vector<Month> months,
                                               HourIndex first, HourIndex last);
    // What they hold, ascending; without those that hold nothing that can be read.
    using Held = std::map<HourIndex, std::vector<HourReading>>;
    Task<Result<Held>> read(Series series, std::vector<HourIndex> hours);

private:
    using HourAt = std::map<std::string, HourIndex>;  // by sort key

    Result<Held> decode_all(const std::vector<Item>& items, const HourAt& hour_at) const;
    Task<Result<std::size_t>> merge_hour(ChunkPlace place, Pieces pieces, Item stored);
    Task<Status> note_hour(ChunkPlace place);
    Task<Status> set_aside(ChunkPlace place, Item damaged);
    bool decode(const Item& item, std::vector<HourReading>& readings) const;

    Client& client_;
    Worker& cpu_;
    HomeId home_;
    Log log_;
    std::vector<Item> written_;
};

}  // namespace ohmstead::dynamodb
