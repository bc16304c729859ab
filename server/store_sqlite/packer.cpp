#include "store_sqlite/packer.hpp"

#include <memory>
#include <utility>

#include "store_sqlite/chunk_rows.hpp"

namespace ohmstead {
namespace {

// Hours per step: their copies exist until the step ends.
constexpr std::size_t kHoursPerStep = 64;

}  // namespace

Packer::Packer(const boost::asio::any_io_executor& executor, Writer& writer, OpenHours& hours,
               ChannelNumbers& numbers, Journal& journal, Log log)
    : writer_(writer),
      hours_(hours),
      numbers_(numbers),
      journal_(journal),
      log_(log),
      ended_(executor) {}

void Packer::pack(const std::vector<ChunkKey>& keys) {
    // A queue that still works off an earlier call contains what was due then.
    if (queue_.empty()) {
        queue_.assign(keys.begin(), keys.end());
        start_next_step();
    }
}

void Packer::start_next_step() {
    if (running_) {
        return;
    }
    std::vector<ChunkKey> keys;
    auto packed = std::make_shared<std::vector<HourToPack>>();
    while (!queue_.empty() && keys.size() < kHoursPerStep) {
        const ChunkKey key = queue_.front();
        queue_.pop_front();
        const OpenHour* hour = hours_.find(key);
        if (hour == nullptr || hour->packing) {
            continue;
        }
        auto readings = hours_.begin_packing(key);
        if (!readings.empty()) {
            keys.push_back(key);
            packed->push_back({.key = key, .readings = std::move(readings)});
            numbers_.packed(key);
        }
    }
    if (keys.empty()) {
        return;
    }
    running_ = true;
    auto work = [packed, log = log_](Connection& connection) -> Status {
        for (const HourToPack& hour : *packed) {
            pack_hour(connection, hour, log);
        }
        return {};
    };
    auto done = [this, keys](const Writer::Outcome& outcome) { finished(keys, outcome); };
    if (!writer_.submit(Lane::bulk, std::move(work), std::move(done))) {
        finished(keys, {.status = Writer::queue_full(), .fault = nullptr});
    }
}

void Packer::finished(const std::vector<ChunkKey>& keys, const Writer::Outcome& outcome) {
    running_ = false;
    const bool durable = !outcome.fault && outcome.status.has_value();
    for (const ChunkKey key : keys) {
        hours_.end_packing(key, durable);
    }
    if (durable) {
        trim_journal();
        start_next_step();
    } else {
        // The readings are safe in the journal; the next tick tries again.
        log_.warning("packing readings failed: {}",
                     outcome.fault ? "fault in the database" : outcome.status.error().detail);
        queue_.clear();
    }
    ended_.notify();
}

}  // namespace ohmstead
