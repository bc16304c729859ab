#pragma once

#include <optional>
#include <string>

#include "api/services.hpp"
#include "async/task.hpp"
#include "base/result.hpp"

namespace ohmstead::api {

// A link by which somebody joins a home, from its making to its use.

// Of a link that was made: what is stored of it, and what stands in it.
struct MadeInvitation {
    Invitation invitation;
    std::string token;
};
MadeInvitation make_invitation(const Identity& by, HomeRole role, std::string name,
                               Handover hand_over, Instant now);

// What a link offers. not_found for one that is wrong, used, withdrawn or too old, and when its
// home is no more, or whoever made it is no admin of the home any more.
struct OfferedHome {
    Invitation invitation;
    std::string home_name;
};
Task<Result<OfferedHome>> open_invitation(Services services, std::string token);

// Lets the person in, and says into which home: with its past, the one that the link is of; without
// it, a new one with the same settings, in place of which the other is erased. Errors:
// open_invitation()'s and those of InvitationStore::accept().
Task<Result<HomeId>> accept_invitation(Services services, std::string token, Joining person,
                                       std::string person_name);

}  // namespace ohmstead::api
