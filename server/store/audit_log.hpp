#pragma once

#include <string>
#include <vector>

#include <boost/describe/enum.hpp>

#include "async/task.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "domain/access/access_scope.hpp"

namespace ohmstead {

using AuditId = Id<struct AuditTag>;

enum class AuditAction {
    switch_on,  // of a device; the subject is its channel
    switch_off,
    correct,  // what a channel amounted to; the subject is the channel
    undo_correction,
    replace_meter,  // of a channel
    decide,         // about a level that the counter of a channel went to
    undo_decision,
    change_role,  // of a member; the subject is the person, as in the next two
    remove_member,
    leave,
    begin_visit,  // of an operator; the subject's name is the reason
    end_visit,
    invite,  // the subject is the invitation, its name whom it is for
    withdraw_invitation,
    join,  // by an invitation; the subject's name is whom it was for
    hand_over,
    make_link,  // the subject is the link
    revoke_link,
    take_up_consent,  // of a provider; the subject is the permission, its name the provider's
    accept_consent,
    reject_consent,
    withdraw_consent,
    end_consent,  // by the provider
    set_supply,   // the subject is the provider, its name that, the area and the tariff
    remove_supply,
    make_key,  // for this home; the subject is the key
    revoke_key,
    edit_home,
    edit_channels,
    set_connection,  // to Home Assistant; the subject's name is its address
    remove_connection,
    import_file,     // the subject is the job, its name that of the file
    delete_account,  // of a member, by themselves or an operator; the subject is the person
};
BOOST_DESCRIBE_ENUM(AuditAction, switch_on, switch_off, correct, undo_correction, replace_meter,
                    decide, undo_decision, change_role, remove_member, leave, begin_visit,
                    end_visit, invite, withdraw_invitation, join, hand_over, make_link, revoke_link,
                    take_up_consent, accept_consent, reject_consent, withdraw_consent, end_consent,
                    set_supply, remove_supply, make_key, revoke_key, edit_home, edit_channels,
                    set_connection, remove_connection, import_file, delete_account)

// What a person asked for in a home. Whether it came about is not said here.
struct AuditEntry {
    AuditId id;
    Instant at{};
    UserId by;
    std::string by_name;  // as the person was called then
    AuditAction action = AuditAction::switch_on;
    std::string subject;       // the id of what it was done to
    std::string subject_name;  // as it was called then

    friend bool operator==(const AuditEntry&, const AuditEntry&) = default;
};

// Whoever may do it adds that they asked for it: refuses all others.
Status require_to_add(const AccessScope& scope, const HomeId& home, AuditAction action);

// The trail of what people did to a home; entries are never changed, and go with their home.
// Partition: one home; atomic unit: one entry. Admins alone read it; see require_to_add(). Errors:
// not_found outside the scope and for a home that is no more, forbidden for too low a role,
// unavailable when the store is down.
class AuditLog {
public:
    virtual ~AuditLog() = default;

    // Durable when answered. Repeated with the same entry it changes nothing.
    virtual Task<Status> append(AccessScope scope, HomeId home, AuditEntry entry) = 0;
    // The newest `most`, newest first.
    virtual Task<Result<std::vector<AuditEntry>>> newest(AccessScope scope, HomeId home,
                                                         std::size_t most) = 0;
};

}  // namespace ohmstead
