#include "domain/access/access_scope.hpp"

#include <algorithm>
#include <utility>

namespace ohmstead {
namespace {

Error home_not_found() {
    return make_error(ErrorCode::not_found, "There is no such home.");
}

}  // namespace

bool operator==(const HomeStanding& a, const HomeStanding& b) {
    const bool same_permission = a.permission && b.permission ? *a.permission == *b.permission
                                                              : a.permission == b.permission;
    return a.home == b.home && a.standing == b.standing && same_permission;
}

AccessScope::AccessScope(Facts facts) {
    std::ranges::sort(facts.homes, {}, &HomeStanding::home);
    facts_ = std::make_shared<const Facts>(std::move(facts));
}

AccessScope scope_for_person(const Subject& subject, std::span<const Membership> memberships,
                             std::span<const Permission> permissions) {
    std::vector<HomeStanding> standings;
    for (const auto& membership : memberships) {
        standings.push_back({membership.home, standing_of(membership.role)});
    }
    add_consented(subject, permissions, standings);
    return scope_with(subject, std::move(standings));
}

void add_consented(const Subject& subject, std::span<const Permission> permissions,
                   std::vector<HomeStanding>& standings) {
    for (const auto& permission : permissions) {
        const bool is_theirs = subject.server_role == ServerRole::provider &&
                               !subject.provider.empty() &&
                               permission.provider == subject.provider &&
                               permission.state() == PermissionState::accepted;
        const auto known = std::ranges::find(standings, permission.home, &HomeStanding::home);
        if (is_theirs && known == standings.end()) {
            standings.push_back({permission.home, Standing::provider,
                                 std::make_shared<const Permission>(permission)});
        }
    }
}

AccessScope scope_with(const Subject& subject, std::vector<HomeStanding> standings) {
    return AccessScope{
        {.kind = AccessScope::Kind::person, .subject = subject, .homes = std::move(standings)}};
}

AccessScope scope_for_reading(const Subject& subject, std::span<const Membership> memberships,
                              const std::optional<HomeId>& only) {
    AccessScope::Facts facts{.kind = AccessScope::Kind::key, .subject = subject, .homes = {}};
    facts.subject.server_role = ServerRole::none;
    facts.subject.provider = {};
    for (const auto& membership : memberships) {
        if (!only || membership.home == *only) {
            facts.homes.push_back({membership.home, Standing::reading_key, nullptr});
        }
    }
    return AccessScope{std::move(facts)};
}

AccessScope scope_for_ingest(const HomeId& home) {
    return AccessScope{{.kind = AccessScope::Kind::key,
                        .subject = {},
                        .homes = {{home, Standing::ingest_key, nullptr}}}};
}

AccessScope scope_for_link(const HomeId& home, LinkTerms terms) {
    const auto plain = terms.kind == LinkKind::kiosk ? Standing::kiosk : Standing::guest;
    const auto standing = terms.may_switch ? Standing::switching_link : plain;
    return AccessScope{{.kind = AccessScope::Kind::key,
                        .subject = {},
                        .homes = {{home, standing}},
                        .link = std::move(terms)}};
}

AccessScope scope_for_system(const SystemAuthority&) {
    return AccessScope{{.kind = AccessScope::Kind::system, .subject = {}, .homes = {}}};
}

const HomeStanding* AccessScope::find(const HomeId& home) const {
    const auto found = std::ranges::lower_bound(homes(), home, {}, &HomeStanding::home);
    return found == homes().end() || found->home != home ? nullptr : &*found;
}

std::optional<Standing> AccessScope::standing_in(const HomeId& home) const {
    const auto* const found = find(home);
    return found != nullptr ? std::optional(found->standing) : std::nullopt;
}

bool AccessScope::is_limited_in(const HomeId& home) const {
    const auto* const found = find(home);
    return found != nullptr && is_limited(found->standing);
}

bool AccessScope::is_noted_in(const HomeId& home) const {
    const auto* const found = find(home);
    return found != nullptr && is_noted(found->standing);
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
        case Standing::provider:
        case Standing::kiosk:
        case Standing::guest:
        case Standing::switching_link:
            break;
    }
    return std::nullopt;
}

Status AccessScope::require(const HomeId& home, Right right) const {
    OHMSTEAD_TRY_VOID(require_view(home, right));
    if (is_limited_in(home)) {
        return make_error(ErrorCode::forbidden, "This is not among what may be consented to.");
    }
    return {};
}

Result<View> AccessScope::view(const HomeId& home, Right right, Instant now) const {
    OHMSTEAD_TRY_VOID(require_view(home, right));
    if (!is_limited_in(home)) {
        return View{};
    }
    const auto& permission = find(home)->permission;
    const auto view = permission ? permission->view_at(now) : std::nullopt;
    if (!view) {
        return home_not_found();
    }
    if (right == Right::see_live && !view->sees_live()) {
        return make_error(ErrorCode::forbidden, "The home's consent is not for live values.");
    }
    return *view;
}

Status AccessScope::require_view(const HomeId& home, Right right) const {
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

Result<ProviderId> AccessScope::require_provider() const {
    if (user().empty()) {
        return make_error(ErrorCode::unauthenticated, "Sign in to do this.");
    }
    if (subject().server_role != ServerRole::provider || subject().provider.empty()) {
        return make_error(ErrorCode::forbidden, "Only a provider's staff may do this.");
    }
    return subject().provider;
}

bool AccessScope::is_system() const {
    return facts_ && facts_->kind == Kind::system;
}

const Subject& AccessScope::subject() const {
    static const Subject nobody{};
    return facts_ ? facts_->subject : nobody;
}

bool AccessScope::is_read_only() const {
    return facts_ && facts_->kind == Kind::key && !facts_->subject.user.empty();
}

const UserId& AccessScope::user() const {
    return subject().user;
}

std::optional<HomeId> AccessScope::ingest_home() const {
    for (const auto& right : homes()) {
        if (right.standing == Standing::ingest_key) {
            return right.home;
        }
    }
    return std::nullopt;
}

const LinkTerms* AccessScope::link() const {
    return facts_ && facts_->link ? &*facts_->link : nullptr;
}

std::span<const HomeStanding> AccessScope::homes() const {
    return facts_ ? std::span<const HomeStanding>{facts_->homes} : std::span<const HomeStanding>{};
}

bool AccessScope::covers(const AccessScope& before, const HomeId& home) const {
    const auto is_kept = [this](const HomeStanding& had) {
        const auto* const has = find(had.home);
        return has != nullptr && *has == had;
    };
    if (!home.empty()) {
        const auto* const had = before.find(home);
        return had != nullptr && is_kept(*had);
    }
    return subject().server_role == before.subject().server_role &&
           subject().provider == before.subject().provider &&
           std::ranges::all_of(before.homes(), is_kept);
}

}  // namespace ohmstead
