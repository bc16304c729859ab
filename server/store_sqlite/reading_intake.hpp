#pragma once

#include <optional>
#include <span>
#include <vector>

#include "async/task.hpp"
#include "base/log.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "store/reading_store.hpp"
#include "store_sqlite/channel_numbers.hpp"
#include "store_sqlite/chunk_rows.hpp"
#include "store_sqlite/journal.hpp"
#include "store_sqlite/open_hours.hpp"
#include "store_sqlite/packer.hpp"
#include "store_sqlite/sqlite_database.hpp"

namespace ohmstead {

// How new readings come in: into their open hour and the journal at once, durable with the next
// commit, into their chunk when the hour has closed. Lives on the I/O thread.
class ReadingIntake final : public SqliteResident {
public:
    // Reads the journal back. Blocks; for start-up.
    explicit ReadingIntake(SqliteDatabase& database);
    ~ReadingIntake() override;
    ReadingIntake(const ReadingIntake&) = delete;
    ReadingIntake& operator=(const ReadingIntake&) = delete;

    // As ReadingStore::append(), whose caller has checked the scope.
    Task<Result<std::size_t>> append(HomeId home, std::vector<SeriesReadings> batch,
                                     Durability durability);
    // Commits everything that waits.
    Task<Status> flush();

    // What a reader needs beside the chunks.
    ChannelNumbers& numbers() { return numbers_; }
    const OpenHours& hours() const { return hours_; }

    void tick() override;
    Task<Status> write_out() override { return flush(); }
    void forget(const HomeId& home) override;

private:
    void replay_journal();
    void set_aside(Journal::Sequence row);
    bool is_full() const;
    Task<Status> make_room();
    Task<Result<std::size_t>> append_closed(HomeId home, std::vector<SeriesReadings> batch);
    std::vector<HourToPack> put_apart(const std::vector<SeriesReadings>& batch,
                                      const std::vector<SeriesNumber>& series,
                                      std::size_t& changed);
    Task<Result<std::vector<SeriesNumber>>> series_of_batch(
        const HomeId& home, const std::vector<SeriesReadings>& batch);
    Task<Status> load_chunks_under(const std::vector<SeriesReadings>& batch,
                                   const std::vector<SeriesNumber>& series);
    std::size_t take(SeriesNumber series, const SeriesReadings& part);
    std::size_t take_hour(ChunkKey key, std::uint8_t rank, std::span<const Reading> run);

    SqliteDatabase& database_;
    const Clock& clock_;
    Log log_;
    ChannelNumbers numbers_;
    OpenHours hours_;
    Journal journal_;
    Packer packer_;
    // The newest row that got a reading.
    Journal::Sequence newest_row_ = 0;
    // Since when something waits for the next commit by time.
    std::optional<Instant> waiting_since_;
    Instant packed_at_{};
    // Kept for their memory.
    std::vector<HourReading> run_;
    std::vector<HourReading> changed_;
};

}  // namespace ohmstead
