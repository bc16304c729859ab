#include "store_sqlite/database_file.hpp"

#include <fcntl.h>
#include <fstream>
#include <string>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>

#include "store_sqlite/database_failure.hpp"
#include "store_sqlite/erasure.hpp"
#include "store_sqlite/schema.hpp"

namespace ohmstead {
namespace {

namespace fs = std::filesystem;

// Checking every page takes about 1 ms per megabyte; above this size only what is used is checked.
constexpr std::uintmax_t kCheckWhole = 64 * 1024 * 1024;

// WAL commits reach the disk before they are answered.
constexpr const char* kWriterPragmas =
    "PRAGMA synchronous = FULL;"
    // What is erased within a page that is written anyway is overwritten there.
    "PRAGMA secure_delete = FAST;"
    "PRAGMA journal_size_limit = 8388608;";

Error refusal(const fs::path& file, const char* what) {
    return make_error(ErrorCode::precondition, fmt::format("{}: {}", file.string(), what));
}

// What is no database of ours any more.
Error damage(const fs::path& file, const char* what) {
    return make_error(ErrorCode::malformed, fmt::format("{}: {}", file.string(), what));
}

Error damaged(const fs::path& file) {
    return damage(file,
                  "the database is damaged. It was not changed. Restore the newest backup, or "
                  "move the file away to start with an empty one.");
}

fs::path beside(const fs::path& file, const char* suffix) {
    return fs::path(file.string() + suffix);
}

// Made under another name and renamed when complete: a crash never leaves a half-made database.
void create(const fs::path& file) {
    const fs::path fresh = beside(file, ".new");
    for (const char* suffix : {"", "-wal", "-shm"}) {
        fs::remove(beside(fresh, suffix));
    }
    {
        Connection connection(fresh, Connection::Mode::create);
        initialise(connection);
        connection.execute(kWriterPragmas);
        migrate(connection);
    }
    fs::rename(fresh, file);
    const fs::path folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
    const int descriptor = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor >= 0) {
        fsync(descriptor);
        close(descriptor);
    }
}

// What can be told from the first bytes, before SQLite touches anything.
Status check_header(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) {
        return refusal(file, "the database cannot be read. Check who owns the file.");
    }
    std::string header(100, '\0');
    stream.read(header.data(), static_cast<std::streamsize>(header.size()));
    if (stream.gcount() == 0) {
        return damage(file,
                      "the database file is empty. It was not changed. Restore the newest "
                      "backup, or remove the file to start with an empty database.");
    }
    if (stream.gcount() < static_cast<std::streamsize>(header.size()) ||
        !header.starts_with(std::string_view("SQLite format 3\0", 16))) {
        return damage(file,
                      "this is not a database, or its beginning is damaged. It was not changed. "
                      "Restore the newest backup, or move the file away to start anew.");
    }
    return {};
}

Status check_content(const fs::path& file, Connection& connection) {
    if (connection.pragma("application_id") != kApplicationId) {
        return refusal(file, "this database belongs to another program. It was not changed.");
    }
    if (connection.pragma("user_version") > newest_schema_version()) {
        return refusal(file,
                       "this database was written by a newer version of Ohmstead. It was not "
                       "changed. Start that version again, or restore a backup made before the "
                       "upgrade.");
    }
    if (connection.is_read_only()) {
        return refusal(file, "the database cannot be written. Check who owns the file.");
    }
    if (fs::file_size(file) <= kCheckWhole) {
        auto check = connection.prepare("PRAGMA quick_check(1)");
        if (!check.step() || check.text(0) != "ok") {
            return damaged(file);
        }
    }
    return {};
}

}  // namespace

Result<ProcessLock> ProcessLock::take(const fs::path& database) {
    const fs::path file = beside(database, ".lock");
    const int descriptor = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (descriptor < 0) {
        return refusal(database, "the data folder does not exist or cannot be written.");
    }
    ProcessLock lock(descriptor);
    if (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        return refusal(database,
                       "another Ohmstead is running on this database. Stop it first, or choose "
                       "another data folder.");
    }
    return lock;
}

ProcessLock::ProcessLock(ProcessLock&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)) {}

ProcessLock::~ProcessLock() {
    if (descriptor_ >= 0) {
        close(descriptor_);
    }
}

void set_aside(const fs::path& file) {
    for (const char* suffix : {"", "-wal", "-shm"}) {
        const fs::path part = beside(file, suffix);
        if (fs::exists(part)) {
            fs::rename(part, beside(fs::path(file.string() + ".damaged"), suffix));
        }
    }
}

Result<std::unique_ptr<Connection>> open_for_writing(const fs::path& file) {
    try {
        if (!fs::exists(file)) {
            if (fs::exists(beside(file, "-wal"))) {
                return damage(file,
                              "the database file is gone, but its write-ahead log is there. "
                              "Nothing was changed. Restore the newest backup.");
            }
            create(file);
        }
        OHMSTEAD_TRY_VOID(check_header(file));
        auto connection = std::make_unique<Connection>(file, Connection::Mode::read_write);
        // Until the content is known to be good, the write-ahead log stays where it is.
        connection->checkpoint_on_close(false);
        OHMSTEAD_TRY_VOID(check_content(file, *connection));
        fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
        connection->checkpoint_on_close(true);
        connection->execute(kWriterPragmas);
        migrate(*connection);
        finish_erasures(*connection);
        return connection;
    } catch (const DatabaseFailure& failure) {
        if (!failure.can_pass()) {
            return damaged(file);
        }
        return make_error(ErrorCode::unavailable,
                          fmt::format("{}: {}", file.string(), failure.as_error().detail));
    } catch (const std::system_error& failure) {
        return make_error(ErrorCode::unavailable, failure.what());
    }
}

}  // namespace ohmstead
