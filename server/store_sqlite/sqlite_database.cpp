#include "store_sqlite/sqlite_database.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "async/sleep.hpp"
#include "store_sqlite/database_file.hpp"
#include "store_sqlite/readers.hpp"
#include "store_sqlite/writer.hpp"

namespace ohmstead {
namespace {

constexpr std::size_t kReaders = 2;
constexpr std::chrono::seconds kTick{1};

}  // namespace

struct SqliteDatabase::Parts {
    boost::asio::any_io_executor executor;
    std::filesystem::path file;
    const Clock& clock;
    Log log;
    std::optional<ProcessLock> lock;
    // Ends before the lock is released.
    Writer writer;
    Readers readers;
    std::vector<SqliteResident*> residents;
};

Result<std::unique_ptr<SqliteDatabase>> SqliteDatabase::open(boost::asio::any_io_executor executor,
                                                             const std::filesystem::path& file,
                                                             const Clock& clock, Log log) {
    OHMSTEAD_TRY(auto lock, ProcessLock::take(file));
    return open_locked(std::move(executor), file, clock, log, std::move(lock));
}

Result<std::unique_ptr<SqliteDatabase>> SqliteDatabase::open_beside(
    boost::asio::any_io_executor executor, const std::filesystem::path& file, const Clock& clock,
    Log log) {
    std::optional<ProcessLock> lock;
    if (auto taken = ProcessLock::take(file)) {
        lock.emplace(std::move(*taken));
    } else if (!std::filesystem::exists(file)) {
        return std::move(taken).error();
    }
    return open_locked(std::move(executor), file, clock, log, std::move(lock));
}

Result<std::unique_ptr<SqliteDatabase>> SqliteDatabase::open_or_begin_anew(
    boost::asio::any_io_executor executor, const std::filesystem::path& file, const Clock& clock,
    Log log) {
    auto opened = open(executor, file, clock, log);
    if (opened || opened.error().code != ErrorCode::malformed) {
        return opened;
    }
    log.error("{} The agent sets it aside as {}.damaged and begins an empty one.",
              opened.error().detail, file.string());
    set_aside(file);
    return open(std::move(executor), file, clock, log);
}

Result<std::unique_ptr<SqliteDatabase>> SqliteDatabase::open_locked(
    boost::asio::any_io_executor executor, const std::filesystem::path& file, const Clock& clock,
    Log log, std::optional<ProcessLock> lock) {
    OHMSTEAD_TRY(auto connection, open_for_writing(file));
    std::vector<std::unique_ptr<Connection>> reading;
    for (std::size_t i = 0; i < kReaders; ++i) {
        reading.push_back(std::make_unique<Connection>(file, Connection::Mode::read_only));
    }
    auto parts = std::unique_ptr<Parts>(new Parts{.executor = executor,
                                                  .file = file,
                                                  .clock = clock,
                                                  .log = log,
                                                  .lock = std::move(lock),
                                                  .writer{executor, std::move(connection), log},
                                                  .readers{std::move(reading)},
                                                  .residents = {}});
    return std::unique_ptr<SqliteDatabase>(new SqliteDatabase(std::move(parts)));
}

SqliteDatabase::SqliteDatabase(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
SqliteDatabase::~SqliteDatabase() = default;

Task<void> SqliteDatabase::run() {
    for (;;) {
        co_await sleep_for(kTick);
        tick();
    }
}

void SqliteDatabase::tick() {
    for (SqliteResident* resident : parts_->residents) {
        resident->tick();
    }
}

Task<Status> SqliteDatabase::close() {
    Status outcome;
    for (SqliteResident* resident : parts_->residents) {
        auto written = co_await resident->write_out();
        if (!written) {
            outcome = std::move(written);
        }
    }
    co_await parts_->writer.drain();
    co_return outcome;
}

Writer& SqliteDatabase::writer() {
    return parts_->writer;
}
Readers& SqliteDatabase::readers() {
    return parts_->readers;
}
std::unique_ptr<Connection> SqliteDatabase::open_reader() const {
    return std::make_unique<Connection>(parts_->file, Connection::Mode::read_only);
}
const Clock& SqliteDatabase::clock() const {
    return parts_->clock;
}
const Log& SqliteDatabase::log() const {
    return parts_->log;
}
const boost::asio::any_io_executor& SqliteDatabase::executor() const {
    return parts_->executor;
}

void SqliteDatabase::add(SqliteResident& resident) {
    parts_->residents.push_back(&resident);
}
void SqliteDatabase::remove(SqliteResident& resident) {
    std::erase(parts_->residents, &resident);
}
void SqliteDatabase::forget(const HomeId& home) {
    for (SqliteResident* resident : parts_->residents) {
        resident->forget(home);
    }
}

}  // namespace ohmstead
