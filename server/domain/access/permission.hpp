#pragma once

#include <optional>
#include <string>
#include <vector>

#include <boost/describe/enum.hpp>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "domain/access/view.hpp"

namespace ohmstead {

using ProviderId = Id<struct ProviderTag>;
using PermissionId = Id<struct PermissionTag>;
using RequestId = Id<struct RequestTag>;

// An energy company or another one that customers may let see their homes.
struct Provider {
    ProviderId id;
    std::string name;
    std::string policy_link;  // what it does with what it sees
    std::string contact;

    friend bool operator==(const Provider&, const Provider&) = default;
};

// How much of a home, and when.
struct ConsentTerms {
    SharedFields fields = {};
    Detail finest = Detail::day;
    Instant history_from{};  // nothing older is seen
    Instant starts_at{};     // it is seen in [starts_at, ends_at) alone,
    Instant ends_at{};       // and nothing of ends_at and later ever

    friend bool operator==(const ConsentTerms&, const ConsentTerms&) = default;
};

// What a provider asks of whoever has its code. It is told nothing of a home by asking.
struct ConsentRequest {
    RequestId id;
    ProviderId provider;
    std::string purpose;
    ConsentTerms terms;
    Instant made_at{};
    Instant answer_by{};

    friend bool operator==(const ConsentRequest&, const ConsentRequest&) = default;
};

enum class PermissionState {
    requested,
    accepted,
    rejected,
    timed_out,   // nobody answered in time
    revoked,     // withdrawn by the home
    terminated,  // given up by the provider
    expired,     // its time is over
    fulfilled,   // the provider says that its purpose is
};
BOOST_DESCRIBE_ENUM(PermissionState, requested, accepted, rejected, timed_out, revoked, terminated,
                    expired, fulfilled)

// Who brought a permission into a state, and when. By nobody where time did.
struct PermissionChange {
    PermissionState state = PermissionState::requested;
    Instant at{};
    UserId by;
    std::string by_name;  // as the person was called then

    friend bool operator==(const PermissionChange&, const PermissionChange&) = default;
};

// Whether the state `to` may follow `from`. None is skipped and none comes back.
bool may_follow(PermissionState from, PermissionState to);
// Whether it is the provider that brings it about, not the home.
bool is_providers(PermissionState state);

// A provider's consent for a home, from its request to its end.
struct Permission {
    PermissionId id;
    HomeId home;
    ProviderId provider;
    std::string provider_name;  // and the next two as they were told when it was asked
    std::string policy_link;
    std::string contact;
    std::string purpose;
    ConsentTerms asked;
    std::optional<ConsentTerms> given;  // once it is accepted: within what was asked
    Instant answer_by{};
    std::vector<PermissionChange> history;  // oldest first, at least one

    // As it was brought about. Time may have ended it since, which nobody writes down: state_at().
    PermissionState state() const { return history.back().state; }
    PermissionState state_at(Instant now) const;
    // From when on, at the latest, another one may take its place.
    Instant lapses_at() const;
    // What it lets the provider see at `now`; nothing unless it is in force then.
    std::optional<View> view_at(Instant now) const;

    friend bool operator==(const Permission&, const Permission&) = default;
};

// The request as a permission of `home`, for which `by` asks on from the home's side.
Permission permission_asked(const ConsentRequest& request, const Provider& provider, HomeId home,
                            PermissionChange by);

// Accepted in the terms `given`, which may be narrower than those asked in everything and wider in
// nothing (invalid, with a pointer for each). conflict when it is not open any more.
Result<Permission> accept(Permission permission, ConsentTerms given, PermissionChange by);
// Brought into by.state. conflict where that does not follow.
Result<Permission> change(Permission permission, PermissionChange by);

}  // namespace ohmstead
