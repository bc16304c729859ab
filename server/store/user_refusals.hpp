#pragma once

#include "base/result.hpp"

namespace ohmstead {

// Why the stores of users refuse, in every store with the same words.

inline Error no_such_user() {
    return make_error(ErrorCode::not_found, "There is no such user.");
}

inline Error email_taken() {
    return make_error(ErrorCode::conflict, "There is a user with this e-mail address already.");
}

// Of one who follows an invitation as somebody new.
inline Error email_has_account() {
    return wrong_field("/email", "taken", "has an account here already: sign in with it first");
}

inline Error person_taken() {
    return make_error(ErrorCode::conflict, "This person of the directory is a user already.");
}

inline Error last_operator_stays() {
    return make_error(ErrorCode::conflict, "A server keeps at least one operator.");
}

inline Error last_operator_is_needed() {
    return make_error(ErrorCode::conflict,
                      "This is the last operator of the server. Make somebody else one first.");
}

inline Error last_admin_is_needed() {
    return make_error(ErrorCode::conflict,
                      "A home would be left without an admin. Make somebody else an admin there "
                      "first, or delete the home.");
}

inline Error belongs_to_too_many_homes() {
    return make_error(ErrorCode::conflict,
                      "An account that belongs to more than 20 homes has to leave some first.");
}

}  // namespace ohmstead
