#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <boost/describe/enum.hpp>

#include "async/task.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "domain/access/permission.hpp"
#include "domain/access/roles.hpp"
#include "store/audit_log.hpp"

namespace ohmstead {

// What makes somebody a person of a directory. Issuer and subject together are who it is, byte by
// byte, and never change.
struct DirectoryPerson {
    std::string issuer;
    std::string subject;
    std::optional<HomeRole> home_role_cap;  // the most that they are in any home
    std::string login_hint;                 // for signing them out there; may be empty

    friend bool operator==(const DirectoryPerson&, const DirectoryPerson&) = default;
};

struct User {
    UserId id;
    // As given. Of a local account unique without regard to ASCII case; of a person of a directory
    // whatever that says, which may be nothing, or what somebody else has as well.
    std::string email;
    std::string name;
    std::string password_hash;  // argon2id PHC string; empty: cannot sign in by password
    ServerRole server_role = ServerRole::none;
    std::uint32_t auth_version = 0;  // grows with every change of rights
    Instant created_at{};
    bool disabled = false;  // may not sign in, and has no rights while it is so
    std::optional<DirectoryPerson> directory = {};  // none: a local account
    ProviderId provider = {};                       // whose staff it is, with ServerRole::provider

    friend bool operator==(const User&, const User&) = default;
};

// A signed-in browser. Only the hash of its secret is known.
struct StoredSession {
    std::string secret_hash;  // hex SHA-256
    UserId user;
    Instant created_at{};
    Instant last_seen_at{};
    Instant expires_at{};     // absolute limit
    std::string device = {};  // what the browser calls itself, shortened
};

// What an API key may do.
enum class ApiKeyKind : std::uint8_t {
    ingest,  // add readings to its home
    read,    // read what its owner may, in its home or in all of theirs
    link     // see what its terms say of its home, in a browser
};
BOOST_DESCRIBE_ENUM(ApiKeyKind, ingest, read, link)

struct StoredApiKey {
    ApiKeyId id;
    std::string secret_hash;  // hex SHA-256
    HomeId home;              // empty: all homes of its owner
    std::string name;
    Instant created_at{};
    std::optional<Instant> last_used_at;
    ApiKeyKind kind = ApiKeyKind::ingest;
    UserId owner = {};  // empty: made by a command
    std::optional<Instant> expires_at = {};
    std::string terms = {};  // of a link, as auth writes them; empty for others
};

// People and their credentials. Used by auth and commands alone, which act before or without a
// scope. Partition: one user, session, key, or home for its keys; atomic unit: one item with what
// makes it unique or lists it, and a user with what they are in homes.
class UserStore {
public:
    virtual ~UserStore() = default;

    // conflict when the local account's e-mail, or the directory's person, is taken.
    virtual Task<Status> create_user(User user) = 0;
    // Creates `user` only if there is no user at all yet; conflict otherwise.
    virtual Task<Status> create_first_user(User user) = 0;
    // All but `disabled`. conflict when the e-mail is taken, and for the last operator who is not
    // disabled to be one no more.
    virtual Task<Status> update_user(User user) = 0;
    virtual Task<Result<std::optional<User>>> find_user(UserId id) = 0;
    // Local accounts alone: the e-mail address of a directory's person finds nobody.
    virtual Task<Result<std::optional<User>>> find_user_by_email(std::string email) = 0;
    virtual Task<Result<std::optional<User>>> find_directory_user(std::string issuer,
                                                                  std::string subject) = 0;
    virtual Task<Result<bool>> has_users() = 0;

    virtual Task<Status> put_session(StoredSession session) = 0;
    // A session that has not expired at `now`, whatever is still stored of it.
    virtual Task<Result<std::optional<StoredSession>>> find_session(std::string secret_hash,
                                                                    Instant now) = 0;
    // Moves `last_seen_at` of a session that exists; never brings back an erased one.
    virtual Task<Status> touch_session(std::string secret_hash, Instant seen_at) = 0;
    virtual Task<Status> erase_session(std::string secret_hash) = 0;
    // The sessions of a user that have not expired at `now`, oldest first.
    virtual Task<Result<std::vector<StoredSession>>> sessions_of(UserId user, Instant now) = 0;
    // What expired before `instant` need not be kept any longer. It goes now or in its own time.
    virtual Task<Status> erase_sessions_expired_before(Instant instant) = 0;

    // not_found when it has a home and there is no such home.
    virtual Task<Status> put_api_key(StoredApiKey key) = 0;
    virtual Task<Result<std::optional<StoredApiKey>>> find_api_key(ApiKeyId id) = 0;
    // Of one home, oldest first.
    virtual Task<Result<std::vector<StoredApiKey>>> list_api_keys(HomeId home) = 0;
    // Of one owner, oldest first.
    virtual Task<Result<std::vector<StoredApiKey>>> list_api_keys_of(UserId owner) = 0;
    // Moves `last_used_at` of a key that exists; never brings back an erased one.
    virtual Task<Status> touch_api_key(ApiKeyId id, Instant used_at) = 0;
    virtual Task<Status> erase_api_key(ApiKeyId id) = 0;

    // These two of a user alone, so that nobody who changes something else undoes it. conflict as
    // of update_user().
    virtual Task<Status> set_server_rights(UserId user, ServerRole role, bool disabled) = 0;
    // The account ends for good: the user, what makes them unique, their sessions, keys, links and
    // second step, and what they are in homes, each of which gets `entry` into its audit trail
    // under an id of its own. What they did stays under the name that they had. conflict for the
    // last operator who is not disabled, for the last admin of a home, and for a member of more
    // than kMostHomesToLeave homes; not_found when there is no such user, of whom nothing remains
    // then.
    virtual Task<Status> erase_user(UserId user, AuditEntry entry) = 0;
    static constexpr std::size_t kMostHomesToLeave = 20;
    // All users, by their ids.
    virtual Task<Result<std::vector<User>>> list_users() = 0;
};

}  // namespace ohmstead
