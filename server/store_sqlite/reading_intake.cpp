#include "store_sqlite/reading_intake.hpp"

#include <algorithm>
#include <iterator>
#include <span>
#include <utility>

#include "store/hours_of_readings.hpp"

namespace ohmstead {
namespace {

// What may wait: for a commit, in memory for its chunk, and in the journal.
constexpr std::size_t kMostUnwritten = 4 * 1024 * 1024;
constexpr std::size_t kPackAbove = 4 * 1024 * 1024;
constexpr std::size_t kMostOpen = 12 * 1024 * 1024;
constexpr std::size_t kPackJournalAbove = 12 * 1024 * 1024;
constexpr std::size_t kMostJournal = 16 * 1024 * 1024;
constexpr Milliseconds kLongestWait = Seconds{5};

// Less than the promised ten seconds by one tick.
constexpr Milliseconds kCommitAfter = Seconds{9};
constexpr Milliseconds kPackEvery = Seconds{10};

// About 20 ms of the writer's time.
constexpr std::size_t kHoursPerBulkWrite = 4096;

Error no_such_channel() {
    return make_error(ErrorCode::not_found, "The home has no such channel.");
}

}  // namespace

ReadingIntake::ReadingIntake(SqliteDatabase& database)
    : database_(database),
      clock_(database.clock()),
      log_(database.log()),
      numbers_(database.readers()),
      journal_(database.executor(), database.writer()),
      packer_(database.executor(), database.writer(), hours_, numbers_, journal_, log_) {
    replay_journal();
    database_.add(*this);
}

ReadingIntake::~ReadingIntake() {
    database_.remove(*this);
}

Task<Result<std::size_t>> ReadingIntake::append(HomeId home, std::vector<SeriesReadings> batch,
                                                Durability durability) {
    OHMSTEAD_CO_TRY_VOID(check_times(batch));
    if (durability == Durability::bulk) {
        co_return co_await append_closed(std::move(home), std::move(batch));
    }
    OHMSTEAD_CO_TRY_VOID(co_await make_room());
    OHMSTEAD_CO_TRY(const auto series, co_await series_of_batch(home, batch));
    OHMSTEAD_CO_TRY_VOID(co_await load_chunks_under(batch, series));

    // From here on nothing waits: the batch is taken as a whole.
    std::size_t changed = 0;
    for (std::size_t part = 0; part < batch.size(); ++part) {
        changed += take(series[part], batch[part]);
    }
    if (!packer_.busy() &&
        (hours_.bytes() > kPackAbove || journal_.written_bytes() > kPackJournalAbove)) {
        packer_.pack(hours_.all());
    }
    if (changed > 0 && !waiting_since_) {
        waiting_since_ = clock_.now();
    }
    if (durability == Durability::now) {
        // Also when nothing is new: what was there may still be on its way to the disk.
        OHMSTEAD_CO_TRY_VOID(co_await flush());
    }
    co_return changed;
}

Task<Status> ReadingIntake::flush() {
    if (!journal_.has_unwritten()) {
        co_return Status{};
    }
    waiting_since_.reset();
    auto status = co_await journal_.committed(newest_row_);
    co_return status;
}

void ReadingIntake::tick() {
    const Instant now = clock_.now();
    // A clock that went back counts as time passed, too.
    const auto passed = [&](Instant since, Milliseconds time) {
        return now < since || now - since >= time;
    };
    if (waiting_since_ && passed(*waiting_since_, kCommitAfter)) {
        waiting_since_.reset();
        journal_.commit();
    } else if (!journal_.state()) {
        journal_.commit();
    }
    if (passed(packed_at_, kPackEvery)) {
        packed_at_ = now;
        packer_.pack(hours_.due(now));
        if (!packer_.busy()) {
            packer_.trim_journal();
        }
    }
}

void ReadingIntake::forget(const HomeId& home) {
    for (const std::int64_t number : numbers_.forget(home)) {
        hours_.forget_channel(number);
    }
}

bool ReadingIntake::is_full() const {
    return journal_.unwritten_bytes() > kMostUnwritten || hours_.bytes() > kMostOpen ||
           journal_.written_bytes() > kMostJournal;
}

// Waits while too much waits to be written; `unavailable` when that does not get better.
Task<Status> ReadingIntake::make_room() {
    while (is_full()) {
        if (journal_.unwritten_bytes() > kMostUnwritten) {
            OHMSTEAD_CO_TRY_VOID(co_await flush());
            continue;
        }
        if (!packer_.busy()) {
            packer_.pack(hours_.all());
        }
        bool progress = false;
        if (packer_.busy()) {
            progress = co_await packer_.step_ended(kLongestWait);
        } else {
            // Nothing is left to pack: what is in the way are rows that nobody needs.
            packer_.trim_journal();
            progress = co_await journal_.trimmed(kLongestWait);
        }
        if (!progress && is_full()) {
            co_return Writer::queue_full();
        }
    }
    co_return Status{};
}

// The series of each part of the batch. not_found when the home lacks one of the channels.
Task<Result<std::vector<SeriesNumber>>> ReadingIntake::series_of_batch(
    const HomeId& home, const std::vector<SeriesReadings>& batch) {
    std::vector<ChannelId> unknown;
    for (const SeriesReadings& part : batch) {
        if (!numbers_.find(home, part.channel)) {
            unknown.push_back(part.channel);
        }
    }
    if (!unknown.empty()) {
        OHMSTEAD_CO_TRY_VOID(co_await numbers_.learn(home, std::move(unknown)));
    }
    std::vector<SeriesNumber> series;
    series.reserve(batch.size());
    for (const SeriesReadings& part : batch) {
        const auto number = numbers_.find(home, part.channel);
        if (!number) {
            co_return no_such_channel();
        }
        series.push_back(series_number(*number, part.measure));
    }
    co_return std::move(series);
}

// Brings in the chunks of packed hours that the batch touches, so that what is known already is
// not written again.
Task<Status> ReadingIntake::load_chunks_under(const std::vector<SeriesReadings>& batch,
                                              const std::vector<SeriesNumber>& series) {
    for (;;) {
        std::vector<ChunkKey> missing;
        for (std::size_t part = 0; part < batch.size(); ++part) {
            for_each_hour(batch[part].readings, [&](HourIndex hour, auto) {
                const ChunkKey key = chunk_key(series[part], hour);
                const bool packed = numbers_.may_be_packed(series[part], hour);
                const OpenHour* open = packed ? hours_.find(key) : nullptr;
                if (packed && (open == nullptr || !open->holds_chunk)) {
                    missing.push_back(key);
                }
            });
        }
        if (missing.empty()) {
            co_return Status{};
        }
        auto query = [missing, log = log_](Connection& connection) {
            std::vector<HourToPack> loaded;
            for (const ChunkKey key : missing) {
                loaded.push_back({.key = key, .readings = read_chunk(connection, key, log)});
            }
            return loaded;
        };
        OHMSTEAD_CO_TRY(const auto loaded, co_await database_.readers().read(std::move(query)));
        for (const HourToPack& hour : loaded) {
            hours_.include_chunk(hour.key, hour.readings, clock_.now());
        }
    }
}

// Merges one part of a batch and puts what changed into the journal. Answers how many.
std::size_t ReadingIntake::take(SeriesNumber series, const SeriesReadings& part) {
    std::size_t changed = 0;
    for_each_hour(part.readings, [&](HourIndex hour, std::span<const Reading> run) {
        changed += take_hour(chunk_key(series, hour), part.source_rank, run);
    });
    return changed;
}

std::size_t ReadingIntake::take_hour(ChunkKey key, std::uint8_t rank,
                                     std::span<const Reading> run) {
    put_in_hour(hour_of_key(key), run, rank, run_);
    changed_.clear();
    hours_.merge(key, run_, journal_.filling(), clock_.now(), changed_);
    if (!changed_.empty()) {
        newest_row_ = journal_.add(key, changed_);
    }
    return changed_.size();
}

// Years at once would fill the journal and the memory only to be packed: their hours have closed
// long ago.
Task<Result<std::size_t>> ReadingIntake::append_closed(HomeId home,
                                                       std::vector<SeriesReadings> batch) {
    OHMSTEAD_CO_TRY(const auto series, co_await series_of_batch(home, batch));
    std::size_t changed = 0;
    auto hours = put_apart(batch, series, changed);
    for (std::size_t from = 0; from < hours.size(); from += kHoursPerBulkWrite) {
        const auto count = std::min(kHoursPerBulkWrite, hours.size() - from);
        auto work = [step = std::vector<HourToPack>(
                         std::make_move_iterator(hours.begin() + std::ptrdiff_t(from)),
                         std::make_move_iterator(hours.begin() + std::ptrdiff_t(from + count))),
                     log = log_](Connection& connection) -> Result<std::size_t> {
            return pack_hours(connection, step, log);
        };
        OHMSTEAD_CO_TRY(const auto packed,
                        co_await database_.writer().write(Lane::bulk, std::move(work)));
        changed += packed;
    }
    OHMSTEAD_CO_TRY_VOID(co_await flush());
    co_return changed;
}

// The hours that are not open, each on its way into its chunk. What belongs to an open one is taken
// there.
std::vector<HourToPack> ReadingIntake::put_apart(const std::vector<SeriesReadings>& batch,
                                                 const std::vector<SeriesNumber>& series,
                                                 std::size_t& changed) {
    std::vector<HourToPack> hours;
    for (std::size_t part = 0; part < batch.size(); ++part) {
        for_each_hour(batch[part].readings, [&](HourIndex hour, std::span<const Reading> run) {
            const ChunkKey key = chunk_key(series[part], hour);
            if (hours_.find(key) != nullptr) {
                changed += take_hour(key, batch[part].source_rank, run);
                return;
            }
            put_in_hour(hour, run, batch[part].source_rank, run_);
            hours.push_back({.key = key, .readings = run_});
            numbers_.packed(key);
        });
    }
    return hours;
}

void ReadingIntake::replay_journal() {
    const auto connection = database_.open_reader();
    auto rows = connection->prepare("SELECT seq, data FROM journal ORDER BY seq");
    std::size_t readings = 0;
    while (rows.step()) {
        const Journal::Sequence row = rows.integer(0);
        const std::string_view data = rows.blob(1);
        journal_.found(row, data.size());
        const auto groups = decode_journal_row(data);
        if (!groups) {
            log_.error("journal row {} is damaged and set aside: {}", row, groups.error().detail);
            set_aside(row);
            continue;
        }
        for (const JournalGroup& group : *groups) {
            changed_.clear();
            hours_.merge(group.key, group.readings, row, clock_.now(), changed_);
            readings += group.readings.size();
        }
    }
    if (readings > 0) {
        log_.info("{} readings came back from the journal", readings);
    }
}

// Moves a journal row that cannot be read out of the way, for whoever may repair it.
void ReadingIntake::set_aside(Journal::Sequence row) {
    auto move = [row](Connection& connection) -> Status {
        connection
            .prepare(
                "INSERT INTO damaged (what, key, data) "
                "SELECT 'journal', seq, data FROM journal WHERE seq = ?")
            .bind(row)
            .run();
        connection.prepare("DELETE FROM journal WHERE seq = ?").bind(row).run();
        return {};
    };
    // Refused only by a full queue, and then the next start finds the row again.
    (void)database_.writer().submit(Lane::bulk, move, [](const Writer::Outcome&) {});
}

}  // namespace ohmstead
