#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "domain/access/access_table.hpp"
#include "domain/access/link_terms.hpp"
#include "domain/access/permission.hpp"
#include "domain/access/roles.hpp"

namespace ohmstead {

class AccessScope;

// Who asks, as sign-in has established it.
struct Subject {
    UserId user;
    std::string name;
    ServerRole server_role = ServerRole::none;
    ProviderId provider = {};  // whose staff it is, with ServerRole::provider
};

// Who the caller is to one home.
struct HomeStanding {
    HomeId home;
    Standing standing = Standing::viewer;
    // What a provider's standing rests on.
    std::shared_ptr<const Permission> permission = nullptr;

    // With what the permissions say.
    friend bool operator==(const HomeStanding& a, const HomeStanding& b);
};

// The scope of a signed-in person: exactly the homes they are a member of, and for a provider's
// staff those whose `permissions` to that provider are accepted, as far as these reach.
AccessScope scope_for_person(const Subject& subject, std::span<const Membership> memberships,
                             std::span<const Permission> permissions = {});

// Adds the standings that `permissions` give the staff of a provider in homes that are not among
// `standings` yet.
void add_consented(const Subject& subject, std::span<const Permission> permissions,
                   std::vector<HomeStanding>& standings);

// The same with the standings themselves, at most one for each home.
AccessScope scope_with(const Subject& subject, std::vector<HomeStanding> standings);

// The scope of a key that reads for `subject`, in all of their homes or in `only` one.
AccessScope scope_for_reading(const Subject& subject, std::span<const Membership> memberships,
                              const std::optional<HomeId>& only);

// The scope of an ingest key: it may add readings to one home and read nothing.
AccessScope scope_for_ingest(const HomeId& home);

// The scope of a link: what its terms say of one home.
AccessScope scope_for_link(const HomeId& home, LinkTerms terms);

// Only the composition root can make one, so only it can mint a scope for the system itself.
class SystemAuthority {
    friend class CompositionRoot;
    friend struct SystemAuthorityForTests;
    SystemAuthority() = default;
};

// Everything, for the engine's own work (ingest, backfill, start-up).
AccessScope scope_for_system(const SystemAuthority& authority);

// What a caller may touch. Every call of a store port takes one and answers within it. Cheap to
// copy; immutable; safe to share between threads. A default-made scope permits nothing.
class AccessScope {
public:
    AccessScope() = default;

    // Whether the caller may do `right` with `home`, by kAccessTable: not_found when the home is
    // not theirs to know about, forbidden when they have too little a standing in it. Forbidden,
    // too, for a limited standing, whatever it may do: it is let in by view() alone.
    Status require(const HomeId& home, Right right) const;
    // The same, with how much of the home the caller may do `right` with at `now`: everything,
    // or for a limited standing what was consented to (not_found when that is not in force).
    // Whoever calls it must hand out nothing beyond.
    Result<View> view(const HomeId& home, Right right, Instant now) const;
    // Whether view() lets the caller in while what was consented to is in force.
    Status require_view(const HomeId& home, Right right) const;
    // unauthenticated for a scope without a person; forbidden for all but a provider's staff.
    Result<ProviderId> require_provider() const;
    // The same with the server: unauthenticated for a scope without a person.
    Status require(ServerRight right) const;

    // The role of a member; nothing for visitors and keys, and for homes of others.
    std::optional<HomeRole> role_in(const HomeId& home) const;
    // Who the caller is to `home`; nothing for the system, which has no need of a standing.
    std::optional<Standing> standing_in(const HomeId& home) const;
    // Whether the caller sees of `home` only what was consented to.
    bool is_limited_in(const HomeId& home) const;
    // Whether what the caller does with `home` has to be in its access log first.
    bool is_noted_in(const HomeId& home) const;
    const Subject& subject() const;  // empty for keys and the system
    bool is_system() const;
    // Whether it is that of a key which reads for its owner.
    bool is_read_only() const;
    const UserId& user() const;  // empty for the system, and for keys that do not read for one
    // The home that the scope's key may add readings to; nothing for others.
    std::optional<HomeId> ingest_home() const;
    // What the scope's link shows; null for all others. Lives as long as the scope.
    const LinkTerms* link() const;
    // The homes that the caller has a standing in, by id; empty for the system.
    std::span<const HomeStanding> homes() const;
    // Whether what was read within `before` may be told to the caller still: they are what they
    // were in `home`, or where that is empty in every home that they had then and on the server.
    bool covers(const AccessScope& before, const HomeId& home) const;

private:
    enum class Kind { nobody, person, key, system };
    struct Facts {
        Kind kind = Kind::nobody;
        Subject subject;
        std::vector<HomeStanding> homes;  // sorted by home
        std::optional<LinkTerms> link = {};
    };
    explicit AccessScope(Facts facts);
    const HomeStanding* find(const HomeId& home) const;
    friend AccessScope scope_with(const Subject&, std::vector<HomeStanding>);
    friend AccessScope scope_for_reading(const Subject&, std::span<const Membership>,
                                         const std::optional<HomeId>&);
    friend AccessScope scope_for_ingest(const HomeId&);
    friend AccessScope scope_for_link(const HomeId&, LinkTerms);
    friend AccessScope scope_for_system(const SystemAuthority&);

    std::shared_ptr<const Facts> facts_;
};

}  // namespace ohmstead
