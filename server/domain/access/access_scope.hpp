#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "domain/access/roles.hpp"

namespace ohmstead {

class AccessScope;

// Who asks, as sign-in has established it.
struct Subject {
    UserId user;
    std::string name;
    ServerRole server_role = ServerRole::none;
};

// The scope of a signed-in person: exactly the homes they are a member of.
AccessScope scope_for_person(const Subject& subject, std::span<const Membership> memberships);

// The scope of a key that reads for `subject`, in all of their homes or in `only` one: what a
// viewer sees, and nothing but reading.
AccessScope scope_for_reading(const Subject& subject, std::span<const Membership> memberships,
                              const std::optional<HomeId>& only);

// The scope of an ingest key: it may add readings to one home and read nothing.
AccessScope scope_for_ingest(const HomeId& home);

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

    // Whether the caller may act in `home` with at least `least`:
    // not_found when the home is not theirs to know about, forbidden when the role is too low.
    Status require(const HomeId& home, HomeRole least) const;
    // Whether readings may be added to `home`.
    Status require_ingest(const HomeId& home) const;
    // unauthenticated for a scope without a person; forbidden below operator.
    Status require_operator() const;

    std::optional<HomeRole> role_in(const HomeId& home) const;
    bool is_system() const;
    // Whether it allows reading alone, whatever its roles.
    bool is_read_only() const;
    const UserId& user() const;  // empty for keys and the system
    // The home that the scope's key may add readings to; nothing for others.
    std::optional<HomeId> ingest_home() const;
    // The homes of the scope with their roles; empty for the system.
    std::span<const Membership> memberships() const;

private:
    enum class Kind { nobody, person, ingest, system };
    struct Facts {
        Kind kind = Kind::nobody;
        Subject subject;
        std::vector<Membership> memberships;  // sorted by home
        HomeId ingest_home;
        bool read_only = false;
    };
    explicit AccessScope(Facts facts) : facts_(std::make_shared<const Facts>(std::move(facts))) {}
    friend AccessScope scope_for_person(const Subject&, std::span<const Membership>);
    friend AccessScope scope_for_reading(const Subject&, std::span<const Membership>,
                                         const std::optional<HomeId>&);
    friend AccessScope scope_for_ingest(const HomeId&);
    friend AccessScope scope_for_system(const SystemAuthority&);

    std::shared_ptr<const Facts> facts_;
};

}  // namespace ohmstead
