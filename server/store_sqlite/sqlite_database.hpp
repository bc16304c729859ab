#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

#include "async/task.hpp"
#include "base/ids.hpp"
#include "base/log.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace ohmstead {

class Connection;
class ProcessLock;
class Writer;
class Readers;
class AccessLog;
class AgentStore;
class AuditLog;
class DerivedStore;
class HomeStore;
class InvitationStore;
class NoteStore;
class OneTimeStore;
class OverlayStore;
class PastStore;
class PermissionStore;
class ReadingStore;
class RevocationFeed;
class SecondFactorStore;
class SlotStore;
class UserStore;
class VisitStore;
class LiveStore;
class CommandStore;

// What a store on the database does beside answering calls. Runs on the I/O thread.
class SqliteResident {
public:
    virtual ~SqliteResident() = default;
    // Called about every second: commits and packs what is due.
    virtual void tick() = 0;
    // Writes everything out, durably.
    virtual Task<Status> write_out() = 0;
    // The home is erased: forget what is held of it.
    virtual void forget(const HomeId& home) = 0;
};

// The embedded database: one file, one writing thread, two reading ones, and no second process.
// Lives on the I/O thread, like the stores on it. Order: open, make the stores, run() in a task
// group; at the end cancel that, close(), destroy the stores, destroy this.
class SqliteDatabase {
public:
    // Blocks; for start-up. `malformed` (damaged), `precondition` or `unavailable` with a sentence
    // for the owner when the file cannot be used; it is then unchanged. `clock` outlives the
    // database.
    static Result<std::unique_ptr<SqliteDatabase>> open(boost::asio::any_io_executor executor,
                                                        const std::filesystem::path& file,
                                                        const Clock& clock, Log log);
    // As open(), but goes beside a server that already has the database, instead of refusing. For
    // commands: only the stores of users, permissions, second factors and one-time secrets and, to
    // list homes, the home store may be made on it, for they keep nothing in memory.
    static Result<std::unique_ptr<SqliteDatabase>> open_beside(
        boost::asio::any_io_executor executor, const std::filesystem::path& file,
        const Clock& clock, Log log);
    // As open(), but a damaged file is renamed to <file>.damaged, and an empty database begun. For
    // agents, which nobody watches: what matters of theirs is at the server or in Home Assistant.
    static Result<std::unique_ptr<SqliteDatabase>> open_or_begin_anew(
        boost::asio::any_io_executor executor, const std::filesystem::path& file,
        const Clock& clock, Log log);
    ~SqliteDatabase();

    // Ticks every second until cancelled. Without it nothing is written out by time.
    Task<void> run();
    // What run() does every second. Tests call it after moving their clock.
    void tick();
    // Writes out everything. Nothing may be called on the stores afterwards.
    Task<Status> close();

    // The rest is for the stores.
    Writer& writer();
    Readers& readers();
    // A reading connection of the caller's own, for start-up.
    std::unique_ptr<Connection> open_reader() const;
    const Clock& clock() const;
    const Log& log() const;
    const boost::asio::any_io_executor& executor() const;
    // `resident` outlives its last tick.
    void add(SqliteResident& resident);
    void remove(SqliteResident& resident);
    void forget(const HomeId& home);

private:
    struct Parts;
    static Result<std::unique_ptr<SqliteDatabase>> open_locked(
        boost::asio::any_io_executor executor, const std::filesystem::path& file,
        const Clock& clock, Log log, std::optional<ProcessLock> lock);
    explicit SqliteDatabase(std::unique_ptr<Parts> parts);

    std::unique_ptr<Parts> parts_;
};

// The stores on a database, which outlives them. The reading store reads the journal back first and
// throws when it cannot.
std::unique_ptr<AccessLog> make_sqlite_access_log(SqliteDatabase& database);
std::unique_ptr<AgentStore> make_sqlite_agent_store(SqliteDatabase& database);
std::unique_ptr<AuditLog> make_sqlite_audit_log(SqliteDatabase& database);
std::unique_ptr<DerivedStore> make_sqlite_derived_store(SqliteDatabase& database);
std::unique_ptr<HomeStore> make_sqlite_home_store(SqliteDatabase& database);
std::unique_ptr<InvitationStore> make_sqlite_invitation_store(SqliteDatabase& database);
std::unique_ptr<NoteStore> make_sqlite_note_store(SqliteDatabase& database);
std::unique_ptr<OneTimeStore> make_sqlite_one_time_store(SqliteDatabase& database);
std::unique_ptr<OverlayStore> make_sqlite_overlay_store(SqliteDatabase& database);
std::unique_ptr<PastStore> make_sqlite_past_store(SqliteDatabase& database);
std::unique_ptr<PermissionStore> make_sqlite_permission_store(SqliteDatabase& database);
std::unique_ptr<ReadingStore> make_sqlite_reading_store(SqliteDatabase& database);
std::unique_ptr<SecondFactorStore> make_sqlite_second_factor_store(SqliteDatabase& database);
std::unique_ptr<SlotStore> make_sqlite_slot_store(SqliteDatabase& database);
std::unique_ptr<UserStore> make_sqlite_user_store(SqliteDatabase& database);
std::unique_ptr<LiveStore> make_sqlite_live_store(SqliteDatabase& database);
std::unique_ptr<CommandStore> make_sqlite_command_store(SqliteDatabase& database);
std::unique_ptr<VisitStore> make_sqlite_visit_store(SqliteDatabase& database);
std::unique_ptr<RevocationFeed> make_sqlite_revocation_feed(SqliteDatabase& database);

}  // namespace ohmstead
