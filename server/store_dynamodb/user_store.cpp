#include "store/user_store.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "store/user_refusals.hpp"
#include "store_dynamodb/attributes.hpp"
#include "store_dynamodb/audit_items.hpp"
#include "store_dynamodb/home_items.hpp"
#include "store_dynamodb/keys.hpp"
#include "store_dynamodb/member_items.hpp"
#include "store_dynamodb/refusals.hpp"
#include "store_dynamodb/revocations.hpp"
#include "store_dynamodb/sign_in_store.hpp"
#include "store_dynamodb/stores.hpp"
#include "store_dynamodb/user_items.hpp"

namespace ohmstead::dynamodb {
namespace {

// Of a change that another one of the same user may overtake.
constexpr int kUserAttempts = 5;
constexpr std::size_t kMostCredentialKeys = 10'000;
constexpr std::size_t kMostUsers = 100'000;
constexpr std::size_t kMostCredentials = 10'000;

Put put_new_user(Item item) {
    return {.table = kUsers,
            .item = std::move(item),
            .condition = "attribute_not_exists(#id)",
            .placeholders = {.names = {{"#id", "user_id"}}}};
}

std::string cap_of(const User& user) {
    return user.directory && user.directory->home_role_cap
               ? std::string(reflect::name_of_enumerator(*user.directory->home_role_cap))
               : std::string();
}

Item user_item(const User& user) {
    Item item = with(user_key(user.id), {{"email", string_value(user.email)},
                                         {"name", string_value(user.name)},
                                         {"password_hash", string_value(user.password_hash)},
                                         {"role", enumerator_value(user.server_role)},
                                         {"auth_version", number_value(user.auth_version)},
                                         {"disabled", number_value(user.disabled ? 1 : 0)},
                                         {"created_at", instant_value(user.created_at)},
                                         {"provider", string_value(user.provider.value)}});
    if (const auto& person = user.directory) {
        item.emplace("issuer", string_value(person->issuer));
        item.emplace("azure_oid", string_value(person->subject));
        item.emplace("home_role_cap", string_value(cap_of(user)));
        item.emplace("login_hint", string_value(person->login_hint));
    }
    return item;
}

Result<DirectoryPerson> person_in(const Item& item) {
    DirectoryPerson person;
    OHMSTEAD_TRY(person.issuer, read_string(item, "issuer"));
    OHMSTEAD_TRY(person.subject, read_string(item, "azure_oid"));
    OHMSTEAD_TRY(person.login_hint, read_string(item, "login_hint"));
    OHMSTEAD_TRY(const auto cap, read_string(item, "home_role_cap"));
    if (!cap.empty()) {
        OHMSTEAD_TRY(person.home_role_cap, read_enumerator<HomeRole>(item, "home_role_cap"));
    }
    return person;
}

Result<User> user_in(const Item& item) {
    User user;
    OHMSTEAD_TRY(user.id.value, read_string(item, "user_id"));
    OHMSTEAD_TRY(user.email, read_string(item, "email"));
    OHMSTEAD_TRY(user.name, read_string(item, "name"));
    OHMSTEAD_TRY(user.password_hash, read_string(item, "password_hash"));
    OHMSTEAD_TRY(user.server_role, read_enumerator<ServerRole>(item, "role"));
    OHMSTEAD_TRY(const auto version, read_number(item, "auth_version"));
    user.auth_version = static_cast<std::uint32_t>(version);
    OHMSTEAD_TRY(user.created_at, read_instant(item, "created_at"));
    // Older versions did not know of these.
    if (has(item, "disabled")) {
        OHMSTEAD_TRY(const auto disabled, read_number(item, "disabled"));
        user.disabled = disabled != 0;
    }
    if (has(item, "azure_oid")) {
        OHMSTEAD_TRY(user.directory, person_in(item));
    }
    if (has(item, "provider")) {
        OHMSTEAD_TRY(user.provider.value, read_string(item, "provider"));
    }
    return user;
}

// What nobody else may have: a local account's e-mail address, or who somebody is in a directory.
Put put_claim(const User& user) {
    Item key = user.directory ? directory_claim_key(user.directory->issuer, user.directory->subject)
                              : email_claim_key(user.email);
    return put_new_user(with(std::move(key), {{"owner", string_value(user.id.value)}}));
}

Error claim_taken(const User& user) {
    return user.directory ? person_taken() : email_taken();
}

// Sets all that may change, if the e-mail is still `old_email`, and the user as disabled as given.
Update update_of(const User& user, const std::string& old_email) {
    Update update{.table = kUsers,
                  .key = user_key(user.id),
                  .update =
                      "SET #email = :email, #name = :name, #hash = :hash, #role = :role, "
                      "#version = :version, #provider = :provider",
                  .condition =
                      "#email = :old AND (attribute_not_exists(#disabled) OR "
                      "#disabled = :disabled)",
                  .placeholders = {.names = {{"#email", "email"},
                                             {"#name", "name"},
                                             {"#hash", "password_hash"},
                                             {"#role", "role"},
                                             {"#version", "auth_version"},
                                             {"#disabled", "disabled"},
                                             {"#provider", "provider"}},
                                   .values = {{":email", string_value(user.email)},
                                              {":name", string_value(user.name)},
                                              {":hash", string_value(user.password_hash)},
                                              {":role", enumerator_value(user.server_role)},
                                              {":version", number_value(user.auth_version)},
                                              {":disabled", number_value(user.disabled ? 1 : 0)},
                                              {":provider", string_value(user.provider.value)},
                                              {":old", string_value(old_email)}}}};
    if (const auto& person = user.directory) {
        update.update += ", #cap = :cap, #hint = :hint";
        update.placeholders.names.emplace("#cap", "home_role_cap");
        update.placeholders.names.emplace("#hint", "login_hint");
        update.placeholders.values.emplace(":cap", string_value(cap_of(user)));
        update.placeholders.values.emplace(":hint", string_value(person->login_hint));
    }
    return update;
}

Put list_user(const UserId& user) {
    return {.table = kHomes, .item = listed_user_key(user)};
}

// Who operates the server joins the set of those who do; who does not, leaves it, unless it would
// be empty.
Update change_operators(const UserId& user, ServerRole role, bool disabled) {
    Update update{.table = kUsers,
                  .key = operators_key(),
                  .update = "ADD #operators :users",
                  .placeholders = {.names = {{"#operators", "operators"}},
                                   .values = {{":users", string_set_value({user.value})}}}};
    if (role != ServerRole::operator_ || disabled) {
        update.update = "DELETE #operators :users";
        update.condition = "NOT contains(#operators, :user) OR size(#operators) > :one";
        update.placeholders.values.emplace(":user", string_value(user.value));
        update.placeholders.values.emplace(":one", number_value(1));
    }
    return update;
}

// Of a user as stored: all that is theirs alone. The second action says whether another operator
// is left.
std::vector<Action> erase_user_items(const User& user, Instant now) {
    Item claim = user.directory
                     ? directory_claim_key(user.directory->issuer, user.directory->subject)
                     : email_claim_key(user.email);
    return {Delete{.table = kUsers,
                   .key = user_key(user.id),
                   .condition = "#email = :email",
                   .placeholders = {.names = {{"#email", "email"}},
                                    .values = {{":email", string_value(user.email)}}}},
            change_operators(user.id, ServerRole::none, /*disabled=*/true),
            Delete{.table = kUsers, .key = std::move(claim)},
            Delete{.table = kUsers, .key = second_factor_key(user.id)},
            Delete{.table = kHomes, .key = listed_user_key(user.id)},
            revocation_note(now, RevokedKind::user, user.id.value)};
}

Item session_item(const StoredSession& session) {
    // Seconds; one more, so that nothing is removed before it has expired.
    const std::int64_t removable = ms_of(session.expires_at) / 1000 + 1;
    return with(session_key(session.secret_hash),
                {{"user", string_value(session.user.value)},
                 {"created_at", instant_value(session.created_at)},
                 {"last_seen_at", instant_value(session.last_seen_at)},
                 {"expires_at", instant_value(session.expires_at)},
                 {"hash", string_value(session.secret_hash)},
                 {"device", string_value(session.device)},
                 {"ttl", number_value(removable)}});
}

Item listed_session(const StoredSession& session) {
    const std::int64_t removable = ms_of(session.expires_at) / 1000 + 1;
    return with(listed_session_key(session.user, session.secret_hash),
                {{"ttl", number_value(removable)}});
}

Result<StoredSession> session_in(const Item& item, std::string secret_hash) {
    StoredSession session{.secret_hash = std::move(secret_hash), .user = {}, .device = {}};
    OHMSTEAD_TRY(session.user.value, read_string(item, "user"));
    OHMSTEAD_TRY(session.created_at, read_instant(item, "created_at"));
    OHMSTEAD_TRY(session.last_seen_at, read_instant(item, "last_seen_at"));
    OHMSTEAD_TRY(session.expires_at, read_instant(item, "expires_at"));
    if (has(item, "device")) {
        OHMSTEAD_TRY(session.device, read_string(item, "device"));
    }
    return session;
}

Item api_key_item(const StoredApiKey& key) {
    Item item = with(api_key_key(key.id), {{"key", string_value(key.id.value)},
                                           {"secret_hash", string_value(key.secret_hash)},
                                           {"home", string_value(key.home.value)},
                                           {"name", string_value(key.name)},
                                           {"kind", enumerator_value(key.kind)},
                                           {"owner", string_value(key.owner.value)},
                                           {"created_at", instant_value(key.created_at)}});
    if (key.expires_at) {
        item.emplace("expires_at", instant_value(*key.expires_at));
    }
    if (key.last_used_at) {
        item.emplace("last_used_at", instant_value(*key.last_used_at));
    }
    if (!key.terms.empty()) {
        item.emplace("terms", string_value(key.terms));
    }
    return item;
}

Result<StoredApiKey> api_key_in(const Item& item) {
    StoredApiKey key;
    OHMSTEAD_TRY(key.id.value, read_string(item, "key"));
    OHMSTEAD_TRY(key.secret_hash, read_string(item, "secret_hash"));
    OHMSTEAD_TRY(key.home.value, read_string(item, "home"));
    OHMSTEAD_TRY(key.name, read_string(item, "name"));
    OHMSTEAD_TRY(key.created_at, read_instant(item, "created_at"));
    if (has(item, "last_used_at")) {
        OHMSTEAD_TRY(key.last_used_at, read_instant(item, "last_used_at"));
    }
    // Keys of before there were others have neither.
    if (has(item, "kind")) {
        OHMSTEAD_TRY(key.kind, read_enumerator<ApiKeyKind>(item, "kind"));
        OHMSTEAD_TRY(key.owner.value, read_string(item, "owner"));
    }
    if (has(item, "expires_at")) {
        OHMSTEAD_TRY(key.expires_at, read_instant(item, "expires_at"));
    }
    if (has(item, "terms")) {
        OHMSTEAD_TRY(key.terms, read_string(item, "terms"));
    }
    return key;
}

// Sets an instant of an item of Sessions that exists.
Update touch(Item key, boost::json::string attribute, Instant at) {
    return {.table = kSessions,
            .key = std::move(key),
            .update = "SET #at = :at",
            .condition = "attribute_exists(#id)",
            .placeholders = {.names = {{"#at", std::move(attribute)}, {"#id", "id"}},
                             .values = {{":at", instant_value(at)}}}};
}

class DynamoUserStore final : public UserStore {
public:
    DynamoUserStore(Client& client, const Clock& clock) : client_(client), clock_(clock) {}

    Task<Status> create_user(User user) override {
        OHMSTEAD_CO_TRY(const auto outcome, co_await client_.transact_write(make_user(user)));
        co_return outcome.written == Written::yes ? Status{} : claim_taken(user);
    }

    Task<Status> create_first_user(User user) override {
        Item claim = with(first_user_claim_key(), {{"owner", string_value(user.id.value)}});
        std::vector<Action> actions{put_new_user(std::move(claim)), put_new_user(user_item(user)),
                                    put_claim(user), list_user(user.id)};
        if (user.server_role == ServerRole::operator_ && !user.disabled) {
            actions.push_back(change_operators(user.id, user.server_role, user.disabled));
        }
        OHMSTEAD_CO_TRY(const auto outcome, co_await client_.transact_write(std::move(actions)));
        if (outcome.written == Written::yes) {
            co_return Status{};
        }
        co_return outcome.parts.at(0).written == Written::yes
            ? claim_taken(user)
            : make_error(ErrorCode::conflict, "There is an owner already.");
    }

    Task<Status> update_user(User user) override {
        for (int attempt = 0; attempt < kUserAttempts; ++attempt) {
            OHMSTEAD_CO_TRY(const auto stored, co_await find_item(kUsers, user_key(user.id)));
            if (!stored) {
                co_return no_such_user();
            }
            OHMSTEAD_CO_TRY(const auto old, user_in(*stored));
            const auto& old_email = old.email;
            user.disabled = old.disabled;
            // Listing them again brings in those of before there was a list.
            std::vector<Action> actions{update_of(user, old_email),
                                        change_operators(user.id, user.server_role, user.disabled),
                                        list_user(user.id)};
            if (!user.directory && email_claim_key(old_email) != email_claim_key(user.email)) {
                actions.push_back(put_claim(user));
                actions.push_back(Delete{.table = kUsers, .key = email_claim_key(old_email)});
            }
            actions.push_back(revocation_note(clock_.now(), RevokedKind::user, user.id.value));
            OHMSTEAD_CO_TRY(const auto outcome,
                            co_await client_.transact_write(std::move(actions)));
            if (outcome.written == Written::yes) {
                co_return Status{};
            }
            if (outcome.parts.at(1).written == Written::condition_failed) {
                co_return last_operator_stays();
            }
            if (outcome.parts.at(0).written == Written::yes) {
                co_return claim_taken(user);
            }
        }
        co_return overtaken();
    }

    Task<Status> set_server_rights(UserId user, ServerRole role, bool disabled) override {
        Update changed{.table = kUsers,
                       .key = user_key(user),
                       .update = "SET #role = :role, #disabled = :disabled ADD #version :one",
                       .condition = "attribute_exists(#id)",
                       .placeholders = {.names = {{"#id", "user_id"},
                                                  {"#role", "role"},
                                                  {"#disabled", "disabled"},
                                                  {"#version", "auth_version"}},
                                        .values = {{":role", enumerator_value(role)},
                                                   {":disabled", number_value(disabled ? 1 : 0)},
                                                   {":one", number_value(1)}}}};
        std::vector<Action> actions{std::move(changed), change_operators(user, role, disabled),
                                    list_user(user),
                                    revocation_note(clock_.now(), RevokedKind::user, user.value)};
        OHMSTEAD_CO_TRY(const auto outcome, co_await client_.transact_write(std::move(actions)));
        if (outcome.written == Written::yes) {
            co_return Status{};
        }
        co_return outcome.parts.at(0).written == Written::condition_failed ? no_such_user()
                                                                           : last_operator_stays();
    }

    Task<Status> erase_user(UserId user, AuditEntry entry) override {
        OHMSTEAD_CO_TRY_VOID(co_await erase_with_memberships(user, std::move(entry)));
        // Nobody gets in by them any more; what is left of them when this is cut off goes when it
        // is repeated.
        co_return co_await erase_credentials(std::move(user));
    }

    Task<Result<std::vector<User>>> list_users() override {
        Query query{.table = kHomes,
                    .key_condition = "#id = :listed",
                    .placeholders = {.names = {{"#id", "home_id"}},
                                     .values = {{":listed", string_value(kListedUsers)}}},
                    .consistent = true};
        OHMSTEAD_CO_TRY(const auto listed,
                        co_await client_.query_all(std::move(query), kMostUsers));
        std::vector<Item> wanted;
        for (const Item& item : listed) {
            OHMSTEAD_CO_TRY(auto id, read_string(item, "item"));
            wanted.push_back(user_key(UserId{std::move(id)}));
        }
        OHMSTEAD_CO_TRY(const auto items, co_await client_.batch_get(kUsers, std::move(wanted),
                                                                     /*consistent=*/true));
        std::vector<User> users;
        for (const Item& item : items) {
            OHMSTEAD_CO_TRY(auto user, user_in(item));
            users.push_back(std::move(user));
        }
        std::ranges::sort(users, {}, &User::id);
        co_return users;
    }

    Task<Result<std::optional<User>>> find_user(UserId id) override {
        OHMSTEAD_CO_TRY(const auto item, co_await find_item(kUsers, user_key(id)));
        if (!item) {
            co_return std::optional<User>{};
        }
        OHMSTEAD_CO_TRY(auto user, user_in(*item));
        co_return std::optional(std::move(user));
    }

    Task<Result<std::optional<User>>> find_user_by_email(std::string email) override {
        OHMSTEAD_CO_TRY(const auto claim, co_await find_item(kUsers, email_claim_key(email)));
        if (!claim) {
            co_return std::optional<User>{};
        }
        OHMSTEAD_CO_TRY(auto owner, read_string(*claim, "owner"));
        OHMSTEAD_CO_TRY(auto user, co_await find_user(UserId{std::move(owner)}));
        // Between the two reads the address may have been given up.
        if (user && email_claim_key(user->email) != email_claim_key(email)) {
            user.reset();
        }
        co_return std::move(user);
    }

    Task<Result<std::optional<User>>> find_directory_user(std::string issuer,
                                                          std::string subject) override {
        OHMSTEAD_CO_TRY(const auto claim,
                        co_await find_item(kUsers, directory_claim_key(issuer, subject)));
        if (!claim) {
            co_return std::optional<User>{};
        }
        OHMSTEAD_CO_TRY(auto owner, read_string(*claim, "owner"));
        auto user = co_await find_user(UserId{std::move(owner)});
        co_return user;
    }

    Task<Result<bool>> has_users() override {
        OHMSTEAD_CO_TRY(const auto claim, co_await find_item(kUsers, first_user_claim_key()));
        co_return claim.has_value();
    }

    Task<Status> put_session(StoredSession session) override {
        std::vector<Action> actions{Put{.table = kSessions, .item = session_item(session)},
                                    Put{.table = kSessions, .item = listed_session(session)}};
        OHMSTEAD_CO_TRY_VOID(co_await client_.transact_write(std::move(actions)));
        co_return Status{};
    }

    Task<Result<std::optional<StoredSession>>> find_session(std::string secret_hash,
                                                            Instant now) override {
        OHMSTEAD_CO_TRY(const auto item, co_await find_item(kSessions, session_key(secret_hash)));
        if (!item) {
            co_return std::optional<StoredSession>{};
        }
        OHMSTEAD_CO_TRY(auto session, session_in(*item, std::move(secret_hash)));
        co_return session.expires_at > now ? std::optional(std::move(session)) : std::nullopt;
    }

    Task<Status> touch_session(std::string secret_hash, Instant seen_at) override {
        Update update = touch(session_key(secret_hash), "last_seen_at", seen_at);
        OHMSTEAD_CO_TRY_VOID(co_await client_.update_item(std::move(update)));
        co_return Status{};
    }

    Task<Status> erase_session(std::string secret_hash) override {
        OHMSTEAD_CO_TRY(const auto stored, co_await find_item(kSessions, session_key(secret_hash)));
        std::vector<Action> actions{
            Delete{.table = kSessions, .key = session_key(secret_hash)},
            revocation_note(clock_.now(), RevokedKind::session, secret_hash)};
        if (stored) {
            OHMSTEAD_CO_TRY(auto user, read_string(*stored, "user"));
            actions.push_back(
                Delete{.table = kSessions,
                       .key = listed_session_key(UserId{std::move(user)}, secret_hash)});
        }
        OHMSTEAD_CO_TRY_VOID(co_await client_.transact_write(std::move(actions)));
        co_return Status{};
    }

    Task<Result<std::vector<StoredSession>>> sessions_of(UserId user, Instant now) override {
        OHMSTEAD_CO_TRY(const auto hashes,
                        co_await credentials_of(std::move(user), kSessionPrefix));
        std::vector<Item> wanted;
        for (const std::string& hash : hashes) {
            wanted.push_back(session_key(hash));
        }
        OHMSTEAD_CO_TRY(const auto items, co_await client_.batch_get(kSessions, std::move(wanted),
                                                                     /*consistent=*/true));
        std::vector<StoredSession> sessions;
        for (const Item& item : items) {
            OHMSTEAD_CO_TRY(auto hash, read_string(item, "hash"));
            OHMSTEAD_CO_TRY(auto session, session_in(item, std::move(hash)));
            if (session.expires_at > now) {
                sessions.push_back(std::move(session));
            }
        }
        std::ranges::sort(sessions, [](const StoredSession& a, const StoredSession& b) {
            return std::tie(a.created_at, a.secret_hash) < std::tie(b.created_at, b.secret_hash);
        });
        co_return sessions;
    }

    // The table's expiry does it.
    Task<Status> erase_sessions_expired_before(Instant) override { co_return Status{}; }

    Task<Status> put_api_key(StoredApiKey key) override {
        std::vector<Action> actions{Put{.table = kSessions, .item = api_key_item(key)}};
        if (!key.home.empty()) {
            actions.push_back(home_exists(key.home));
            actions.push_back(Put{.table = kHomes, .item = home_api_key_key(key.home, key.id)});
        }
        if (!key.owner.empty()) {
            actions.push_back(
                Put{.table = kSessions, .item = listed_api_key_key(key.owner, key.id)});
        }
        OHMSTEAD_CO_TRY(const auto outcome, co_await client_.transact_write(std::move(actions)));
        co_return outcome.written == Written::yes ? Status{} : no_such_home();
    }

    Task<Result<std::optional<StoredApiKey>>> find_api_key(ApiKeyId id) override {
        OHMSTEAD_CO_TRY(const auto item, co_await find_item(kSessions, api_key_key(id)));
        if (!item) {
            co_return std::optional<StoredApiKey>{};
        }
        OHMSTEAD_CO_TRY(auto key, api_key_in(*item));
        co_return std::optional(std::move(key));
    }

    Task<Result<std::vector<StoredApiKey>>> list_api_keys(HomeId home) override {
        Query query = items_of_home(home, kApiKeyPrefix);
        OHMSTEAD_CO_TRY(const auto listed,
                        co_await client_.query_all(std::move(query), kMostCredentialKeys));
        std::vector<Item> wanted;
        for (const Item& item : listed) {
            OHMSTEAD_CO_TRY(const auto name, read_string(item, "item"));
            wanted.push_back(api_key_key(ApiKeyId{name.substr(kApiKeyPrefix.size())}));
        }
        auto keys = co_await keys_in(std::move(wanted));
        co_return keys;
    }

    Task<Result<std::vector<StoredApiKey>>> list_api_keys_of(UserId owner) override {
        OHMSTEAD_CO_TRY(const auto ids, co_await credentials_of(std::move(owner), kApiKeyPrefix));
        std::vector<Item> wanted;
        for (const std::string& id : ids) {
            wanted.push_back(api_key_key(ApiKeyId{id}));
        }
        auto keys = co_await keys_in(std::move(wanted));
        co_return keys;
    }

    Task<Status> touch_api_key(ApiKeyId id, Instant used_at) override {
        Update update = touch(api_key_key(id), "last_used_at", used_at);
        OHMSTEAD_CO_TRY_VOID(co_await client_.update_item(std::move(update)));
        co_return Status{};
    }

    Task<Status> erase_api_key(ApiKeyId id) override {
        OHMSTEAD_CO_TRY(const auto key, co_await find_api_key(id));
        if (!key) {
            co_return Status{};
        }
        std::vector<Action> actions{Delete{.table = kSessions, .key = api_key_key(id)},
                                    revocation_note(clock_.now(), RevokedKind::api_key, id.value)};
        if (!key->home.empty()) {
            actions.push_back(Delete{.table = kHomes, .key = home_api_key_key(key->home, id)});
        }
        if (!key->owner.empty()) {
            actions.push_back(
                Delete{.table = kSessions, .key = listed_api_key_key(key->owner, id)});
        }
        OHMSTEAD_CO_TRY_VOID(co_await client_.transact_write(std::move(actions)));
        co_return Status{};
    }

private:
    Task<Status> erase_with_memberships(UserId user, AuditEntry entry) {
        for (int attempt = 0; attempt < kUserAttempts; ++attempt) {
            OHMSTEAD_CO_TRY(const auto stored, co_await find_item(kUsers, user_key(user)));
            if (!stored) {
                OHMSTEAD_CO_TRY_VOID(co_await erase_credentials(user));
                co_return no_such_user();
            }
            OHMSTEAD_CO_TRY(const auto known, user_in(*stored));
            OHMSTEAD_CO_TRY(const auto homes, co_await homes_of(user));
            if (homes.size() > kMostHomesToLeave) {
                co_return belongs_to_too_many_homes();
            }
            auto actions = erase_user_items(known, clock_.now());
            const std::size_t first_home = actions.size();
            for (const HomeId& home : homes) {
                entry.id = AuditId::make();
                actions.push_back(change_admins(home, user, HomeRole::viewer));
                actions.push_back(Delete{.table = kHomes, .key = member_key(home, user)});
                actions.push_back(Delete{.table = kHomes, .key = membership_key(user, home)});
                actions.push_back(put_audit_entry(home, entry));
            }
            OHMSTEAD_CO_TRY(const auto outcome,
                            co_await client_.transact_write(std::move(actions)));
            if (outcome.written == Written::yes) {
                co_return Status{};
            }
            if (outcome.parts.at(1).written == Written::condition_failed) {
                co_return last_operator_is_needed();
            }
            for (std::size_t at = first_home; at < outcome.parts.size(); at += 4) {
                const auto& part = outcome.parts.at(at);
                const bool is_there = !part.item.empty() && !is_erased(part.item);
                if (part.written == Written::condition_failed && is_there) {
                    co_return last_admin_is_needed();
                }
            }
        }
        co_return overtaken();
    }

    Task<Result<std::vector<HomeId>>> homes_of(UserId user) {
        Query query{
            .table = kHomes,
            .key_condition = "#id = :user",
            .placeholders = {.names = {{"#id", "home_id"}},
                             .values = {{":user", string_value(memberships_partition(user))}}},
            .consistent = true};
        OHMSTEAD_CO_TRY(const auto items,
                        co_await client_.query_all(std::move(query), kMostCredentials));
        std::vector<HomeId> homes;
        for (const Item& item : items) {
            OHMSTEAD_CO_TRY(auto home, read_string(item, "item"));
            homes.push_back(HomeId{std::move(home)});
        }
        co_return homes;
    }

    Task<Status> erase_credentials(UserId user) {
        OHMSTEAD_CO_TRY(const auto hashes, co_await credentials_of(user, kSessionPrefix));
        for (const std::string& hash : hashes) {
            OHMSTEAD_CO_TRY_VOID(co_await erase_session(hash));
        }
        OHMSTEAD_CO_TRY(const auto keys, co_await credentials_of(user, kApiKeyPrefix));
        for (const std::string& key : keys) {
            OHMSTEAD_CO_TRY_VOID(co_await erase_api_key(ApiKeyId{key}));
        }
        co_return Status{};
    }

    // As it stands: whoever signs in or is signed out must not meet what was before.
    Task<Result<std::optional<Item>>> find_item(std::string table, Item key) {
        Get get{.table = std::move(table), .key = std::move(key), .consistent = true};
        auto item = co_await client_.get_item(std::move(get));
        co_return item;
    }

    // What the names of the user's items behind `prefix` say.
    Task<Result<std::vector<std::string>>> credentials_of(UserId user, std::string_view prefix) {
        Query query{
            .table = kSessions,
            .key_condition = "#id = :user AND begins_with(#item, :prefix)",
            .placeholders = {.names = {{"#id", "id"}, {"#item", "item"}},
                             .values = {{":user", string_value(credentials_partition(user))},
                                        {":prefix", string_value(prefix)}}},
            .consistent = true};
        OHMSTEAD_CO_TRY(const auto items,
                        co_await client_.query_all(std::move(query), kMostCredentials));
        std::vector<std::string> names;
        for (const Item& item : items) {
            OHMSTEAD_CO_TRY(const auto name, read_string(item, "item"));
            names.push_back(name.substr(prefix.size()));
        }
        co_return names;
    }

    // Those that are there, oldest first.
    Task<Result<std::vector<StoredApiKey>>> keys_in(std::vector<Item> wanted) {
        OHMSTEAD_CO_TRY(const auto items, co_await client_.batch_get(kSessions, std::move(wanted),
                                                                     /*consistent=*/true));
        std::vector<StoredApiKey> keys;
        for (const Item& item : items) {
            OHMSTEAD_CO_TRY(auto key, api_key_in(item));
            keys.push_back(std::move(key));
        }
        std::ranges::sort(keys, [](const StoredApiKey& a, const StoredApiKey& b) {
            return std::tie(a.created_at, a.id) < std::tie(b.created_at, b.id);
        });
        co_return keys;
    }

    Client& client_;
    const Clock& clock_;
};

}  // namespace

std::vector<Action> make_user(const User& user) {
    Update some_user{.table = kUsers,
                     .key = first_user_claim_key(),
                     .update = "SET #owner = if_not_exists(#owner, :user)",
                     .placeholders = {.names = {{"#owner", "owner"}},
                                      .values = {{":user", string_value(user.id.value)}}}};
    std::vector<Action> actions{put_new_user(user_item(user)), put_claim(user),
                                std::move(some_user), list_user(user.id)};
    if (user.server_role == ServerRole::operator_ && !user.disabled) {
        actions.push_back(change_operators(user.id, user.server_role, user.disabled));
    }
    return actions;
}

std::unique_ptr<UserStore> make_user_store(Client& client, const Clock& clock) {
    return std::make_unique<DynamoUserStore>(client, clock);
}

}  // namespace ohmstead::dynamodb
