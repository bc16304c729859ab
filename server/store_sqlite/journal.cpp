#include "store_sqlite/journal.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace ohmstead {
namespace {

// Removing rows dirties pages at the front of the table: worth it for some pages at a time.
constexpr std::size_t kTrimBytes = 64 * 1024;

}  // namespace

Journal::Journal(const boost::asio::any_io_executor& executor, Writer& writer)
    : writer_(writer), changed_(executor), trimmed_(executor) {}

void Journal::found(Sequence sequence, std::size_t bytes) {
    written_.push_back({.sequence = sequence, .bytes = bytes});
    written_bytes_ += bytes;
    durable_ = sequence;
    next_ = sequence + 1;
}

Journal::Sequence Journal::add(ChunkKey key, std::span<const HourReading> readings) {
    row_.add(key, readings);
    return next_;
}

void Journal::commit() {
    if (committing_ || !has_unwritten()) {
        return;
    }
    if (!row_.empty()) {
        unwritten_.push_back({.sequence = next_++, .data = std::move(row_).sealed()});
        unwritten_bytes_ += unwritten_.back().data.size();
        row_ = JournalRow{};
    }
    // The rows stay here until they are durable, and the deque moves none of them.
    std::vector<const Row*> rows;
    for (const Row& row : unwritten_) {
        rows.push_back(&row);
    }
    const std::size_t count = rows.size();
    auto insert = [rows = std::move(rows)](Connection& connection) -> Status {
        for (const Row* row : rows) {
            connection.prepare("INSERT OR REPLACE INTO journal (seq, data) VALUES (?, ?)")
                .bind(row->sequence, Blob{row->data})
                .run();
        }
        return {};
    };
    committing_ = true;
    const bool taken =
        writer_.submit(Lane::live, std::move(insert),
                       [this, count](const Writer::Outcome& outcome) { finished(outcome, count); });
    if (!taken) {
        finished({.status = Writer::queue_full(), .fault = nullptr}, count);
    }
}

void Journal::finished(const Writer::Outcome& outcome, std::size_t rows) {
    committing_ = false;
    if (outcome.fault || !outcome.status) {
        ++refusals_;
        state_ =
            outcome.fault
                ? Status{make_error(ErrorCode::unavailable, "The storage refuses new readings.")}
                : outcome.status;
    } else {
        state_ = Status{};
        for (; rows > 0; --rows) {
            const Row& row = unwritten_.front();
            durable_ = row.sequence;
            written_.push_back({.sequence = row.sequence, .bytes = row.data.size()});
            written_bytes_ += row.data.size();
            unwritten_bytes_ -= row.data.size();
            unwritten_.pop_front();
        }
    }
    changed_.notify();
}

Task<Status> Journal::committed(Sequence sequence) {
    // A row that joins a running commit's queue is refused only by a commit that contained it.
    const std::uint64_t refusals = refusals_ + (committing_ ? 1 : 0);
    while (durable_ < sequence) {
        commit();
        if (refusals_ > refusals) {
            co_return state_;
        }
        co_await changed_.wait();
        if (refusals_ > refusals && durable_ < sequence) {
            co_return state_;
        }
    }
    co_return Status{};
}

void Journal::trim(Sequence sequence) {
    std::size_t bytes = 0;
    std::size_t rows = 0;
    while (rows < written_.size() && written_[rows].sequence < sequence) {
        bytes += written_[rows++].bytes;
    }
    if (trimming_ || bytes < kTrimBytes) {
        return;
    }
    trimming_ = true;
    auto remove = [sequence](Connection& connection) -> Status {
        connection.prepare("DELETE FROM journal WHERE seq < ?").bind(sequence).run();
        return {};
    };
    const auto removed = [this, rows, bytes](const Writer::Outcome& outcome) {
        trimming_ = false;
        if (!outcome.fault && outcome.status) {
            written_.erase(written_.begin(), written_.begin() + static_cast<std::ptrdiff_t>(rows));
            written_bytes_ -= bytes;
            trimmed_.notify();
        }
    };
    if (!writer_.submit(Lane::bulk, remove, removed)) {
        trimming_ = false;
    }
}

}  // namespace ohmstead
