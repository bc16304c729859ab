#include <utility>

#include "store/invitation_store.hpp"
#include "store/user_refusals.hpp"
#include "store_sqlite/audit_rows.hpp"
#include "store_sqlite/channel_rows.hpp"
#include "store_sqlite/columns.hpp"
#include "store_sqlite/home_queries.hpp"
#include "store_sqlite/readers.hpp"
#include "store_sqlite/revocations.hpp"
#include "store_sqlite/sqlite_database.hpp"
#include "store_sqlite/user_rows.hpp"
#include "store_sqlite/writer.hpp"

namespace ohmstead {
namespace {

Error no_such_invitation() {
    return make_error(ErrorCode::not_found, "There is no such invitation any more.");
}

// A row of id, secret_hash, role, name, hand_over, user, user_name, created_at, expires_at.
Invitation invitation_in(const Statement& row) {
    return {.id = InvitationId{row.text(0)},
            .secret_hash = row.text(1),
            .role = enumerator_in<HomeRole>(row, 2),
            .name = row.text(3),
            .hand_over = enumerator_in<Handover>(row, 4),
            .by = UserId{row.text(5)},
            .by_name = row.text(6),
            .created_at = instant_in(row, 7),
            .expires_at = instant_in(row, 8)};
}

struct FoundInvitation {
    std::int64_t home_no;
    OpenInvitation open;
};

std::optional<FoundInvitation> find_open(Connection& connection, const std::string& secret_hash,
                                         Instant now) {
    auto row = connection.prepare(
        "SELECT invitation.id, secret_hash, role, invitation.name, hand_over, user, user_name, "
        "invitation.created_at, expires_at, home_no, home.id FROM invitation JOIN home ON home.no "
        "= home_no WHERE secret_hash = ? AND expires_at > ?");
    if (!row.bind(secret_hash, ms_of(now)).step()) {
        return std::nullopt;
    }
    return FoundInvitation{
        .home_no = row.integer(9),
        .open = {.home = HomeId{row.text(10)}, .invitation = invitation_in(row)}};
}

bool is_member(Connection& connection, std::int64_t home_no, const UserId& user) {
    return connection.prepare("SELECT 1 FROM member WHERE home_no = ? AND user = ?")
        .bind(home_no, user.value)
        .step();
}

// All but `user` leave.
std::vector<UserId> remove_others(Connection& connection, const Clock& clock, std::int64_t home_no,
                                  const UserId& user) {
    std::vector<UserId> others;
    {
        auto rows = connection.prepare("SELECT user FROM member WHERE home_no = ? AND user <> ?");
        rows.bind(home_no, user.value);
        while (rows.step()) {
            others.push_back(UserId{rows.text(0)});
        }
    }
    connection.prepare("DELETE FROM member WHERE home_no = ? AND user <> ?")
        .bind(home_no, user.value)
        .run();
    connection.prepare("DELETE FROM invitation WHERE home_no = ?").bind(home_no).run();
    for (const UserId& other : others) {
        note_revocation(connection, clock, RevokedKind::user, other.value);
    }
    return others;
}

class SqliteInvitationStore final : public InvitationStore {
public:
    explicit SqliteInvitationStore(SqliteDatabase& database)
        : clock_(database.clock()), writer_(database.writer()), readers_(database.readers()) {}

    Task<Status> add(AccessScope scope, HomeId home, Invitation invitation,
                     AuditEntry entry) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(
            home, invitation.hand_over == Handover::no ? Right::manage_people : Right::hand_over));
        auto job = [home = std::move(home), invitation = std::move(invitation),
                    entry = std::move(entry)](Connection& connection) -> Status {
            const auto home_no = home_number(connection, home);
            if (!home_no) {
                return no_such_home();
            }
            connection
                .prepare(
                    "INSERT INTO invitation (home_no, id, secret_hash, role, name, hand_over, "
                    "user, user_name, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, "
                    "?)")
                .bind(*home_no, invitation.id.value, invitation.secret_hash,
                      to_column(invitation.role), invitation.name, to_column(invitation.hand_over),
                      invitation.by.value, invitation.by_name, ms_of(invitation.created_at),
                      ms_of(invitation.expires_at))
                .run();
            insert_audit_entry(connection, *home_no, entry);
            return {};
        };
        auto status = co_await writer_.write(Lane::live, std::move(job));
        co_return status;
    }

    Task<Result<std::vector<Invitation>>> list(AccessScope scope, HomeId home,
                                               Instant now) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::manage_people));
        auto query = [now](Connection& connection, std::int64_t home_no) {
            auto rows = connection.prepare(
                "SELECT id, secret_hash, role, name, hand_over, user, user_name, created_at, "
                "expires_at FROM invitation WHERE home_no = ? AND expires_at > ? "
                "ORDER BY created_at, id");
            rows.bind(home_no, ms_of(now));
            std::vector<Invitation> invitations;
            while (rows.step()) {
                invitations.push_back(invitation_in(rows));
            }
            return invitations;
        };
        auto invitations = co_await look_up(readers_, std::move(home), query);
        co_return invitations;
    }

    Task<Status> withdraw(AccessScope scope, HomeId home, InvitationId invitation,
                          AuditEntry entry) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::manage_people));
        auto job = [home = std::move(home), invitation = std::move(invitation),
                    entry = std::move(entry)](Connection& connection) -> Status {
            const auto home_no = home_number(connection, home);
            if (!home_no) {
                return no_such_home();
            }
            connection.prepare("DELETE FROM invitation WHERE home_no = ? AND id = ?")
                .bind(*home_no, invitation.value)
                .run();
            if (connection.changes() == 0) {
                return no_such_invitation();
            }
            insert_audit_entry(connection, *home_no, entry);
            return {};
        };
        auto status = co_await writer_.write(Lane::live, std::move(job));
        co_return status;
    }

    Task<Result<std::optional<OpenInvitation>>> find(std::string secret_hash,
                                                     Instant now) override {
        auto query = [secret_hash = std::move(secret_hash), now](Connection& connection) {
            auto found = find_open(connection, secret_hash, now);
            return found ? std::optional(std::move(found->open)) : std::nullopt;
        };
        auto open = co_await readers_.read(std::move(query));
        co_return open;
    }

    Task<Result<std::vector<UserId>>> accept(std::string secret_hash, Joining person, Instant now,
                                             AuditEntry entry) override {
        auto job = [secret_hash = std::move(secret_hash), person = std::move(person), now,
                    entry = std::move(entry),
                    &clock = clock_](Connection& connection) -> Result<std::vector<UserId>> {
            const UserId& user = person.user;
            const auto found = find_open(connection, secret_hash, now);
            if (!found) {
                return no_such_invitation();
            }
            const Invitation& invitation = found->open.invitation;
            const bool hands_over = invitation.hand_over != Handover::no;
            if (!hands_over && is_member(connection, found->home_no, user)) {
                return make_error(ErrorCode::conflict, "You belong to this home already.");
            }
            if (person.account && !insert_user(connection, *person.account)) {
                return email_has_account();
            }
            connection.prepare("DELETE FROM invitation WHERE secret_hash = ?")
                .bind(secret_hash)
                .run();
            connection
                .prepare("INSERT OR REPLACE INTO member (home_no, user, role) VALUES (?, ?, ?)")
                .bind(found->home_no, user.value, to_column(invitation.role))
                .run();
            std::vector<UserId> removed;
            if (hands_over) {
                removed = remove_others(connection, clock, found->home_no, user);
            }
            insert_audit_entry(connection, found->home_no, entry);
            note_revocation(connection, clock, RevokedKind::user, user.value);
            return removed;
        };
        auto removed = co_await writer_.write(Lane::live, std::move(job));
        co_return removed;
    }

private:
    const Clock& clock_;
    Writer& writer_;
    Readers& readers_;
};

}  // namespace

std::unique_ptr<InvitationStore> make_sqlite_invitation_store(SqliteDatabase& database) {
    return std::make_unique<SqliteInvitationStore>(database);
}

}  // namespace ohmstead
