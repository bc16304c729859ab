#pragma once

#include <optional>
#include <string>
#include <vector>

#include <boost/describe/enum.hpp>

#include "async/task.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "domain/access/access_scope.hpp"
#include "store/audit_log.hpp"
#include "store/user_store.hpp"

namespace ohmstead {

using InvitationId = Id<struct InvitationTag>;

// Whether whoever accepts takes the place of all others.
enum class Handover { no, with_past, without_past };
BOOST_DESCRIBE_ENUM(Handover, no, with_past, without_past)

// A link by which one person joins a home. Only the hash of its secret is known.
struct Invitation {
    InvitationId id;
    std::string secret_hash;  // hex SHA-256
    HomeRole role = HomeRole::viewer;
    std::string name;  // whom it is for, as its maker calls them
    Handover hand_over = Handover::no;
    UserId by;
    std::string by_name;
    Instant created_at{};
    Instant expires_at{};

    friend bool operator==(const Invitation&, const Invitation&) = default;
};

struct OpenInvitation {
    HomeId home;
    Invitation invitation;
};

// Who accepts an invitation.
struct Joining {
    UserId user;
    std::optional<User> account;  // of somebody new, which is made with it
};

// Invitations into homes; they go with their home. Partition: one home, or one secret; atomic unit:
// an invitation with what finds it by its secret, its entry of the audit trail, and on acceptance
// the member. Errors as HomeStore's.
class InvitationStore {
public:
    virtual ~InvitationStore() = default;

    virtual Task<Status> add(AccessScope scope, HomeId home, Invitation invitation,
                             AuditEntry entry) = 0;
    // Those that are good at `now`, oldest first.
    virtual Task<Result<std::vector<Invitation>>> list(AccessScope scope, HomeId home,
                                                       Instant now) = 0;
    virtual Task<Status> withdraw(AccessScope scope, HomeId home, InvitationId invitation,
                                  AuditEntry entry) = 0;

    // For whoever holds the secret, who has no scope yet. Nothing for one that is unknown, used,
    // withdrawn, or has expired at `now`, and when its home is no more.
    virtual Task<Result<std::optional<OpenInvitation>>> find(std::string secret_hash,
                                                             Instant now) = 0;
    // Makes the person a member with the role of the invitation, which is used up by it; of several
    // who accept it at once, one does. Those whom a hand-over removes are answered. not_found when
    // find() finds nothing; conflict for somebody who is a member already and is handed nothing
    // over; invalid for a new account whose e-mail is taken.
    virtual Task<Result<std::vector<UserId>>> accept(std::string secret_hash, Joining person,
                                                     Instant now, AuditEntry entry) = 0;
};

}  // namespace ohmstead
