#include "domain/access/access_scope.hpp"

#include <algorithm>

namespace ohmstead {
namespace {

Error home_not_found() {
    return make_error(ErrorCode::not_found, "There is no such home.");
}

}  // namespace

AccessScope scope_for_person(const Subject& subject, std::span<const Membership> memberships) {
    AccessScope::Facts facts{.kind = AccessScope::Kind::person,
                             .subject = subject,
                             .memberships = {memberships.begin(), memberships.end()},
                             .ingest_home = {}};
    std::sort(facts.memberships.begin(), facts.memberships.end(),
              [](const Membership& a, const Membership& b) { return a.home < b.home; });
    return AccessScope{std::move(facts)};
}

AccessScope scope_for_reading(const Subject& subject, std::span<const Membership> memberships,
                              const std::optional<HomeId>& only) {
    AccessScope::Facts facts{.kind = AccessScope::Kind::person,
                             .subject = subject,
                             .memberships = {},
                             .ingest_home = {},
                             .read_only = true};
    facts.subject.server_role = ServerRole::none;
    for (const Membership& membership : memberships) {
        if (!only || membership.home == *only) {
            facts.memberships.push_back({.home = membership.home, .role = HomeRole::viewer});
        }
    }
    std::ranges::sort(facts.memberships, {}, &Membership::home);
    return AccessScope{std::move(facts)};
}

AccessScope scope_for_ingest(const HomeId& home) {
    return AccessScope{
        {.kind = AccessScope::Kind::ingest, .subject = {}, .memberships = {}, .ingest_home = home}};
}

AccessScope scope_for_system(const SystemAuthority&) {
    return AccessScope{
        {.kind = AccessScope::Kind::system, .subject = {}, .memberships = {}, .ingest_home = {}}};
}

std::optional<HomeRole> AccessScope::role_in(const HomeId& home) const {
    if (!facts_) {
        return std::nullopt;
    }
    if (facts_->kind == Kind::system) {
        return HomeRole::admin;
    }
    const auto found = std::lower_bound(
        facts_->memberships.begin(), facts_->memberships.end(), home,
        [](const Membership& membership, const HomeId& id) { return membership.home < id; });
    if (found == facts_->memberships.end() || found->home != home) {
        return std::nullopt;
    }
    return found->role;
}

Status AccessScope::require(const HomeId& home, HomeRole least) const {
    const auto role = role_in(home);
    if (!role) {
        return home_not_found();
    }
    if (*role < least) {
        return make_error(ErrorCode::forbidden, "Your role in this home does not allow this.");
    }
    return {};
}

Status AccessScope::require_ingest(const HomeId& home) const {
    const bool allowed = facts_ && (facts_->kind == Kind::system ||
                                    (facts_->kind == Kind::ingest && facts_->ingest_home == home));
    return allowed ? Status{} : Status{home_not_found()};
}

Status AccessScope::require_operator() const {
    if (!facts_ || facts_->kind == Kind::nobody || facts_->kind == Kind::ingest) {
        return make_error(ErrorCode::unauthenticated, "Sign in to do this.");
    }
    if (facts_->kind == Kind::person && facts_->subject.server_role != ServerRole::operator_) {
        return make_error(ErrorCode::forbidden, "Only an operator may do this.");
    }
    return {};
}

bool AccessScope::is_system() const {
    return facts_ && facts_->kind == Kind::system;
}

bool AccessScope::is_read_only() const {
    return facts_ && facts_->read_only;
}

const UserId& AccessScope::user() const {
    static const UserId nobody{};
    return facts_ ? facts_->subject.user : nobody;
}

std::optional<HomeId> AccessScope::ingest_home() const {
    return facts_ && facts_->kind == Kind::ingest ? std::optional(facts_->ingest_home)
                                                  : std::nullopt;
}

std::span<const Membership> AccessScope::memberships() const {
    return facts_ ? std::span<const Membership>{facts_->memberships}
                  : std::span<const Membership>{};
}

}  // namespace ohmstead
