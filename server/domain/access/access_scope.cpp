#include "domain/access/access_scope.hpp"

#include <algorithm>
#include <utility>

namespace ohmstead {
namespace {

Error home_not_found() {
    return make_error(ErrorCode::not_found, "There is no such home.");
}

}  // namespace

AccessScope::AccessScope(Facts facts) {
    std::ranges::sort(facts.homes, {}, &HomeStanding::home);
    facts_ = std::make_shared<const Facts>(std::move(facts));
}

AccessScope scope_for_person(const Subject& subject, std::span<const Membership> memberships) {
    std::vector<HomeStanding> standings;
    for (const auto& membership : memberships) {
        standings.push_back({membership.home, standing_of(membership.role)});
    }
    return scope_with(subject, std::move(standings));
}

AccessScope scope_with(const Subject& subject, std::vector<HomeStanding> standings) {
    return AccessScope{
        {.kind = AccessScope::Kind::person, .subject = subject, .homes = std::move(standings)}};
}

AccessScope scope_for_reading(const Subject& subject, std::span<const Membership> memberships,
                              const std::optional<HomeId>& only) {
    AccessScope::Facts facts{.kind = AccessScope::Kind::key, .subject = subject, .homes = {}};
    facts.subject.server_role = ServerRole::none;
    for (const auto& membership : memberships) {
        if (!only || membership.home == *only) {
            facts.homes.push_back({membership.home, Standing::reading_key});
        }
    }
    return AccessScope{std::move(facts)};
}

AccessScope scope_for_ingest(const HomeId& home) {
    return AccessScope{
        {.kind = AccessScope::Kind::key, .subject = {}, .homes = {{home, Standing::ingest_key}}}};
}

AccessScope scope_for_system(const SystemAuthority&) {
    return AccessScope{{.kind = AccessScope::Kind::system, .subject = {}, .homes = {}}};
}

std::optional<Standing> AccessScope::standing_in(const HomeId& home) const {
    const auto found = std::ranges::lower_bound(homes(), home, {}, &HomeStanding::home);
    if (found == homes().end() || found->home != home) {
        return std::nullopt;
    }
    return found->standing;
}

std::optional<HomeRole> AccessScope::role_in(const HomeId& home) const {
    if (is_system()) {
        return HomeRole::admin;
    }
    const auto standing = standing_in(home);
    if (!standing) {
        return std::nullopt;
    }
    switch (*standing) {
        case Standing::viewer:
            return HomeRole::viewer;
        case Standing::manager:
            return HomeRole::manager;
        case Standing::admin:
            return HomeRole::admin;
        case Standing::visitor:
        case Standing::reading_key:
        case Standing::ingest_key:
            break;
    }
    return std::nullopt;
}

Status AccessScope::require(const HomeId& home, Right right) const {
    if (is_system()) {
        return {};
    }
    const auto standing = standing_in(home);
    // A key that only adds readings knows of its home, but is not told about any.
    const bool hidden = standing == Standing::ingest_key && !allows(right, *standing);
    if (!standing || hidden) {
        return home_not_found();
    }
    if (allows(right, *standing)) {
        return {};
    }
    // Whoever may see a home is told that adding readings is for keys as others are: not at all.
    if (right == Right::add_readings) {
        return home_not_found();
    }
    return make_error(ErrorCode::forbidden, "Your role in this home does not allow this.");
}

Status AccessScope::require(ServerRight right) const {
    if (!facts_ || facts_->kind == Kind::nobody || facts_->kind == Kind::key) {
        return make_error(ErrorCode::unauthenticated, "Sign in to do this.");
    }
    if (facts_->kind == Kind::person && !allows(right, facts_->subject.server_role)) {
        return make_error(ErrorCode::forbidden, "Only an operator may do this.");
    }
    return {};
}

bool AccessScope::is_system() const {
    return facts_ && facts_->kind == Kind::system;
}

bool AccessScope::is_read_only() const {
    return facts_ && facts_->kind == Kind::key && !facts_->subject.user.empty();
}

const UserId& AccessScope::user() const {
    static const UserId nobody{};
    return facts_ ? facts_->subject.user : nobody;
}

std::optional<HomeId> AccessScope::ingest_home() const {
    for (const auto& right : homes()) {
        if (right.standing == Standing::ingest_key) {
            return right.home;
        }
    }
    return std::nullopt;
}

std::span<const HomeStanding> AccessScope::homes() const {
    return facts_ ? std::span<const HomeStanding>{facts_->homes} : std::span<const HomeStanding>{};
}

}  // namespace ohmstead
