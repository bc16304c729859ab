#include "store_sqlite/erasure.hpp"

#include "store_sqlite/series_key.hpp"

namespace ohmstead {
namespace {

// About 10 ms of work each.
constexpr std::int64_t kRowsPerStep = 2000;

}  // namespace

void begin_erasure(Connection& connection, std::int64_t home_no) {
    connection
        .prepare(
            "INSERT OR IGNORE INTO erasure (home_no, channel_no) "
            "SELECT home_no, no FROM channel WHERE home_no = ?")
        .bind(home_no)
        .run();
    connection.prepare("DELETE FROM api_key WHERE home = (SELECT id FROM home WHERE no = ?)")
        .bind(home_no)
        .run();
    connection.prepare("DELETE FROM home WHERE no = ?").bind(home_no).run();
}

bool erase_step(Connection& connection) {
    std::int64_t home_no = 0;
    std::int64_t channel_no = 0;
    {
        auto next = connection.prepare("SELECT home_no, channel_no FROM erasure LIMIT 1");
        if (!next.step()) {
            return false;
        }
        home_no = next.integer(0);
        channel_no = next.integer(1);
    }
    connection
        .prepare(
            "DELETE FROM chunk WHERE key IN "
            "(SELECT key FROM chunk WHERE key >= ? AND key < ? LIMIT ?)")
        .bind(chunk_key(channel_no, Measure::counter, 0),
              chunk_key(channel_no + 1, Measure::counter, 0), kRowsPerStep)
        .run();
    std::int64_t erased = connection.changes();
    connection.prepare("DELETE FROM damaged WHERE what = 'chunk' AND key >= ? AND key < ?")
        .bind(chunk_key(channel_no, Measure::counter, 0),
              chunk_key(channel_no + 1, Measure::counter, 0))
        .run();
    connection
        .prepare(
            "DELETE FROM block WHERE home_no = ?1 AND day IN "
            "(SELECT DISTINCT day FROM block WHERE home_no = ?1 LIMIT 30)")
        .bind(home_no)
        .run();
    erased += connection.changes();
    connection
        .prepare(
            "DELETE FROM day WHERE home_no = ?1 AND date IN "
            "(SELECT date FROM day WHERE home_no = ?1 LIMIT ?2)")
        .bind(home_no, kRowsPerStep)
        .run();
    erased += connection.changes();
    if (erased == 0) {
        connection.prepare("DELETE FROM erasure WHERE home_no = ? AND channel_no = ?")
            .bind(home_no, channel_no)
            .run();
    }
    connection.prepare("PRAGMA incremental_vacuum(200)").run();
    return true;
}

bool release_step(Connection& connection) {
    if (connection.pragma("freelist_count") == 0) {
        return false;
    }
    connection.prepare("PRAGMA incremental_vacuum(200)").run();
    return true;
}

void finish_erasures(Connection& connection) {
    bool any = false;
    for (bool more = true; more;) {
        Transaction step(connection, Transaction::Kind::write);
        more = erase_step(connection);
        any = any || more;
        step.commit();
    }
    while (any) {
        Transaction step(connection, Transaction::Kind::write);
        any = release_step(connection);
        step.commit();
    }
}

}  // namespace ohmstead
