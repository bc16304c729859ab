#include "store/invitation_store.hpp"

#include <algorithm>
#include <memory>
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
#include "store_dynamodb/stores.hpp"
#include "store_dynamodb/user_items.hpp"

namespace ohmstead::dynamodb {
namespace {

constexpr std::size_t kMostInvitations = 10'000;
// Whom a hand-over removes; each takes three of a transaction's hundred actions.
constexpr std::size_t kMostRemoved = 25;

Error no_such_invitation() {
    return make_error(ErrorCode::not_found, "There is no such invitation any more.");
}

Item invitation_item(const HomeId& home, const Invitation& invitation) {
    return with(invitation_key(home, invitation.id),
                {{"id", string_value(invitation.id.value)},
                 {"secret_hash", string_value(invitation.secret_hash)},
                 {"role", enumerator_value(invitation.role)},
                 {"name", string_value(invitation.name)},
                 {"hand_over", enumerator_value(invitation.hand_over)},
                 {"user", string_value(invitation.by.value)},
                 {"user_name", string_value(invitation.by_name)},
                 {"created_at", instant_value(invitation.created_at)},
                 {"expires_at", instant_value(invitation.expires_at)}});
}

Result<Invitation> invitation_in(const Item& item) {
    Invitation invitation;
    OHMSTEAD_TRY(invitation.id.value, read_string(item, "id"));
    OHMSTEAD_TRY(invitation.secret_hash, read_string(item, "secret_hash"));
    OHMSTEAD_TRY(invitation.role, read_enumerator<HomeRole>(item, "role"));
    OHMSTEAD_TRY(invitation.name, read_string(item, "name"));
    OHMSTEAD_TRY(invitation.hand_over, read_enumerator<Handover>(item, "hand_over"));
    OHMSTEAD_TRY(invitation.by.value, read_string(item, "user"));
    OHMSTEAD_TRY(invitation.by_name, read_string(item, "user_name"));
    OHMSTEAD_TRY(invitation.created_at, read_instant(item, "created_at"));
    OHMSTEAD_TRY(invitation.expires_at, read_instant(item, "expires_at"));
    return invitation;
}

// What finds the invitation by its secret, and removes itself some time after it has expired.
Put put_secret(const HomeId& home, const Invitation& invitation) {
    return {.table = kSessions,
            .item = with(invitation_secret_key(invitation.secret_hash),
                         {{"home", string_value(home.value)},
                          {"invitation", string_value(invitation.id.value)},
                          {"ttl", number_value(ms_of(invitation.expires_at) / 1000 + 1)}})};
}

// Of an invitation that is still there.
Delete use_up(const HomeId& home, const InvitationId& invitation) {
    return {.table = kHomes,
            .key = invitation_key(home, invitation),
            .condition = "attribute_exists(#home_id)",
            .placeholders = {.names = {{"#home_id", "home_id"}}}};
}

class DynamoInvitationStore final : public InvitationStore {
public:
    DynamoInvitationStore(Client& client, const Clock& clock) : client_(client), clock_(clock) {}

    Task<Status> add(AccessScope scope, HomeId home, Invitation invitation,
                     AuditEntry entry) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(
            home, invitation.hand_over == Handover::no ? Right::manage_people : Right::hand_over));
        std::vector<Action> actions{home_exists(home),
                                    Put{.table = kHomes, .item = invitation_item(home, invitation)},
                                    put_secret(home, invitation), put_audit_entry(home, entry)};
        OHMSTEAD_CO_TRY(const auto outcome, co_await client_.transact_write(std::move(actions)));
        co_return outcome.written == Written::yes ? Status{} : no_such_home();
    }

    Task<Result<std::vector<Invitation>>> list(AccessScope scope, HomeId home,
                                               Instant now) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::manage_people));
        Get get{.table = kHomes, .key = home_key(home), .consistent = true};
        OHMSTEAD_CO_TRY(const auto found, co_await client_.get_item(std::move(get)));
        if (!found || is_erased(*found)) {
            co_return no_such_home();
        }
        OHMSTEAD_CO_TRY(
            const auto items,
            co_await client_.query_all(items_of_home(home, kInvitationPrefix), kMostInvitations));
        std::vector<Invitation> invitations;
        for (const Item& item : items) {
            OHMSTEAD_CO_TRY(auto invitation, invitation_in(item));
            if (invitation.expires_at > now) {
                invitations.push_back(std::move(invitation));
            }
        }
        std::ranges::sort(invitations, [](const Invitation& a, const Invitation& b) {
            return std::tie(a.created_at, a.id) < std::tie(b.created_at, b.id);
        });
        co_return invitations;
    }

    Task<Status> withdraw(AccessScope scope, HomeId home, InvitationId invitation,
                          AuditEntry entry) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::manage_people));
        OHMSTEAD_CO_TRY(const auto item,
                        co_await find_item(kHomes, invitation_key(home, invitation)));
        if (!item) {
            co_return no_such_invitation();
        }
        OHMSTEAD_CO_TRY(const auto secret_hash, read_string(*item, "secret_hash"));
        std::vector<Action> actions{
            home_exists(home), use_up(home, invitation),
            Delete{.table = kSessions, .key = invitation_secret_key(secret_hash)},
            put_audit_entry(home, entry)};
        OHMSTEAD_CO_TRY(const auto outcome, co_await client_.transact_write(std::move(actions)));
        if (outcome.written == Written::yes) {
            co_return Status{};
        }
        co_return outcome.parts.at(0).written == Written::condition_failed ? no_such_home()
                                                                           : no_such_invitation();
    }

    Task<Result<std::optional<OpenInvitation>>> find(std::string secret_hash,
                                                     Instant now) override {
        OHMSTEAD_CO_TRY(const auto secret,
                        co_await find_item(kSessions, invitation_secret_key(secret_hash)));
        if (!secret) {
            co_return std::optional<OpenInvitation>{};
        }
        OpenInvitation open;
        OHMSTEAD_CO_TRY(open.home.value, read_string(*secret, "home"));
        OHMSTEAD_CO_TRY(auto id, read_string(*secret, "invitation"));
        OHMSTEAD_CO_TRY(
            const auto item,
            co_await find_item(kHomes, invitation_key(open.home, InvitationId{std::move(id)})));
        OHMSTEAD_CO_TRY(const auto home, co_await find_item(kHomes, home_key(open.home)));
        if (!item || !home || is_erased(*home)) {
            co_return std::optional<OpenInvitation>{};
        }
        OHMSTEAD_CO_TRY(open.invitation, invitation_in(*item));
        co_return open.invitation.expires_at > now ? std::optional(std::move(open)) : std::nullopt;
    }

    Task<Result<std::vector<UserId>>> accept(std::string secret_hash, Joining person, Instant now,
                                             AuditEntry entry) override {
        OHMSTEAD_CO_TRY(const auto open, co_await find(secret_hash, now));
        if (!open) {
            co_return no_such_invitation();
        }
        const HomeId& home = open->home;
        const Invitation& invitation = open->invitation;
        const bool hands_over = invitation.hand_over != Handover::no;
        std::vector<Action> actions{
            use_up(home, invitation.id),
            Delete{.table = kSessions, .key = invitation_secret_key(secret_hash)},
            put_audit_entry(home, entry),
            revocation_note(clock_.now(), RevokedKind::user, person.user.value)};
        std::vector<UserId> removed;
        if (hands_over) {
            OHMSTEAD_CO_TRY(removed, co_await others_of(home, person.user));
            if (removed.size() > kMostRemoved) {
                co_return make_error(ErrorCode::conflict,
                                     "So many people belong to this home that it cannot be handed "
                                     "over: remove some of them before.");
            }
            actions.push_back(sole_admin(home, person.user));
            remove(actions, home, removed);
        } else {
            actions.push_back(invitation.role == HomeRole::admin
                                  ? Action{change_admins(home, person.user, invitation.role)}
                                  : Action{home_exists(home)});
        }
        const std::size_t member = actions.size();
        for (Action& action : put_member_items(home, person.user, invitation.role)) {
            if (!hands_over) {
                require_absent(action);
            }
            actions.push_back(std::move(action));
        }
        const std::size_t account = actions.size();
        if (person.account) {
            for (Action& action : make_user(*person.account)) {
                actions.push_back(std::move(action));
            }
        }
        OHMSTEAD_CO_TRY(const auto outcome, co_await client_.transact_write(std::move(actions)));
        if (outcome.written == Written::yes) {
            co_return removed;
        }
        const auto failed = [&](std::size_t part) {
            return part < outcome.parts.size() &&
                   outcome.parts.at(part).written == Written::condition_failed;
        };
        if (failed(0)) {
            co_return no_such_invitation();
        }
        if (failed(member) || failed(member + 1)) {
            co_return make_error(ErrorCode::conflict, "You belong to this home already.");
        }
        if (failed(account) || failed(account + 1)) {
            co_return email_has_account();
        }
        co_return no_such_invitation();
    }

private:
    Task<Result<std::optional<Item>>> find_item(std::string table, Item key) {
        Get get{.table = std::move(table), .key = std::move(key), .consistent = true};
        auto item = co_await client_.get_item(std::move(get));
        co_return item;
    }

    // The members but for `user`.
    Task<Result<std::vector<UserId>>> others_of(HomeId home, UserId user) {
        OHMSTEAD_CO_TRY(
            const auto items,
            co_await client_.query_all(items_of_home(home, kMemberPrefix), kMostInvitations));
        std::vector<UserId> others;
        for (const Item& item : items) {
            OHMSTEAD_CO_TRY(const auto name, read_string(item, "item"));
            UserId member{name.substr(kMemberPrefix.size())};
            if (member != user) {
                others.push_back(std::move(member));
            }
        }
        co_return others;
    }

    static Update sole_admin(const HomeId& home, const UserId& user) {
        return update_home(home, "SET #admins = :users",
                           {.names = {{"#admins", "admins"}},
                            .values = {{":users", string_set_value({user.value})}}});
    }

    void remove(std::vector<Action>& actions, const HomeId& home,
                const std::vector<UserId>& users) const {
        for (const UserId& user : users) {
            actions.push_back(Delete{.table = kHomes, .key = member_key(home, user)});
            actions.push_back(Delete{.table = kHomes, .key = membership_key(user, home)});
            actions.push_back(revocation_note(clock_.now(), RevokedKind::user, user.value));
        }
    }

    static void require_absent(Action& action) {
        auto& put = std::get<Put>(action);
        put.condition = "attribute_not_exists(#home_id)";
        put.placeholders.names.emplace("#home_id", "home_id");
    }

    Client& client_;
    const Clock& clock_;
};

}  // namespace

std::unique_ptr<InvitationStore> make_invitation_store(Client& client, const Clock& clock) {
    return std::make_unique<DynamoInvitationStore>(client, clock);
}

}  // namespace ohmstead::dynamodb
