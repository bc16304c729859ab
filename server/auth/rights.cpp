#include "auth/rights.hpp"

#include <algorithm>
#include <utility>

#include "auth/directory_rights.hpp"

namespace ohmstead {
namespace {

// Every home there is, as an admin.
Task<Result<std::vector<Membership>>> whole_household(HomeStore& homes, AccessScope system) {
    OHMSTEAD_CO_TRY(auto all, co_await homes.list(std::move(system)));
    std::vector<Membership> memberships;
    for (Home& home : all) {
        memberships.push_back({.home = std::move(home.id), .role = HomeRole::admin});
    }
    co_return memberships;
}

}  // namespace

Task<Result<std::optional<Rights>>> read_rights(UserStore& users, HomeStore& homes,
                                                const OperatorRules& rules, UserId id,
                                                Instant now) {
    OHMSTEAD_CO_TRY(auto user, co_await users.find_user(std::move(id)));
    if (!user || user->disabled) {
        co_return std::optional<Rights>{};
    }
    Rights rights{.subject = {.user = user->id,
                              .name = user->name,
                              .server_role = user->server_role,
                              .provider = user->server_role == ServerRole::provider ? user->provider
                                                                                    : ProviderId{}},
                  .email = user->email,
                  .memberships = {},
                  .visits = {}};
    const bool operates = user->server_role == ServerRole::operator_;
    if (operates && rules.household) {
        OHMSTEAD_CO_TRY(auto all, co_await whole_household(homes, *rules.household));
        rights.memberships = capped(std::move(all), *user);
        co_return std::optional(std::move(rights));
    }
    OHMSTEAD_CO_TRY(auto memberships, co_await homes.memberships_of(user->id));
    rights.memberships = capped(std::move(memberships), *user);
    if (operates && rules.visits != nullptr) {
        OHMSTEAD_CO_TRY(rights.visits, co_await rules.visits->visited_by(user->id, now));
    }
    co_return std::optional(std::move(rights));
}

bool includes(const Rights& now, const Rights& before) {
    const auto kept = [&now](const Membership& membership) {
        const auto found = std::ranges::find(now.memberships, membership.home, &Membership::home);
        return found != now.memberships.end() && found->role >= membership.role;
    };
    const auto lasts = [&now](const VisitedHome& visit) {
        return std::ranges::find(now.visits, visit) != now.visits.end();
    };
    const auto role = before.subject.server_role;
    return (role == ServerRole::none || now.subject.server_role == role) &&
           now.subject.provider == before.subject.provider &&
           (before.permissions.empty() || now.permissions == before.permissions) &&
           std::ranges::all_of(before.memberships, kept) &&
           std::ranges::all_of(before.visits, lasts);
}

AccessScope scope_of(const Rights& rights) {
    std::vector<HomeStanding> standings;
    for (const Membership& membership : rights.memberships) {
        standings.push_back({membership.home, standing_of(membership.role)});
    }
    for (const VisitedHome& visit : rights.visits) {
        // Who belongs to a home is there as what they are.
        if (std::ranges::find(rights.memberships, visit.home, &Membership::home) ==
            rights.memberships.end()) {
            standings.push_back({visit.home, Standing::visitor});
        }
    }
    add_consented(rights.subject, rights.permissions, standings);
    return scope_with(rights.subject, std::move(standings));
}

std::optional<Instant> end_of(const Rights& rights) {
    const auto first = std::ranges::min_element(rights.visits, {}, &VisitedHome::ends_at);
    return first == rights.visits.end() ? std::nullopt : std::optional(first->ends_at);
}

}  // namespace ohmstead
