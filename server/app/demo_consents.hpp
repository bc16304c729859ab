#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "domain/access/permission.hpp"
#include "store/permission_store.hpp"

namespace ohmstead {

// What became of a provider's request in one home of the demo.
enum class ConsentStory {
    accepted,          // all of what was asked for
    accepted_grid,     // the grid alone of more fields, slots instead of live, two weeks back
    accepted_days,     // days instead of live
    accepted_months,   // months instead of slots
    asked_days,        // it was days that were asked for
    asked_months,      // it was months
    asked_live,        // live was asked for and given
    ends_in_two_days,  // accepted, and soon over
    ends_in_five_days,
    starts_later,  // accepted from a day to come
    requested,
    rejected,
    timed_out,
    revoked,
    terminated,
    expired,
    fulfilled,
};

// Of whom a consent is, and who asks and answers.
struct ConsentParties {
    PermissionId permission;
    HomeId home;
    UserId admin;
    std::string admin_name;
    UserId staff;
    std::string staff_name;
};

// The provider of the demo.
Provider demo_provider();

// What it has asked for by `today`, the day on which the demo began.
std::vector<StoredRequest> demo_requests(std::chrono::sys_days today);

// The consent that such a request came to, after each of its changes: what is stored is stored step
// by step. Every step lies before `today`.
std::vector<Permission> consent_steps(ConsentStory story, const ConsentParties& parties,
                                      std::chrono::sys_days today);

// The id that stands for `words` in every demo.
std::string demo_id(std::string_view words);

}  // namespace ohmstead
