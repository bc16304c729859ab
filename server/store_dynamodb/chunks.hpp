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

// The chunks of one home. Those of a series and month are neighbours, so that a span of them is
// one query. A damaged chunk is as good as absent, and set aside when its place is written again.
class Chunks {
public:
    Chunks(Client& client, Worker& cpu, HomeId home, Log log)
        : client_(client), cpu_(cpu), home_(std::move(home)), log_(log) {}

    // Merges the pieces into their chunks. Answers how many readings were new or changed. Mostly
    // an hour comes once, so each is written as if it were the first of its place, and read only
    // when it was not. Afterwards written() has the keys of what was written.
    Task<Result<std::size_t>> merge(std::map<ChunkPlace, Pieces> hours);
    std::vector<Item> written() && { return std::move(written_); }

    // What the hours of the series within [first, last] hold, ascending; without those that hold
    // nothing that can be read. `months`: those of the span that have readings.
    using Held = std::map<HourIndex, std::vector<HourReading>>;
    Task<Result<Held>> read(Series series, std::vector<Month> months, HourIndex first,
                            HourIndex last);
    // The newest hour of the series and month, at or before `last`, that holds something; or none.
    Task<Result<Held>> newest(Series series, Month month, HourIndex last);

private:
    Status decode_all(const std::vector<Item>& items, Month month, Held& held) const;
    Task<Result<std::size_t>> merge_hour(ChunkPlace place, Pieces pieces);
    Task<Status> set_aside(ChunkPlace place, Item damaged);
    bool decode(const Item& item, std::vector<HourReading>& readings) const;

    Client& client_;
    Worker& cpu_;
    HomeId home_;
    Log log_;
    std::vector<Item> written_;
};

}  // namespace ohmstead::dynamodb
