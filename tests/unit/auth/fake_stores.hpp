#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "auth/text_rules.hpp"
#include "base/ascii.hpp"
#include "store/home_store.hpp"
#include "store/permission_store.hpp"
#include "store/user_store.hpp"
#include "store/visit_store.hpp"

namespace ohmstead::test {

// People in memory. The hooks run in the middle of a call, as another coroutine would.
class FakeUserStore final : public UserStore {
public:
    std::vector<User> users;
    std::map<std::string, StoredSession> sessions;
    std::map<ApiKeyId, StoredApiKey> keys;
    std::function<void()> after_finding_user;
    std::function<void()> after_finding_key;
    std::function<Task<void>()> before_erasing_session;
    bool down = false;
    int reads = 0;
    int touches = 0;
    std::vector<AuditEntry> erased;  // what the homes of erased users were told

    UserId add(std::string name, std::string email, std::string password_hash = {}) {
        users.push_back({.id = UserId::make(),
                         .email = std::move(email),
                         .name = std::move(name),
                         .password_hash = std::move(password_hash)});
        return users.back().id;
    }

    Task<Status> create_user(User user) override {
        OHMSTEAD_CO_TRY_VOID(up());
        users.push_back(std::move(user));
        co_return Status{};
    }
    Task<Status> create_first_user(User user) override {
        OHMSTEAD_CO_TRY_VOID(up());
        if (!users.empty()) {
            co_return make_error(ErrorCode::conflict, "taken");
        }
        users.push_back(std::move(user));
        co_return Status{};
    }
    Task<Status> update_user(User user) override {
        OHMSTEAD_CO_TRY_VOID(up());
        if (user.server_role != ServerRole::operator_ && is_last_operator(user.id)) {
            co_return make_error(ErrorCode::conflict, "the last operator");
        }
        for (User& each : users) {
            if (each.id == user.id) {
                const bool disabled = each.disabled;
                each = user;
                each.disabled = disabled;
            }
        }
        co_return Status{};
    }
    Task<Status> set_server_rights(UserId id, ServerRole role, bool disabled) override {
        OHMSTEAD_CO_TRY_VOID(up());
        for (User& each : users) {
            if (each.id == id) {
                each.server_role = role;
                each.disabled = disabled;
                co_return Status{};
            }
        }
        co_return make_error(ErrorCode::not_found, "There is no such user.");
    }
    Task<Status> erase_user(UserId id, AuditEntry entry) override {
        OHMSTEAD_CO_TRY_VOID(up());
        if (is_last_operator(id)) {
            co_return make_error(ErrorCode::conflict, "the last operator");
        }
        if (std::erase_if(users, [&](const User& user) { return user.id == id; }) == 0) {
            co_return make_error(ErrorCode::not_found, "There is no such user.");
        }
        std::erase_if(sessions, [&](const auto& each) { return each.second.user == id; });
        std::erase_if(keys, [&](const auto& each) { return each.second.owner == id; });
        erased.push_back(std::move(entry));
        co_return Status{};
    }
    Task<Result<std::vector<User>>> list_users() override {
        OHMSTEAD_CO_TRY_VOID(up());
        co_return users;
    }
    Task<Result<std::optional<User>>> find_user(UserId id) override {
        return find_where([id](const User& user) { return user.id == id; });
    }
    Task<Result<std::optional<User>>> find_user_by_email(std::string email) override {
        return find_where([lower = lower_case(email)](const User& user) {
            return !user.directory && lower_case(user.email) == lower;
        });
    }
    Task<Result<std::optional<User>>> find_directory_user(std::string issuer,
                                                          std::string subject) override {
        return find_where([issuer, subject](const User& user) {
            return user.directory && user.directory->issuer == issuer &&
                   user.directory->subject == subject;
        });
    }
    Task<Result<bool>> has_users() override {
        OHMSTEAD_CO_TRY_VOID(up());
        co_return !users.empty();
    }

    Task<Status> put_session(StoredSession session) override {
        OHMSTEAD_CO_TRY_VOID(up());
        sessions[session.secret_hash] = session;
        co_return Status{};
    }
    Task<Result<std::optional<StoredSession>>> find_session(std::string secret_hash,
                                                            Instant now) override {
        OHMSTEAD_CO_TRY_VOID(up());
        ++reads;
        const auto found = sessions.find(secret_hash);
        const bool is_there = found != sessions.end() && found->second.expires_at > now;
        co_return is_there ? std::optional(found->second) : std::nullopt;
    }
    Task<Result<std::vector<StoredSession>>> sessions_of(UserId user, Instant now) override {
        OHMSTEAD_CO_TRY_VOID(up());
        std::vector<StoredSession> found;
        for (const auto& [hash, session] : sessions) {
            if (session.user == user && session.expires_at > now) {
                found.push_back(session);
            }
        }
        co_return found;
    }
    Task<Status> touch_session(std::string secret_hash, Instant seen_at) override {
        OHMSTEAD_CO_TRY_VOID(up());
        ++touches;
        if (const auto found = sessions.find(secret_hash); found != sessions.end()) {
            found->second.last_seen_at = seen_at;
        }
        co_return Status{};
    }
    Task<Status> erase_session(std::string secret_hash) override {
        OHMSTEAD_CO_TRY_VOID(up());
        if (before_erasing_session) {
            co_await before_erasing_session();
        }
        sessions.erase(secret_hash);
        co_return Status{};
    }
    Task<Status> erase_sessions_expired_before(Instant instant) override {
        OHMSTEAD_CO_TRY_VOID(up());
        std::erase_if(sessions, [&](const auto& each) { return each.second.expires_at < instant; });
        co_return Status{};
    }

    Task<Status> put_api_key(StoredApiKey key) override {
        OHMSTEAD_CO_TRY_VOID(up());
        keys[key.id] = key;
        co_return Status{};
    }
    Task<Result<std::optional<StoredApiKey>>> find_api_key(ApiKeyId id) override {
        OHMSTEAD_CO_TRY_VOID(up());
        ++reads;
        const auto found = keys.find(id);
        auto key = found == keys.end() ? std::optional<StoredApiKey>{} : found->second;
        if (after_finding_key) {
            after_finding_key();
        }
        co_return key;
    }
    Task<Result<std::vector<StoredApiKey>>> list_api_keys(HomeId home) override {
        OHMSTEAD_CO_TRY_VOID(up());
        std::vector<StoredApiKey> found;
        for (const auto& [id, key] : keys) {
            if (key.home == home) {
                found.push_back(key);
            }
        }
        co_return found;
    }
    Task<Result<std::vector<StoredApiKey>>> list_api_keys_of(UserId owner) override {
        OHMSTEAD_CO_TRY_VOID(up());
        std::vector<StoredApiKey> found;
        for (const auto& [id, key] : keys) {
            if (key.owner == owner) {
                found.push_back(key);
            }
        }
        co_return found;
    }
    Task<Status> touch_api_key(ApiKeyId id, Instant used_at) override {
        OHMSTEAD_CO_TRY_VOID(up());
        ++touches;
        if (const auto found = keys.find(id); found != keys.end()) {
            found->second.last_used_at = used_at;
        }
        co_return Status{};
    }
    Task<Status> erase_api_key(ApiKeyId id) override {
        OHMSTEAD_CO_TRY_VOID(up());
        keys.erase(id);
        co_return Status{};
    }

private:
    bool is_last_operator(const UserId& id) const {
        const auto operates = [](const User& user) {
            return user.server_role == ServerRole::operator_ && !user.disabled;
        };
        const bool is_one = std::ranges::any_of(
            users, [&](const User& user) { return user.id == id && operates(user); });
        return is_one && std::ranges::count_if(users, operates) == 1;
    }
    Status up() const {
        return down ? Status{make_error(ErrorCode::unavailable, "down")} : Status{};
    }

    Task<Result<std::optional<User>>> find_where(std::function<bool(const User&)> matches) {
        OHMSTEAD_CO_TRY_VOID(up());
        ++reads;
        const auto found = std::find_if(users.begin(), users.end(), matches);
        auto user = found == users.end() ? std::optional<User>{} : *found;
        if (after_finding_user) {
            after_finding_user();
        }
        co_return user;
    }
};

// Memberships in memory; sign-in asks a home store for nothing else.
class FakeHomeStore final : public HomeStore {
public:
    std::map<UserId, std::vector<Membership>> members;
    std::vector<Home> homes;  // what the system lists

    Task<Result<std::vector<Membership>>> memberships_of(UserId user) override {
        co_return members[user];
    }

    Task<Result<std::vector<Home>>> list(AccessScope scope) override {
        co_return scope.is_system() ? homes : std::vector<Home>{};
    }
    Task<Result<Home>> get(AccessScope, HomeId) override { return unused<Home>(); }
    Task<Status> create(AccessScope, Home, UserId) override { return unused<void>(); }
    Task<Status> update(AccessScope, Home) override { return unused<void>(); }
    Task<Status> erase(AccessScope, HomeId) override { return unused<void>(); }
    Task<Result<std::vector<Channel>>> channels(AccessScope, HomeId) override {
        return unused<std::vector<Channel>>();
    }
    Task<Status> put_channels(AccessScope, HomeId, std::vector<Channel>) override {
        return unused<void>();
    }
    Task<Result<std::optional<ConnectionSettings>>> connection(AccessScope, HomeId) override {
        return unused<std::optional<ConnectionSettings>>();
    }
    Task<Status> put_connection(AccessScope, HomeId, std::optional<ConnectionSettings>) override {
        return unused<void>();
    }
    Task<Status> put_member(AccessScope, HomeId, UserId, HomeRole) override {
        return unused<void>();
    }
    Task<Result<std::vector<Member>>> list_members(AccessScope, HomeId) override {
        return unused<std::vector<Member>>();
    }
    Task<Status> change_role(AccessScope, HomeId, UserId, HomeRole, AuditEntry) override {
        return unused<void>();
    }
    Task<Status> remove_member(AccessScope, HomeId, UserId, AuditEntry) override {
        return unused<void>();
    }

private:
    template <class T>
    static Task<Result<T>> unused() {
        co_return make_error(ErrorCode::internal, "not part of this fake");
    }
};

// Consents in memory, with the rules that the stores have.
class FakePermissionStore final : public PermissionStore {
public:
    std::map<ProviderId, Provider> providers;
    std::vector<StoredRequest> asked;
    std::vector<Permission> permissions;
    bool available = true;                      // to changes
    std::function<void()> after_finding_given;  // runs in the middle of given_to()

    Task<Status> put_provider(AccessScope, Provider provider) override {
        providers[provider.id] = std::move(provider);
        co_return Status{};
    }
    Task<Result<std::optional<Provider>>> find_provider(ProviderId id) override {
        const auto found = providers.find(id);
        co_return found == providers.end() ? std::nullopt : std::optional(found->second);
    }
    Task<Result<std::vector<Provider>>> all_providers() override {
        std::vector<Provider> all;
        for (const auto& [id, provider] : providers) {
            all.push_back(provider);
        }
        co_return all;
    }
    Task<Status> put_request(AccessScope scope, StoredRequest request) override {
        OHMSTEAD_CO_TRY_VOID(scope.require_provider());
        asked.push_back(std::move(request));
        co_return Status{};
    }
    Task<Result<std::vector<ConsentRequest>>> requests(AccessScope scope) override {
        OHMSTEAD_CO_TRY(const auto provider, scope.require_provider());
        std::vector<ConsentRequest> own;
        for (const auto& each : asked) {
            if (each.request.provider == provider) {
                own.insert(own.begin(), each.request);
            }
        }
        co_return own;
    }
    Task<Result<std::optional<ConsentRequest>>> find_request(std::string code_hash) override {
        const auto found = std::ranges::find(asked, code_hash, &StoredRequest::code_hash);
        co_return found == asked.end() ? std::nullopt : std::optional(found->request);
    }
    Task<Status> add(AccessScope scope, Permission permission) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(permission.home, Right::give_consent));
        permissions.push_back(std::move(permission));
        co_return Status{};
    }
    Task<Result<std::vector<Permission>>> of_home(AccessScope scope, HomeId home) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::see_consent));
        co_return where([home](const Permission& each) { return each.home == home; });
    }
    Task<Result<std::vector<Permission>>> of_provider(AccessScope scope) override {
        OHMSTEAD_CO_TRY(const auto provider, scope.require_provider());
        co_return where([provider](const Permission& each) { return each.provider == provider; });
    }
    Task<Status> change(AccessScope scope, Permission permission) override {
        OHMSTEAD_CO_TRY_VOID(require_change(scope, permission));
        if (!available) {
            co_return make_error(ErrorCode::unavailable, "down");
        }
        const auto found = std::ranges::find(permissions, permission.id, &Permission::id);
        if (found == permissions.end()) {
            co_return make_error(ErrorCode::not_found, "There is no such permission.");
        }
        *found = std::move(permission);
        co_return Status{};
    }
    Task<Result<std::vector<Permission>>> given_to(ProviderId provider) override {
        auto given = where([provider](const Permission& each) {
            return each.provider == provider && each.state() == PermissionState::accepted;
        });
        if (after_finding_given) {
            after_finding_given();
        }
        co_return given;
    }

private:
    std::vector<Permission> where(const std::function<bool(const Permission&)>& matches) const {
        std::vector<Permission> found;
        std::ranges::copy_if(permissions, std::back_inserter(found), matches);
        return found;
    }
};

// Visits in memory; sign-in asks for nothing else of them.
class FakeVisitStore final : public VisitStore {
public:
    std::map<HomeId, std::vector<Visit>> visits;
    std::vector<AuditEntry> entries;

    Task<Status> begin(AccessScope scope, HomeId home, Visit visit, AuditEntry entry) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(ServerRight::visit_home));
        visits[home].push_back(std::move(visit));
        entries.push_back(std::move(entry));
        co_return Status{};
    }
    Task<Result<UserId>> end(AccessScope scope, HomeId home, VisitId id, Instant now,
                             AuditEntry entry) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::end_visits));
        for (Visit& visit : visits[home]) {
            if (visit.id == id && visit.ends_at > now) {
                visit.ends_at = now;
                entries.push_back(std::move(entry));
                co_return visit.by;
            }
        }
        co_return make_error(ErrorCode::not_found, "There is no such visit any more.");
    }
    Task<Result<std::vector<Visit>>> newest(AccessScope scope, HomeId home, std::size_t) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::see_people));
        const auto& all = visits[home];
        co_return std::vector<Visit>(all.rbegin(), all.rend());
    }
    Task<Result<std::vector<VisitedHome>>> visited_by(UserId user, Instant now) override {
        std::vector<VisitedHome> found;
        for (const auto& [home, all] : visits) {
            for (const Visit& visit : all) {
                if (visit.by == user && visit.ends_at > now) {
                    found.push_back({.home = home, .visit = visit.id, .ends_at = visit.ends_at});
                }
            }
        }
        co_return found;
    }
};

}  // namespace ohmstead::test
