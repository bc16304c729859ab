#pragma once

#include <deque>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

#include "async/event.hpp"
#include "base/log.hpp"
#include "store_sqlite/channel_numbers.hpp"
#include "store_sqlite/open_hours.hpp"
#include "store_sqlite/writer.hpp"

namespace ohmstead {

// Moves open hours into their chunks, a few at a time, on the writer's bulk lane; then lets the
// journal go as far as nothing needs it. Lives on the I/O thread.
class Packer {
public:
    Packer(const boost::asio::any_io_executor& executor, Writer& writer, OpenHours& hours,
           ChannelNumbers& numbers, Journal& journal, Log log);

    // Queues hours that are not being packed. Those that are queued already are not doubled.
    void pack(const std::vector<ChunkKey>& keys);

    // Lets the journal go as far as no open hour needs it. Follows each step; also for whoever
    // finds nothing to pack, since a full queue may have refused the last time.
    void trim_journal() { journal_.trim(hours_.oldest_needed(journal_.filling())); }

    bool busy() const { return running_; }
    // Waits until a step ends. False after `limit`.
    Task<bool> step_ended(Milliseconds limit) { return ended_.wait_for(limit); }

private:
    void start_next_step();
    void finished(const std::vector<ChunkKey>& keys, const Writer::Outcome& outcome);

    Writer& writer_;
    OpenHours& hours_;
    ChannelNumbers& numbers_;
    Journal& journal_;
    Log log_;
    std::deque<ChunkKey> queue_;
    bool running_ = false;
    Event ended_;
};

}  // namespace ohmstead
