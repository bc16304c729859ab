#include <utility>

#include "store/user_refusals.hpp"
#include "store/user_store.hpp"
#include "store_sqlite/audit_rows.hpp"
#include "store_sqlite/channel_rows.hpp"
#include "store_sqlite/columns.hpp"
#include "store_sqlite/database_failure.hpp"
#include "store_sqlite/member_rows.hpp"
#include "store_sqlite/readers.hpp"
#include "store_sqlite/revocations.hpp"
#include "store_sqlite/sqlite_database.hpp"
#include "store_sqlite/user_rows.hpp"
#include "store_sqlite/writer.hpp"

namespace ohmstead {
namespace {

// Whether nobody but `user` operates the server.
bool is_last_operator(Connection& connection, const UserId& user) {
    auto operators =
        connection.prepare("SELECT id FROM user WHERE server_role = ? AND disabled = 0");
    operators.bind(to_column(ServerRole::operator_));
    bool is_operator = false;
    bool others = false;
    while (operators.step()) {
        (operators.text(0) == user.value ? is_operator : others) = true;
    }
    return is_operator && !others;
}

constexpr const char* kUsers =
    "SELECT u.id, COALESCE(d.email, u.email), u.name, u.password_hash, u.server_role, "
    "u.auth_version, u.created_at, u.disabled, d.issuer, d.subject, d.home_role_cap, d.login_hint, "
    "u.provider "
    "FROM user u LEFT JOIN directory_user d ON d.user = u.id ";

// A row of kUsers.
User user_in(const Statement& row) {
    User user{.id = UserId{row.text(0)},
              .email = row.text(1),
              .name = row.text(2),
              .password_hash = row.text(3),
              .server_role = enumerator_in<ServerRole>(row, 4),
              .auth_version = static_cast<std::uint32_t>(row.integer(5)),
              .created_at = instant_in(row, 6),
              .disabled = row.integer(7) != 0,
              .provider = ProviderId{row.text(12)}};
    if (!row.is_null(8)) {
        user.directory = DirectoryPerson{.issuer = row.text(8),
                                         .subject = row.text(9),
                                         .home_role_cap = std::nullopt,
                                         .login_hint = row.text(11)};
        if (!row.text(10).empty()) {
            user.directory->home_role_cap = enumerator_in<HomeRole>(row, 10);
        }
    }
    return user;
}

std::string_view cap_column(const DirectoryPerson& person) {
    return person.home_role_cap ? to_column(*person.home_role_cap) : std::string_view{};
}

// Every home whose member `user` is loses them, if none is left without an admin.
Status leave_homes(Connection& connection, const UserId& user, const AuditEntry& entry) {
    std::vector<std::int64_t> homes;
    auto rows = connection.prepare("SELECT home_no FROM member WHERE user = ?");
    rows.bind(user.value);
    while (rows.step()) {
        homes.push_back(rows.integer(0));
    }
    if (homes.size() > UserStore::kMostHomesToLeave) {
        return belongs_to_too_many_homes();
    }
    for (const auto home_no : homes) {
        if (is_last_admin(connection, home_no, user)) {
            return last_admin_is_needed();
        }
    }
    for (const auto home_no : homes) {
        auto own = entry;
        own.id = AuditId::make();
        insert_audit_entry(connection, home_no, own);
    }
    connection.prepare("DELETE FROM member WHERE user = ?").bind(user.value).run();
    return {};
}

// What the user's other parts go by is in the schema.
Status erase(Connection& connection, const Clock& clock, const UserId& user,
             const AuditEntry& entry) {
    if (is_last_operator(connection, user)) {
        return last_operator_is_needed();
    }
    OHMSTEAD_TRY_VOID(leave_homes(connection, user, entry));
    connection.prepare("DELETE FROM session WHERE user = ?").bind(user.value).run();
    auto keys = connection.prepare("SELECT id FROM api_key WHERE owner = ?");
    keys.bind(user.value);
    while (keys.step()) {
        note_revocation(connection, clock, RevokedKind::api_key, keys.text(0));
    }
    connection.prepare("DELETE FROM api_key WHERE owner = ?").bind(user.value).run();
    connection.prepare("DELETE FROM one_time_secret WHERE subject = ?").bind(user.value).run();
    connection.prepare("DELETE FROM user WHERE id = ?").bind(user.value).run();
    if (connection.changes() == 0) {
        return no_such_user();
    }
    note_revocation(connection, clock, RevokedKind::user, user.value);
    return {};
}

// What `user` has in the column of unique e-mail addresses.
const std::string& unique_email(const User& user) {
    return user.directory ? user.id.value : user.email;
}

std::optional<User> first_user(Statement& rows) {
    return rows.step() ? std::optional(user_in(rows)) : std::nullopt;
}

// A row of id, secret_hash, home, name, created_at, last_used_at, kind, owner, expires_at.
StoredApiKey api_key_in(const Statement& row) {
    return {.id = ApiKeyId{row.text(0)},
            .secret_hash = row.text(1),
            .home = HomeId{row.text(2)},
            .name = row.text(3),
            .created_at = instant_in(row, 4),
            .last_used_at = optional_instant_in(row, 5),
            .kind = enumerator_in<ApiKeyKind>(row, 6),
            .owner = UserId{row.text(7)},
            .expires_at = optional_instant_in(row, 8),
            .terms = row.text(9)};
}

// A row of secret_hash, user, created_at, last_seen_at, expires_at, device.
StoredSession session_in(const Statement& row) {
    return {.secret_hash = row.text(0),
            .user = UserId{row.text(1)},
            .created_at = instant_in(row, 2),
            .last_seen_at = instant_in(row, 3),
            .expires_at = instant_in(row, 4),
            .device = row.text(5)};
}

}  // namespace

Status insert_user(Connection& connection, const User& user) {
    try {
        connection
            .prepare(
                "INSERT INTO user (id, email, name, password_hash, server_role, auth_version, "
                "created_at, disabled, provider) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
            .bind(user.id.value, unique_email(user), user.name, user.password_hash,
                  to_column(user.server_role), user.auth_version, ms_of(user.created_at),
                  std::int64_t{user.disabled}, user.provider.value)
            .run();
        if (const auto& person = user.directory) {
            connection
                .prepare(
                    "INSERT INTO directory_user (user, issuer, subject, email, home_role_cap, "
                    "login_hint) VALUES (?, ?, ?, ?, ?, ?)")
                .bind(user.id.value, person->issuer, person->subject, user.email,
                      cap_column(*person), person->login_hint)
                .run();
        }
    } catch (const DatabaseFailure& failure) {
        if (failure.is_constraint()) {
            return user.directory ? person_taken() : email_taken();
        }
        throw;
    }
    return {};
}

namespace {

class SqliteUserStore final : public UserStore {
public:
    explicit SqliteUserStore(SqliteDatabase& database)
        : clock_(database.clock()), writer_(database.writer()), readers_(database.readers()) {}

    Task<Status> create_user(User user) override {
        auto job = [user = std::move(user)](Connection& connection) {
            return insert_user(connection, user);
        };
        auto status = co_await writer_.write(Lane::live, std::move(job));
        co_return status;
    }

    Task<Status> create_first_user(User user) override {
        auto job = [user = std::move(user)](Connection& connection) -> Status {
            if (connection.prepare("SELECT 1 FROM user LIMIT 1").step()) {
                return make_error(ErrorCode::conflict, "There is an owner already.");
            }
            return insert_user(connection, user);
        };
        auto status = co_await writer_.write(Lane::live, std::move(job));
        co_return status;
    }

    Task<Status> update_user(User user) override {
        auto job = [user = std::move(user), &clock = clock_](Connection& connection) -> Status {
            if (user.server_role != ServerRole::operator_ &&
                is_last_operator(connection, user.id)) {
                return last_operator_stays();
            }
            try {
                connection
                    .prepare(
                        "UPDATE user SET email = ?, name = ?, password_hash = ?, server_role = ?, "
                        "auth_version = ?, provider = ? WHERE id = ?")
                    .bind(unique_email(user), user.name, user.password_hash,
                          to_column(user.server_role), user.auth_version, user.provider.value,
                          user.id.value)
                    .run();
            } catch (const DatabaseFailure& failure) {
                if (failure.is_constraint()) {
                    return email_taken();
                }
                throw;
            }
            if (connection.changes() == 0) {
                return no_such_user();
            }
            if (const auto& person = user.directory) {
                connection
                    .prepare(
                        "UPDATE directory_user SET email = ?, home_role_cap = ?, login_hint = ? "
                        "WHERE user = ?")
                    .bind(user.email, cap_column(*person), person->login_hint, user.id.value)
                    .run();
            }
            note_revocation(connection, clock, RevokedKind::user, user.id.value);
            return {};
        };
        auto status = co_await writer_.write(Lane::live, std::move(job));
        co_return status;
    }

    Task<Status> set_server_rights(UserId user, ServerRole role, bool disabled) override {
        auto job = [user = std::move(user), role, disabled,
                    &clock = clock_](Connection& connection) -> Status {
            const bool operates = role == ServerRole::operator_ && !disabled;
            if (!operates && is_last_operator(connection, user)) {
                return last_operator_stays();
            }
            connection
                .prepare(
                    "UPDATE user SET server_role = ?, disabled = ?, "
                    "auth_version = (auth_version + 1) & 4294967295 WHERE id = ?")
                .bind(to_column(role), disabled ? 1 : 0, user.value)
                .run();
            if (connection.changes() == 0) {
                return no_such_user();
            }
            note_revocation(connection, clock, RevokedKind::user, user.value);
            return {};
        };
        auto status = co_await writer_.write(Lane::live, std::move(job));
        co_return status;
    }

    Task<Status> erase_user(UserId user, AuditEntry entry) override {
        auto job = [user = std::move(user), entry = std::move(entry), &clock = clock_](
                       Connection& connection) { return erase(connection, clock, user, entry); };
        auto status = co_await writer_.write(Lane::live, std::move(job));
        co_return status;
    }

    Task<Result<std::vector<User>>> list_users() override {
        auto query = [](Connection& connection) {
            auto rows = connection.prepare(std::string(kUsers) + "ORDER BY u.id");
            std::vector<User> users;
            while (rows.step()) {
                users.push_back(user_in(rows));
            }
            return users;
        };
        auto users = co_await readers_.read(query);
        co_return users;
    }

    Task<Result<std::optional<User>>> find_user(UserId id) override {
        auto query = [id = std::move(id)](Connection& connection) {
            auto rows = connection.prepare(std::string(kUsers) + "WHERE u.id = ?");
            return first_user(rows.bind(id.value));
        };
        auto user = co_await readers_.read(std::move(query));
        co_return user;
    }

    Task<Result<std::optional<User>>> find_user_by_email(std::string email) override {
        auto query = [email = std::move(email)](Connection& connection) {
            auto rows =
                connection.prepare(std::string(kUsers) + "WHERE u.email = ? AND d.user IS NULL");
            return first_user(rows.bind(email));
        };
        auto user = co_await readers_.read(std::move(query));
        co_return user;
    }

    Task<Result<std::optional<User>>> find_directory_user(std::string issuer,
                                                          std::string subject) override {
        auto query = [issuer = std::move(issuer),
                      subject = std::move(subject)](Connection& connection) {
            auto rows =
                connection.prepare(std::string(kUsers) + "WHERE d.issuer = ? AND d.subject = ?");
            return first_user(rows.bind(issuer, subject));
        };
        auto user = co_await readers_.read(std::move(query));
        co_return user;
    }

    Task<Result<bool>> has_users() override {
        auto query = [](Connection& connection) {
            return connection.prepare("SELECT 1 FROM user LIMIT 1").step();
        };
        auto any = co_await readers_.read(query);
        co_return any;
    }

    Task<Status> put_session(StoredSession session) override {
        auto job = [session = std::move(session)](Connection& connection) -> Status {
            connection
                .prepare(
                    "INSERT OR REPLACE INTO session (secret_hash, user, created_at, last_seen_at, "
                    "expires_at, device) VALUES (?, ?, ?, ?, ?, ?)")
                .bind(session.secret_hash, session.user.value, ms_of(session.created_at),
                      ms_of(session.last_seen_at), ms_of(session.expires_at), session.device)
                .run();
            return {};
        };
        auto status = co_await writer_.write(Lane::live, std::move(job));
        co_return status;
    }

    Task<Result<std::optional<StoredSession>>> find_session(std::string secret_hash,
                                                            Instant now) override {
        auto query = [secret_hash = std::move(secret_hash), now](Connection& connection) {
            auto rows = connection.prepare(
                "SELECT secret_hash, user, created_at, last_seen_at, expires_at, device "
                "FROM session WHERE secret_hash = ? AND expires_at > ?");
            return rows.bind(secret_hash, ms_of(now)).step() ? std::optional(session_in(rows))
                                                             : std::nullopt;
        };
        auto session = co_await readers_.read(std::move(query));
        co_return session;
    }

    Task<Status> touch_session(std::string secret_hash, Instant seen_at) override {
        auto job = [secret_hash = std::move(secret_hash),
                    seen_at](Connection& connection) -> Status {
            connection.prepare("UPDATE session SET last_seen_at = ? WHERE secret_hash = ?")
                .bind(ms_of(seen_at), secret_hash)
                .run();
            return {};
        };
        auto status = co_await writer_.write(Lane::live, std::move(job));
        co_return status;
    }

    Task<Status> erase_session(std::string secret_hash) override {
        auto job = [secret_hash = std::move(secret_hash),
                    &clock = clock_](Connection& connection) -> Status {
            connection.prepare("DELETE FROM session WHERE secret_hash = ?").bind(secret_hash).run();
            note_revocation(connection, clock, RevokedKind::session, secret_hash);
            return {};
        };
        auto status = co_await writer_.write(Lane::live, std::move(job));
        co_return status;
    }

    Task<Result<std::vector<StoredSession>>> sessions_of(UserId user, Instant now) override {
        auto query = [user = std::move(user), now](Connection& connection) {
            auto rows = connection.prepare(
                "SELECT secret_hash, user, created_at, last_seen_at, expires_at, device "
                "FROM session WHERE user = ? AND expires_at > ? ORDER BY created_at, secret_hash");
            rows.bind(user.value, ms_of(now));
            std::vector<StoredSession> sessions;
            while (rows.step()) {
                sessions.push_back(session_in(rows));
            }
            return sessions;
        };
        auto sessions = co_await readers_.read(std::move(query));
        co_return sessions;
    }

    Task<Status> erase_sessions_expired_before(Instant instant) override {
        auto job = [instant](Connection& connection) -> Status {
            connection.prepare("DELETE FROM session WHERE expires_at < ?")
                .bind(ms_of(instant))
                .run();
            return {};
        };
        auto status = co_await writer_.write(Lane::live, job);
        co_return status;
    }

    Task<Status> put_api_key(StoredApiKey key) override {
        auto job = [key = std::move(key)](Connection& connection) -> Status {
            if (!key.home.empty() && !home_number(connection, key.home)) {
                return make_error(ErrorCode::not_found, "There is no such home.");
            }
            connection
                .prepare(
                    "INSERT OR REPLACE INTO api_key (id, secret_hash, home, name, created_at, "
                    "last_used_at, kind, owner, expires_at, terms) "
                    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
                .bind(key.id.value, key.secret_hash, key.home.value, key.name,
                      ms_of(key.created_at), to_column(key.last_used_at), to_column(key.kind),
                      key.owner.value, to_column(key.expires_at), key.terms)
                .run();
            return {};
        };
        auto status = co_await writer_.write(Lane::live, std::move(job));
        co_return status;
    }

    Task<Result<std::optional<StoredApiKey>>> find_api_key(ApiKeyId id) override {
        auto query = [id = std::move(id)](Connection& connection) {
            auto rows = connection.prepare(
                "SELECT id, secret_hash, home, name, created_at, last_used_at, kind, owner, "
                "expires_at, terms FROM api_key WHERE id = ?");
            return rows.bind(id.value).step() ? std::optional(api_key_in(rows)) : std::nullopt;
        };
        auto key = co_await readers_.read(std::move(query));
        co_return key;
    }

    Task<Result<std::vector<StoredApiKey>>> list_api_keys(HomeId home) override {
        auto keys = co_await keys_by(
            "SELECT id, secret_hash, home, name, created_at, last_used_at, kind, owner, "
            "expires_at, terms FROM api_key WHERE home = ? ORDER BY created_at, id",
            std::move(home.value));
        co_return keys;
    }

    Task<Result<std::vector<StoredApiKey>>> list_api_keys_of(UserId owner) override {
        auto keys = co_await keys_by(
            "SELECT id, secret_hash, home, name, created_at, last_used_at, kind, owner, "
            "expires_at, terms FROM api_key WHERE owner = ? ORDER BY created_at, id",
            std::move(owner.value));
        co_return keys;
    }

    Task<Status> touch_api_key(ApiKeyId id, Instant used_at) override {
        auto job = [id = std::move(id), used_at](Connection& connection) -> Status {
            connection.prepare("UPDATE api_key SET last_used_at = ? WHERE id = ?")
                .bind(ms_of(used_at), id.value)
                .run();
            return {};
        };
        auto status = co_await writer_.write(Lane::live, std::move(job));
        co_return status;
    }

    Task<Status> erase_api_key(ApiKeyId id) override {
        auto job = [id = std::move(id), &clock = clock_](Connection& connection) -> Status {
            connection.prepare("DELETE FROM api_key WHERE id = ?").bind(id.value).run();
            note_revocation(connection, clock, RevokedKind::api_key, id.value);
            return {};
        };
        auto status = co_await writer_.write(Lane::live, std::move(job));
        co_return status;
    }

private:
    // `sql`, a literal, has one place for `value`.
    Task<Result<std::vector<StoredApiKey>>> keys_by(std::string_view sql, std::string value) {
        auto query = [sql, value = std::move(value)](Connection& connection) {
            auto rows = connection.prepare(sql);
            rows.bind(value);
            std::vector<StoredApiKey> keys;
            while (rows.step()) {
                keys.push_back(api_key_in(rows));
            }
            return keys;
        };
        auto keys = co_await readers_.read(std::move(query));
        co_return keys;
    }

    const Clock& clock_;
    Writer& writer_;
    Readers& readers_;
};

}  // namespace

std::unique_ptr<UserStore> make_sqlite_user_store(SqliteDatabase& database) {
    return std::make_unique<SqliteUserStore>(database);
}

}  // namespace ohmstead
