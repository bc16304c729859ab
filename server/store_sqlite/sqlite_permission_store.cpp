#include <stdexcept>
#include <utility>

#include "store/permission_codec.hpp"
#include "store/permission_store.hpp"
#include "store_sqlite/channel_rows.hpp"
#include "store_sqlite/columns.hpp"
#include "store_sqlite/home_queries.hpp"
#include "store_sqlite/readers.hpp"
#include "store_sqlite/revocations.hpp"
#include "store_sqlite/sqlite_database.hpp"
#include "store_sqlite/writer.hpp"

namespace ohmstead {
namespace {

// What no version could have written is a damaged database, hence an exception.
template <class T>
T intact(Result<T> decoded) {
    if (!decoded) {
        throw std::runtime_error("the database holds a damaged consent");
    }
    return std::move(*decoded);
}

std::optional<Provider> find(Connection& connection, const ProviderId& id) {
    auto row = connection.prepare("SELECT data FROM provider WHERE id = ?");
    return row.bind(id.value).step() ? std::optional(intact(decode_provider(row.text(0))))
                                     : std::nullopt;
}

std::vector<Permission> permissions_in(Statement& rows) {
    std::vector<Permission> permissions;
    while (rows.step()) {
        permissions.push_back(intact(decode_permission(rows.text(0))));
    }
    return permissions;
}

std::int64_t changes_of(const Permission& permission) {
    return static_cast<std::int64_t>(permission.history.size());
}

Status insert(Connection& connection, const Permission& permission, Instant now) {
    const auto home_no = home_number(connection, permission.home);
    if (!home_no) {
        return no_such_home();
    }
    auto others = connection.prepare(
        "SELECT 1 FROM permission WHERE home_no = ? AND provider = ? AND lapses_at > ?");
    if (others.bind(*home_no, permission.provider.value, ms_of(now)).step()) {
        return make_error(ErrorCode::conflict,
                          "Another consent to this provider waits or is in force.");
    }
    connection
        .prepare(
            "INSERT INTO permission (home_no, id, provider, made_at, changes, state, lapses_at, "
            "data) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
        .bind(*home_no, permission.id.value, permission.provider.value,
              ms_of(permission.history.front().at), changes_of(permission),
              to_column(permission.state()), ms_of(permission.lapses_at()),
              encode_permission(permission))
        .run();
    return {};
}

Status update(Connection& connection, const Permission& permission, const Clock& clock) {
    const auto home_no = home_number(connection, permission.home);
    if (!home_no) {
        return no_such_home();
    }
    connection
        .prepare(
            "UPDATE permission SET changes = ?, state = ?, lapses_at = ?, data = ? "
            "WHERE home_no = ? AND id = ? AND provider = ? AND changes = ?")
        .bind(changes_of(permission), to_column(permission.state()), ms_of(permission.lapses_at()),
              encode_permission(permission), *home_no, permission.id.value,
              permission.provider.value, changes_of(permission) - 1)
        .run();
    if (connection.changes() == 0) {
        auto known = connection.prepare("SELECT 1 FROM permission WHERE home_no = ? AND id = ?");
        return known.bind(*home_no, permission.id.value).step()
                   ? Status{make_error(ErrorCode::conflict,
                                       "This was changed meanwhile. Look again.")}
                   : Status{make_error(ErrorCode::not_found, "There is no such permission.")};
    }
    note_revocation(connection, clock, RevokedKind::permission, permission.provider.value);
    return {};
}

class SqlitePermissionStore final : public PermissionStore {
public:
    explicit SqlitePermissionStore(SqliteDatabase& database)
        : clock_(database.clock()), writer_(database.writer()), readers_(database.readers()) {}

    Task<Status> put_provider(AccessScope scope, Provider provider) override {
        if (!scope.is_system()) {
            OHMSTEAD_CO_TRY_VOID(scope.require(ServerRight::manage_users));
        }
        auto job = [provider = std::move(provider)](Connection& connection) -> Status {
            connection.prepare("INSERT OR REPLACE INTO provider (id, data) VALUES (?, ?)")
                .bind(provider.id.value, encode_provider(provider))
                .run();
            return {};
        };
        auto status = co_await writer_.write(Lane::live, std::move(job));
        co_return status;
    }

    Task<Result<std::optional<Provider>>> find_provider(ProviderId id) override {
        auto query = [id = std::move(id)](Connection& connection) { return find(connection, id); };
        auto provider = co_await readers_.read(std::move(query));
        co_return provider;
    }

    Task<Result<std::vector<Provider>>> all_providers() override {
        auto query = [](Connection& connection) {
            auto rows = connection.prepare("SELECT data FROM provider ORDER BY id");
            std::vector<Provider> providers;
            while (rows.step()) {
                providers.push_back(intact(decode_provider(rows.text(0))));
            }
            return providers;
        };
        auto providers = co_await readers_.read(std::move(query));
        co_return providers;
    }

    Task<Status> put_request(AccessScope scope, StoredRequest request) override {
        OHMSTEAD_CO_TRY(const auto provider, scope.require_provider());
        if (provider != request.request.provider) {
            co_return make_error(ErrorCode::forbidden, "You can ask for your own provider only.");
        }
        auto job = [request = std::move(request)](Connection& connection) -> Status {
            connection
                .prepare(
                    "INSERT OR IGNORE INTO consent_request (code_hash, provider, made_at, data) "
                    "VALUES (?, ?, ?, ?)")
                .bind(request.code_hash, request.request.provider.value,
                      ms_of(request.request.made_at), encode_request(request.request))
                .run();
            return {};
        };
        auto status = co_await writer_.write(Lane::live, std::move(job));
        co_return status;
    }

    Task<Result<std::vector<ConsentRequest>>> requests(AccessScope scope) override {
        OHMSTEAD_CO_TRY(auto provider, scope.require_provider());
        auto query = [provider = std::move(provider)](Connection& connection) {
            auto rows = connection.prepare(
                "SELECT data FROM consent_request WHERE provider = ? "
                "ORDER BY made_at DESC, code_hash");
            rows.bind(provider.value);
            std::vector<ConsentRequest> requests;
            while (rows.step()) {
                requests.push_back(intact(decode_request(rows.text(0))));
            }
            return requests;
        };
        auto requests = co_await readers_.read(std::move(query));
        co_return requests;
    }

    Task<Result<std::optional<ConsentRequest>>> find_request(std::string code_hash) override {
        auto query = [code_hash = std::move(code_hash)](Connection& connection) {
            auto row = connection.prepare("SELECT data FROM consent_request WHERE code_hash = ?");
            std::optional<ConsentRequest> request;
            if (row.bind(code_hash).step()) {
                request = intact(decode_request(row.text(0)));
            }
            return request;
        };
        auto request = co_await readers_.read(std::move(query));
        co_return request;
    }

    Task<Status> add(AccessScope scope, Permission permission) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(permission.home, Right::give_consent));
        auto job = [permission = std::move(permission), &clock = clock_](Connection& connection) {
            return insert(connection, permission, clock.now());
        };
        auto status = co_await writer_.write(Lane::live, std::move(job));
        co_return status;
    }

    Task<Result<std::vector<Permission>>> of_home(AccessScope scope, HomeId home) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::see_consent));
        auto query = [](Connection& connection, std::int64_t home_no) {
            auto rows = connection.prepare(
                "SELECT data FROM permission WHERE home_no = ? ORDER BY made_at, id");
            rows.bind(home_no);
            return permissions_in(rows);
        };
        auto permissions = co_await look_up(readers_, std::move(home), query);
        co_return permissions;
    }

    Task<Result<std::vector<Permission>>> of_provider(AccessScope scope) override {
        OHMSTEAD_CO_TRY(auto provider, scope.require_provider());
        auto query = [provider = std::move(provider)](Connection& connection) {
            auto rows = connection.prepare(
                "SELECT data FROM permission WHERE provider = ? ORDER BY made_at, id");
            rows.bind(provider.value);
            return permissions_in(rows);
        };
        auto permissions = co_await readers_.read(std::move(query));
        co_return permissions;
    }

    Task<Status> change(AccessScope scope, Permission permission) override {
        OHMSTEAD_CO_TRY_VOID(require_change(scope, permission));
        auto job = [permission = std::move(permission), &clock = clock_](Connection& connection) {
            return update(connection, permission, clock);
        };
        auto status = co_await writer_.write(Lane::live, std::move(job));
        co_return status;
    }

    Task<Result<std::vector<Permission>>> given_to(ProviderId provider) override {
        auto query = [provider = std::move(provider)](Connection& connection) {
            auto rows = connection.prepare(
                "SELECT data FROM permission WHERE provider = ? AND state = ? "
                "ORDER BY made_at, id");
            rows.bind(provider.value, to_column(PermissionState::accepted));
            return permissions_in(rows);
        };
        auto permissions = co_await readers_.read(std::move(query));
        co_return permissions;
    }

private:
    const Clock& clock_;
    Writer& writer_;
    Readers& readers_;
};

}  // namespace

std::unique_ptr<PermissionStore> make_sqlite_permission_store(SqliteDatabase& database) {
    return std::make_unique<SqlitePermissionStore>(database);
}

}  // namespace ohmstead
