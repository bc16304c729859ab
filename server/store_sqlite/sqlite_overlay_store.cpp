#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "store/overlay_store.hpp"
#include "store/seen_through.hpp"
#include "store/shape_codec.hpp"
#include "store_sqlite/channel_rows.hpp"
#include "store_sqlite/columns.hpp"
#include "store_sqlite/derived_rows.hpp"
#include "store_sqlite/home_queries.hpp"
#include "store_sqlite/readers.hpp"
#include "store_sqlite/sqlite_database.hpp"
#include "store_sqlite/writer.hpp"

namespace ohmstead {
namespace {

Error no_such_overlay() {
    return make_error(ErrorCode::not_found, "There is no such correction.");
}

// A row of id, channel, first, past_last, kind, amount, shape, reason, made_by, made_name, made_at,
// undone_by, undone_name, undone_at.
Overlay overlay_in(const Statement& row) {
    auto shape = decode_shape(row.blob(6));
    if (!shape) {
        throw std::runtime_error(fmt::format("the overlay {} is damaged", row.text(0)));
    }
    Overlay overlay{
        .id = OverlayId{row.text(0)},
        .channel = ChannelId{row.text(1)},
        .range = {row.integer(2), row.integer(3)},
        .kind = enumerator_in<OverlayKind>(row, 4),
        .amount = row.integer(5),
        .shape = std::move(*shape),
        .reason = row.text(7),
        .made = {.user = UserId{row.text(8)}, .name = row.text(9), .at = instant_in(row, 10)},
        .undone = std::nullopt};
    if (const auto undone_at = optional_instant_in(row, 13)) {
        overlay.undone =
            Signature{.user = UserId{row.text(11)}, .name = row.text(12), .at = *undone_at};
    }
    return overlay;
}

std::vector<Overlay> overlays_in(Statement& rows) {
    std::vector<Overlay> overlays;
    while (rows.step()) {
        overlays.push_back(overlay_in(rows));
    }
    return overlays;
}

Status insert(Connection& connection, const HomeId& home, const Overlay& overlay) {
    const auto home_no = home_number(connection, home);
    if (!home_no) {
        return no_such_home();
    }
    const Packed shape = encode_shape(overlay.shape);
    connection
        .prepare(
            "INSERT OR IGNORE INTO overlay (home_no, id, channel, first, past_last, kind, amount, "
            "shape, reason, made_by, made_name, made_at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .bind(*home_no, overlay.id.value, overlay.channel.value, overlay.range.from,
              overlay.range.to, to_column(overlay.kind), overlay.amount, Blob{shape},
              overlay.reason, overlay.made.user.value, overlay.made.name, ms_of(overlay.made.at))
        .run();
    if (connection.changes() > 0) {
        mark_changed(connection, *home_no, overlay.range);
    }
    return {};
}

Result<Overlay> mark_undone(Connection& connection, const HomeId& home, const OverlayId& id,
                            const Signature& by) {
    const auto home_no = home_number(connection, home);
    if (!home_no) {
        return no_such_home();
    }
    connection
        .prepare(
            "UPDATE overlay SET undone_by = ?, undone_name = ?, undone_at = ? "
            "WHERE home_no = ? AND id = ? AND undone_at IS NULL")
        .bind(by.user.value, by.name, ms_of(by.at), *home_no, id.value)
        .run();
    const bool changed = connection.changes() > 0;
    auto row = connection.prepare(
        "SELECT id, channel, first, past_last, kind, amount, shape, reason, made_by, made_name, "
        "made_at, undone_by, undone_name, undone_at FROM overlay WHERE home_no = ? AND id = ?");
    if (!row.bind(*home_no, id.value).step()) {
        return no_such_overlay();
    }
    auto overlay = overlay_in(row);
    if (changed) {
        mark_changed(connection, *home_no, overlay.range);
    }
    return overlay;
}

class SqliteOverlayStore final : public OverlayStore {
public:
    explicit SqliteOverlayStore(SqliteDatabase& database)
        : writer_(database.writer()), readers_(database.readers()), clock_(database.clock()) {}

    Task<Result<std::vector<Overlay>>> in_force(AccessScope scope, HomeId home,
                                                SlotRange range) override {
        OHMSTEAD_CO_TRY(const auto view, scope.view(home, Right::see_energy, clock_.now()));
        OHMSTEAD_CO_TRY_VOID(require_slots(view));
        auto query = [home = std::move(home), range, view](Connection& connection) {
            auto rows = connection.prepare(
                "SELECT o.id, channel, first, past_last, kind, amount, shape, reason, made_by, "
                "made_name, made_at, undone_by, undone_name, undone_at "
                "FROM overlay o JOIN home ON home.no = o.home_no "
                "WHERE home.id = ? AND undone_at IS NULL AND past_last > ? AND first < ? "
                "ORDER BY made_at, o.id");
            rows.bind(home.value, range.from, range.to);
            auto overlays = overlays_in(rows);
            const auto home_no = view.limited ? home_number(connection, home) : std::nullopt;
            return home_no ? seen_through(view, std::move(overlays),
                                          read_channels(connection, *home_no))
                           : overlays;
        };
        auto overlays = co_await readers_.read(std::move(query));
        co_return overlays;
    }

    Task<Result<std::vector<Overlay>>> list(AccessScope scope, HomeId home) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::see_energy));
        auto query = [home = std::move(home)](Connection& connection) {
            auto rows = connection.prepare(
                "SELECT o.id, channel, first, past_last, kind, amount, shape, reason, made_by, "
                "made_name, made_at, undone_by, undone_name, undone_at "
                "FROM overlay o JOIN home ON home.no = o.home_no WHERE home.id = ? "
                "ORDER BY made_at, o.id");
            rows.bind(home.value);
            return overlays_in(rows);
        };
        auto overlays = co_await readers_.read(std::move(query));
        co_return overlays;
    }

    Task<Status> put(AccessScope scope, HomeId home, Overlay overlay) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::correct));
        auto job = [home = std::move(home), overlay = std::move(overlay)](Connection& connection) {
            return insert(connection, home, overlay);
        };
        auto status = co_await writer_.write(Lane::live, std::move(job));
        co_return status;
    }

    Task<Result<Overlay>> undo(AccessScope scope, HomeId home, OverlayId overlay,
                               Signature by) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::correct));
        auto job = [home = std::move(home), overlay = std::move(overlay),
                    by = std::move(by)](Connection& connection) {
            return mark_undone(connection, home, overlay, by);
        };
        auto undone = co_await writer_.write(Lane::live, std::move(job));
        co_return undone;
    }

private:
    Writer& writer_;
    Readers& readers_;
    const Clock& clock_;
};

}  // namespace

std::unique_ptr<OverlayStore> make_sqlite_overlay_store(SqliteDatabase& database) {
    return std::make_unique<SqliteOverlayStore>(database);
}

}  // namespace ohmstead
