#include "store_sqlite/derived_rows.hpp"

#include <bit>

#include "store_sqlite/columns.hpp"

namespace ohmstead {

DerivedRow read_derived(Connection& connection, std::int64_t home_no) {
    auto row = connection.prepare(
        "SELECT first, derived_to, dirty_from, dirty_to, time_zone, tz_version, channels, "
        "revision, holder, lease_until FROM derived WHERE home_no = ?");
    if (!row.bind(home_no).step()) {
        return {};
    }
    return {.state = {.first = row.optional_integer(0),
                      .derived_to = row.optional_integer(1),
                      .dirty = {row.integer(2), row.integer(3)},
                      .stamp = {.time_zone = row.text(4),
                                .tz_version = row.text(5),
                                .channels = std::bit_cast<std::uint64_t>(row.integer(6))},
                      .revision = std::bit_cast<std::uint64_t>(row.integer(7))},
            .lease = {.holder = row.text(8), .until = instant_in(row, 9)}};
}

void write_derived(Connection& connection, std::int64_t home_no, const DerivedRow& row) {
    const auto& [state, lease] = row;
    connection
        .prepare(
            "INSERT OR REPLACE INTO derived (home_no, first, derived_to, dirty_from, dirty_to, "
            "time_zone, tz_version, channels, revision, holder, lease_until) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .bind(home_no, state.first, state.derived_to, state.dirty.from, state.dirty.to,
              state.stamp.time_zone, state.stamp.tz_version,
              std::bit_cast<std::int64_t>(state.stamp.channels),
              std::bit_cast<std::int64_t>(state.revision), lease.holder, ms_of(lease.until))
        .run();
}

void mark_changed(Connection& connection, std::int64_t home_no, SlotRange changed) {
    if (!changed.empty()) {
        auto row = read_derived(connection, home_no);
        row.state = marked(std::move(row.state), changed);
        write_derived(connection, home_no, row);
    }
}

}  // namespace ohmstead
