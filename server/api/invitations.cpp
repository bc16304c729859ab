#include "api/invitations.hpp"

#include <utility>
#include <vector>

#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"
#include "crypto/random.hpp"

namespace ohmstead::api {
namespace {

constexpr std::chrono::days kGoodFor{7};
constexpr std::size_t kSecretBytes = 32;

Error dead_link() {
    return make_error(ErrorCode::not_found,
                      "This invitation is used, withdrawn or too old. Ask for a new one.");
}

std::string hash_of(std::string_view token) {
    return hex_encode(sha256(bytes_of(token)));
}

struct Checked {
    OpenInvitation open;
    AccessScope inviter;  // as the inviter stands in the home now
};

Task<Result<Checked>> check(Services services, std::string token) {
    OHMSTEAD_CO_TRY(auto open,
                    co_await services.invitations.find(hash_of(token), services.clock.now()));
    if (!open) {
        co_return dead_link();
    }
    OHMSTEAD_CO_TRY(const auto rights, co_await services.sessions.rights_of(open->invitation.by));
    const auto inviter = rights ? scope_of(*rights) : AccessScope{};
    if (!inviter.require(open->home, open->invitation.hand_over == Handover::no
                                         ? Right::manage_people
                                         : Right::hand_over)) {
        co_return dead_link();
    }
    co_return Checked{.open = std::move(*open), .inviter = inviter};
}

AuditEntry entry_of(const Joining& person, std::string name, AuditAction action,
                    const Invitation& invitation, Instant now) {
    return {.id = AuditId::make(),
            .at = now,
            .by = person.user,
            .by_name = std::move(name),
            .action = action,
            .subject = invitation.id.value,
            .subject_name = invitation.name};
}

// The channels anew, without what fed them: that was the former people's.
std::vector<Channel> unbound(std::vector<Channel> channels) {
    std::vector<std::pair<ChannelId, ChannelId>> renamed;
    for (Channel& channel : channels) {
        renamed.emplace_back(channel.id, ChannelId::make());
        channel.id = renamed.back().second;
        channel.bindings.clear();
        channel.device_entity.clear();
    }
    for (Channel& channel : channels) {
        for (const auto& [before, now] : renamed) {
            if (channel.included_in == before) {
                channel.included_in = now;
                break;
            }
        }
    }
    return channels;
}

// In an order in which nobody ever has the past of others: an interruption leaves the home to those
// who had it, and the person with a new one.
Task<Result<HomeId>> begin_anew(Services services, Checked checked, Joining person,
                                std::string person_name) {
    const HomeId old = checked.open.home;
    const Instant now = services.clock.now();
    OHMSTEAD_CO_TRY(auto home, co_await services.homes.get(checked.inviter, old));
    OHMSTEAD_CO_TRY(auto channels, co_await services.homes.channels(checked.inviter, old));
    OHMSTEAD_CO_TRY(const auto members, co_await services.homes.list_members(checked.inviter, old));
    // Used up by whoever comes first.
    auto entry =
        entry_of(person, person_name, AuditAction::hand_over, checked.open.invitation, now);
    OHMSTEAD_CO_TRY_VOID(co_await services.invitations.withdraw(
        checked.inviter, old, checked.open.invitation.id, std::move(entry)));
    if (person.account) {
        OHMSTEAD_CO_TRY_VOID(co_await services.users.create_user(*person.account));
    }
    home.id = HomeId::make();
    home.setup = SetupStep::connection;
    home.created_at = now;
    const auto own = scope_with({.user = person.user, .name = std::move(person_name)},
                                {{home.id, Standing::admin}});
    OHMSTEAD_CO_TRY_VOID(co_await services.homes.create(own, home, person.user));
    OHMSTEAD_CO_TRY_VOID(
        co_await services.homes.put_channels(own, home.id, unbound(std::move(channels))));
    services.sessions.rights_added(person.user);
    services.sessions.home_added();
    OHMSTEAD_CO_TRY_VOID(co_await services.runtime.reload(home.id));
    co_await services.runtime.remove(old);
    OHMSTEAD_CO_TRY_VOID(co_await services.homes.erase(checked.inviter, old));
    // A change that was under way may have taken it up once more.
    co_await services.runtime.remove(old);
    for (const Member& member : members) {
        services.sessions.rights_removed(member.user);
    }
    co_return home.id;
}

}  // namespace

MadeInvitation make_invitation(const Identity& by, HomeRole role, std::string name,
                               Handover hand_over, Instant now) {
    std::string token = base64url_encode(random_bytes<kSecretBytes>());
    Invitation invitation{.id = InvitationId::make(),
                          .secret_hash = hash_of(token),
                          .role = role,
                          .name = std::move(name),
                          .hand_over = hand_over,
                          .by = by.subject.user,
                          .by_name = by.subject.name,
                          .created_at = now,
                          .expires_at = now + kGoodFor};
    return {.invitation = std::move(invitation), .token = std::move(token)};
}

Task<Result<OfferedHome>> open_invitation(Services services, std::string token) {
    OHMSTEAD_CO_TRY(auto checked, co_await check(services, std::move(token)));
    OHMSTEAD_CO_TRY(auto home, co_await services.homes.get(checked.inviter, checked.open.home));
    co_return OfferedHome{.invitation = std::move(checked.open.invitation),
                          .home_name = std::move(home.name)};
}

Task<Result<HomeId>> accept_invitation(Services services, std::string token, Joining person,
                                       std::string person_name) {
    OHMSTEAD_CO_TRY(auto checked, co_await check(services, token));
    const Invitation invitation = checked.open.invitation;
    const HomeId home = checked.open.home;
    if (invitation.hand_over == Handover::without_past) {
        co_return co_await begin_anew(services, std::move(checked), std::move(person),
                                      std::move(person_name));
    }
    const Instant now = services.clock.now();
    const auto action =
        invitation.hand_over == Handover::no ? AuditAction::join : AuditAction::hand_over;
    auto entry = entry_of(person, std::move(person_name), action, invitation, now);
    OHMSTEAD_CO_TRY(const auto removed, co_await services.invitations.accept(
                                            hash_of(token), person, now, std::move(entry)));
    services.sessions.rights_added(person.user);
    for (const UserId& user : removed) {
        services.sessions.rights_removed(user);
    }
    co_return home;
}

}  // namespace ohmstead::api
