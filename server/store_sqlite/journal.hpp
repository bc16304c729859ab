#pragma once

#include <cstdint>
#include <deque>
#include <span>

#include <boost/asio/any_io_executor.hpp>

#include "async/event.hpp"
#include "async/task.hpp"
#include "base/result.hpp"
#include "store_sqlite/journal_codec.hpp"
#include "store_sqlite/writer.hpp"

namespace ohmstead {

// Where new readings become durable: everything that waits goes into one row, and one row into one
// commit. While a commit is under way the next row fills, so the slower the disk, the larger the
// rows. Lives on the I/O thread.
class Journal {
public:
    // Number of a row. Rows are removed from the front only.
    using Sequence = std::int64_t;

    Journal(const boost::asio::any_io_executor& executor, Writer& writer);

    // For start-up: a row that the file holds already.
    void found(Sequence sequence, std::size_t bytes);

    // Adds to the row that fills. Answers its number.
    Sequence add(ChunkKey key, std::span<const HourReading> readings);
    // The row that fills.
    Sequence filling() const { return next_; }
    bool has_unwritten() const { return !unwritten_.empty() || !row_.empty(); }

    // Starts to commit what waits, unless a commit is under way, which then is followed by another
    // one only if somebody waits for it.
    void commit();
    // Waits until row `sequence` is durable. `unavailable` when the storage refused it; the row is
    // then kept and tried again with the next commit.
    Task<Status> committed(Sequence sequence);

    // Rows before `sequence` are not needed any more. Removes them once that is worth a write. A
    // full queue refuses that; the caller comes again.
    void trim(Sequence sequence);
    // Waits until rows have been removed. False after `limit`.
    Task<bool> trimmed(Milliseconds limit) { return trimmed_.wait_for(limit); }

    // Bytes that wait for a commit, and bytes in all rows that the file holds.
    std::size_t unwritten_bytes() const { return unwritten_bytes_ + row_.size(); }
    std::size_t written_bytes() const { return written_bytes_; }
    // What the storage last refused with, if its last answer was a refusal.
    const Status& state() const { return state_; }

private:
    struct Row {
        Sequence sequence = 0;
        Packed data;
    };
    struct Written {
        Sequence sequence = 0;
        std::size_t bytes = 0;
    };

    void finished(const Writer::Outcome& outcome, std::size_t rows);

    Writer& writer_;
    JournalRow row_;               // fills
    std::deque<Row> unwritten_;    // full, not yet durable
    std::deque<Written> written_;  // durable, not yet trimmed
    std::size_t unwritten_bytes_ = 0;
    std::size_t written_bytes_ = 0;
    Sequence next_ = 1;
    Sequence durable_ = 0;
    bool committing_ = false;
    bool trimming_ = false;
    std::uint64_t refusals_ = 0;
    Status state_;
    Event changed_;
    Event trimmed_;
};

}  // namespace ohmstead
