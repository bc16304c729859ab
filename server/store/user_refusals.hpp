#pragma once

#include "base/result.hpp"

namespace ohmstead {

// Why UserStore::erase_user() refuses, in every store with the same words.

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
