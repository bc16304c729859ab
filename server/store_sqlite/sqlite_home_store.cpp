#include <algorithm>
#include <string_view>
#include <tuple>
#include <utility>

#include "store/home_store.hpp"
#include "store/seen_through.hpp"
#include "store_sqlite/audit_rows.hpp"
#include "store_sqlite/channel_rows.hpp"
#include "store_sqlite/columns.hpp"
#include "store_sqlite/database_failure.hpp"
#include "store_sqlite/erasure.hpp"
#include "store_sqlite/home_queries.hpp"
#include "store_sqlite/member_rows.hpp"
#include "store_sqlite/readers.hpp"
#include "store_sqlite/revocations.hpp"
#include "store_sqlite/sqlite_database.hpp"
#include "store_sqlite/writer.hpp"

namespace ohmstead {

bool is_last_admin(Connection& connection, std::int64_t home_no, const UserId& user) {
    auto admins =
        connection.prepare("SELECT user FROM member WHERE home_no = ? AND role = 'admin'");
    admins.bind(home_no);
    bool is_admin = false;
    bool others = false;
    while (admins.step()) {
        (admins.text(0) == user.value ? is_admin : others) = true;
    }
    return is_admin && !others;
}

namespace {

std::optional<std::int32_t> phases_of(const Home& home) {
    return home.main_fuse ? std::optional(home.main_fuse->phases) : std::nullopt;
}
std::optional<std::int32_t> amps_of(const Home& home) {
    return home.main_fuse ? std::optional(home.main_fuse->amps) : std::nullopt;
}

std::vector<CalorificValue> calorific_values_of(Connection& connection, std::int64_t home_no) {
    auto rows = connection.prepare(
        "SELECT valid_from, mwh_per_m3 FROM calorific_value WHERE home_no = ? ORDER BY valid_from");
    rows.bind(home_no);
    std::vector<CalorificValue> values;
    while (rows.step()) {
        values.push_back({local_date_in(rows, 0), rows.integer(1)});
    }
    return values;
}

void replace_calorific_values(Connection& connection, std::int64_t home_no,
                              const std::vector<CalorificValue>& values) {
    connection.prepare("DELETE FROM calorific_value WHERE home_no = ?").bind(home_no).run();
    for (const auto& value : values) {
        connection
            .prepare(
                "INSERT INTO calorific_value (home_no, valid_from, mwh_per_m3) VALUES (?, ?, ?)")
            .bind(home_no, format_local_date(value.from), value.mwh_per_m3)
            .run();
    }
}

// A row of id, name, time_zone, currency, country, fuse_phases, fuse_amps, setup, created_at, no.
Home home_in(Connection& connection, const Statement& row) {
    Home home{.id = HomeId{row.text(0)},
              .name = row.text(1),
              .time_zone = row.text(2),
              .currency = row.text(3),
              .country = row.text(4),
              .main_fuse = {},
              .calorific_values = calorific_values_of(connection, row.integer(9)),
              .setup = enumerator_in<SetupStep>(row, 7),
              .created_at = instant_in(row, 8)};
    if (!row.is_null(5) && !row.is_null(6)) {
        home.main_fuse = MainFuse{.phases = static_cast<std::int32_t>(row.integer(5)),
                                  .amps = static_cast<std::int32_t>(row.integer(6))};
    }
    return home;
}

std::optional<Home> find_home(Connection& connection, const HomeId& id) {
    auto row = connection.prepare(
        "SELECT id, name, time_zone, currency, country, fuse_phases, fuse_amps, setup, created_at, "
        "no "
        "FROM home WHERE id = ?");
    return row.bind(id.value).step() ? std::optional(home_in(connection, row)) : std::nullopt;
}

std::vector<Home> all_homes(Connection& connection) {
    auto rows = connection.prepare(
        "SELECT id, name, time_zone, currency, country, fuse_phases, fuse_amps, setup, created_at, "
        "no "
        "FROM home");
    std::vector<Home> homes;
    while (rows.step()) {
        homes.push_back(home_in(connection, rows));
    }
    return homes;
}

Status insert_home(Connection& connection, const Home& home, const UserId& owner) {
    if (home_number(connection, home.id)) {
        return make_error(ErrorCode::conflict, "There is a home with this id already.");
    }
    connection
        .prepare(
            "INSERT INTO home (id, name, time_zone, currency, country, fuse_phases, fuse_amps, "
            "setup, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .bind(home.id.value, home.name, home.time_zone, home.currency, home.country,
              phases_of(home), amps_of(home), to_column(home.setup), ms_of(home.created_at))
        .run();
    const auto home_no = connection.last_insert_id();
    connection.prepare("INSERT INTO member (home_no, user, role) VALUES (?, ?, ?)")
        .bind(home_no, owner.value, to_column(HomeRole::admin))
        .run();
    replace_calorific_values(connection, home_no, home.calorific_values);
    return {};
}

Status update_home(Connection& connection, const Home& home) {
    connection
        .prepare(
            "UPDATE home SET name = ?, time_zone = ?, currency = ?, country = ?, fuse_phases = ?, "
            "fuse_amps = ?, setup = ? WHERE id = ?")
        .bind(home.name, home.time_zone, home.currency, home.country, phases_of(home),
              amps_of(home), to_column(home.setup), home.id.value)
        .run();
    const auto home_no = home_number(connection, home.id);
    if (!home_no) {
        return no_such_home();
    }
    replace_calorific_values(connection, *home_no, home.calorific_values);
    return {};
}

Error last_admin_stays() {
    return make_error(ErrorCode::conflict, "A home keeps at least one admin.");
}

// After a change of the member's row: what is told of it, if there was one to change.
Status noted(Connection& connection, const Clock& clock, std::int64_t home_no, const UserId& user,
             const AuditEntry& entry) {
    if (connection.changes() == 0) {
        return make_error(ErrorCode::not_found, "There is no such member.");
    }
    insert_audit_entry(connection, home_no, entry);
    note_revocation(connection, clock, RevokedKind::user, user.value);
    return {};
}

std::optional<ConnectionSettings> find_connection(Connection& connection, std::int64_t home_no) {
    auto row = connection.prepare(
        "SELECT url, sealed_token, tls_fingerprint FROM connection WHERE home_no = ?");
    if (!row.bind(home_no).step()) {
        return std::nullopt;
    }
    return ConnectionSettings{
        .url = row.text(0), .sealed_token = row.text(1), .tls_fingerprint = row.text(2)};
}

void replace_connection(Connection& connection, std::int64_t home_no,
                        const std::optional<ConnectionSettings>& settings) {
    if (!settings) {
        connection.prepare("DELETE FROM connection WHERE home_no = ?").bind(home_no).run();
        return;
    }
    connection
        .prepare(
            "INSERT OR REPLACE INTO connection (home_no, url, sealed_token, tls_fingerprint) "
            "VALUES (?, ?, ?, ?)")
        .bind(home_no, settings->url, settings->sealed_token, settings->tls_fingerprint)
        .run();
}

bool has_doubles(const std::vector<Channel>& channels) {
    std::vector<std::string_view> ids;
    for (const Channel& channel : channels) {
        ids.push_back(channel.id.value);
    }
    std::ranges::sort(ids);
    return std::ranges::adjacent_find(ids) != ids.end();
}

class SqliteHomeStore final : public HomeStore {
public:
    explicit SqliteHomeStore(SqliteDatabase& database)
        : database_(database), writer_(database.writer()), readers_(database.readers()) {}

    Task<Result<std::vector<Home>>> list(AccessScope scope) override {
        auto query = [scope](Connection& connection) {
            std::vector<Home> homes;
            if (scope.is_system()) {
                homes = all_homes(connection);
            }
            for (const HomeStanding& theirs : scope.homes()) {
                if (!allows(Right::see_home, theirs.standing) || is_limited(theirs.standing)) {
                    continue;
                }
                if (auto home = find_home(connection, theirs.home)) {
                    homes.push_back(std::move(*home));
                }
            }
            std::ranges::sort(homes, [](const Home& a, const Home& b) {
                return std::tie(a.created_at, a.id) < std::tie(b.created_at, b.id);
            });
            return homes;
        };
        auto homes = co_await readers_.read(std::move(query));
        co_return homes;
    }

    Task<Result<Home>> get(AccessScope scope, HomeId home) override {
        OHMSTEAD_CO_TRY(const auto view,
                        scope.view(home, Right::see_home, database_.clock().now()));
        auto query = [home](Connection& connection) { return find_home(connection, home); };
        OHMSTEAD_CO_TRY(auto found, co_await readers_.read(std::move(query)));
        if (!found) {
            co_return no_such_home();
        }
        co_return seen_through(view, std::move(*found));
    }

    Task<Status> create(AccessScope scope, Home home, UserId owner) override {
        if (!scope.is_system() && (scope.user().empty() || scope.is_read_only())) {
            co_return make_error(ErrorCode::unauthenticated, "Sign in to create a home.");
        }
        if (!scope.is_system() && scope.user() != owner) {
            co_return make_error(ErrorCode::forbidden, "You can create a home for yourself only.");
        }
        auto job = [home = std::move(home), owner = std::move(owner),
                    &clock = database_.clock()](Connection& connection) -> Status {
            OHMSTEAD_TRY_VOID(insert_home(connection, home, owner));
            note_revocation(connection, clock, RevokedKind::user, owner.value);
            return {};
        };
        auto status = co_await writer_.write(Lane::live, std::move(job));
        co_return status;
    }

    Task<Status> update(AccessScope scope, Home home) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home.id, Right::edit_home));
        auto job = [home = std::move(home)](Connection& connection) {
            return update_home(connection, home);
        };
        auto status = co_await writer_.write(Lane::live, std::move(job));
        co_return status;
    }

    Task<Status> erase(AccessScope scope, HomeId home) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::delete_home));
        auto begin = [&clock = database_.clock()](Connection& connection,
                                                  std::int64_t home_no) -> Status {
            note_revocation_of_home(connection, clock, home_no);
            begin_erasure(connection, home_no);
            return {};
        };
        OHMSTEAD_CO_TRY_VOID(co_await change(home, begin));
        database_.forget(home);
        auto step = [](Connection& connection) -> Result<bool> { return erase_step(connection); };
        for (bool more = true; more;) {
            OHMSTEAD_CO_TRY(more, co_await writer_.write(Lane::bulk, step));
        }
        auto release = [](Connection& connection) -> Result<bool> {
            return release_step(connection);
        };
        for (bool more = true; more;) {
            OHMSTEAD_CO_TRY(more, co_await writer_.write(Lane::bulk, release));
        }
        co_return Status{};
    }

    Task<Result<std::vector<Channel>>> channels(AccessScope scope, HomeId home) override {
        View view;
        if (!scope.require(home, Right::add_readings)) {
            OHMSTEAD_CO_TRY(view, scope.view(home, Right::see_home, database_.clock().now()));
        }
        OHMSTEAD_CO_TRY(auto channels, co_await look_up(readers_, std::move(home), read_channels));
        co_return seen_through(view, std::move(channels));
    }

    Task<Status> put_channels(AccessScope scope, HomeId home,
                              std::vector<Channel> channels) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::edit_channels));
        if (has_doubles(channels)) {
            co_return make_error(ErrorCode::invalid, "Two channels have the same id.");
        }
        auto replace = [channels = std::move(channels)](Connection& connection,
                                                        std::int64_t home_no) -> Status {
            replace_channels(connection, home_no, channels);
            return {};
        };
        auto status = co_await change(std::move(home), std::move(replace));
        co_return status;
    }

    Task<Result<std::optional<ConnectionSettings>>> connection(AccessScope scope,
                                                               HomeId home) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::edit_connection));
        auto settings = co_await look_up(readers_, std::move(home), find_connection);
        co_return settings;
    }

    Task<Status> put_connection(AccessScope scope, HomeId home,
                                std::optional<ConnectionSettings> settings) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::edit_connection));
        auto replace = [settings = std::move(settings)](Connection& connection,
                                                        std::int64_t home_no) -> Status {
            replace_connection(connection, home_no, settings);
            return {};
        };
        auto status = co_await change(std::move(home), std::move(replace));
        co_return status;
    }

    Task<Result<std::vector<Membership>>> memberships_of(UserId user) override {
        auto query = [user = std::move(user)](Connection& connection) {
            auto rows = connection.prepare(
                "SELECT home.id, member.role FROM member JOIN home ON home.no = member.home_no "
                "WHERE member.user = ? ORDER BY home.id");
            rows.bind(user.value);
            std::vector<Membership> memberships;
            while (rows.step()) {
                memberships.push_back(
                    {.home = HomeId{rows.text(0)}, .role = enumerator_in<HomeRole>(rows, 1)});
            }
            return memberships;
        };
        auto memberships = co_await readers_.read(std::move(query));
        co_return memberships;
    }

    Task<Status> put_member(AccessScope scope, HomeId home, UserId user, HomeRole role) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::manage_people));
        auto put = [user = std::move(user), role, &clock = database_.clock()](
                       Connection& connection, std::int64_t home_no) -> Status {
            if (role != HomeRole::admin && is_last_admin(connection, home_no, user)) {
                return last_admin_stays();
            }
            connection
                .prepare("INSERT OR REPLACE INTO member (home_no, user, role) VALUES (?, ?, ?)")
                .bind(home_no, user.value, to_column(role))
                .run();
            note_revocation(connection, clock, RevokedKind::user, user.value);
            return {};
        };
        auto status = co_await change(std::move(home), std::move(put));
        co_return status;
    }

    Task<Result<std::vector<Member>>> list_members(AccessScope scope, HomeId home) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::see_people));
        auto query = [](Connection& connection, std::int64_t home_no) {
            auto rows =
                connection.prepare("SELECT user, role FROM member WHERE home_no = ? ORDER BY user");
            rows.bind(home_no);
            std::vector<Member> members;
            while (rows.step()) {
                members.push_back(
                    {.user = UserId{rows.text(0)}, .role = enumerator_in<HomeRole>(rows, 1)});
            }
            return members;
        };
        auto members = co_await look_up(readers_, std::move(home), query);
        co_return members;
    }

    Task<Status> change_role(AccessScope scope, HomeId home, UserId user, HomeRole role,
                             AuditEntry entry) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::manage_people));
        auto work = [user = std::move(user), role, entry = std::move(entry),
                     &clock = database_.clock()](Connection& connection,
                                                 std::int64_t home_no) -> Status {
            if (role != HomeRole::admin && is_last_admin(connection, home_no, user)) {
                return last_admin_stays();
            }
            connection.prepare("UPDATE member SET role = ? WHERE home_no = ? AND user = ?")
                .bind(to_column(role), home_no, user.value)
                .run();
            return noted(connection, clock, home_no, user, entry);
        };
        auto status = co_await change(std::move(home), std::move(work));
        co_return status;
    }

    Task<Status> remove_member(AccessScope scope, HomeId home, UserId user,
                               AuditEntry entry) override {
        const bool own = user == scope.user();
        OHMSTEAD_CO_TRY_VOID(scope.require(home, own ? Right::leave_home : Right::manage_people));
        auto work = [user = std::move(user), entry = std::move(entry), &clock = database_.clock()](
                        Connection& connection, std::int64_t home_no) -> Status {
            if (is_last_admin(connection, home_no, user)) {
                return last_admin_stays();
            }
            connection.prepare("DELETE FROM member WHERE home_no = ? AND user = ?")
                .bind(home_no, user.value)
                .run();
            return noted(connection, clock, home_no, user, entry);
        };
        auto status = co_await change(std::move(home), std::move(work));
        co_return status;
    }

private:
    // Runs `work(connection, home number) -> Status` on the writer, if the home exists.
    template <class Work>
    Task<Status> change(HomeId home, Work work) {
        auto status = co_await change_home(writer_, std::move(home), std::move(work));
        co_return status;
    }

    SqliteDatabase& database_;
    Writer& writer_;
    Readers& readers_;
};

}  // namespace

std::unique_ptr<HomeStore> make_sqlite_home_store(SqliteDatabase& database) {
    return std::make_unique<SqliteHomeStore>(database);
}

}  // namespace ohmstead
