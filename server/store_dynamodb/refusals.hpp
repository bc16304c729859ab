#pragma once

#include "base/result.hpp"

namespace ohmstead::dynamodb {

// What more than one of the stores answers.

inline Error no_such_home() {
    return make_error(ErrorCode::not_found, "There is no such home.");
}

inline Error no_such_channel() {
    return make_error(ErrorCode::not_found, "The home has no such channel.");
}

// Others kept changing the same item.
inline Error overtaken() {
    return {.code = ErrorCode::unavailable,
            .detail = "Others are changing the same. Try again.",
            .retry_after_s = 1};
}

}  // namespace ohmstead::dynamodb
