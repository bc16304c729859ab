#pragma once

#include <utility>

#include <boost/system/result.hpp>

#include "base/error.hpp"

namespace ohmstead {

// A value, or an Error that the caller is expected to handle. Broken infrastructure (a damaged
// database, no memory) and bugs are exceptions instead.
template <class T>
using Result = boost::system::result<T, Error>;

using Status = Result<void>;

// Found by argument-dependent lookup: what Result::value() does with an Error.
[[noreturn]] inline void throw_exception_from_error(const Error& error,
                                                    const boost::source_location&) {
    throw ErrorException(error);
}

inline Error make_error(ErrorCode code, std::string detail) {
    return Error{.code = code, .detail = std::move(detail)};
}

}  // namespace ohmstead

#define OHMSTEAD_CONCAT_INNER(a, b) a##b
#define OHMSTEAD_CONCAT(a, b) OHMSTEAD_CONCAT_INNER(a, b)

// OHMSTEAD_TRY(auto value, may_fail()); returns the Error to the caller, or goes on with the value.
#define OHMSTEAD_TRY_WITH(temporary, declaration, expression, leave) \
    auto temporary = (expression);                                   \
    if (!temporary) {                                                \
        leave std::move(temporary).error();                          \
    }                                                                \
    declaration = std::move(*temporary)
#define OHMSTEAD_TRY(declaration, expression) \
    OHMSTEAD_TRY_WITH(OHMSTEAD_CONCAT(result_at_line_, __LINE__), declaration, expression, return)
// The same inside a coroutine: OHMSTEAD_CO_TRY(auto value, co_await may_fail());
#define OHMSTEAD_CO_TRY(declaration, expression)                                           \
    OHMSTEAD_TRY_WITH(OHMSTEAD_CONCAT(result_at_line_, __LINE__), declaration, expression, \
                      co_return)
// For a Status, or where the value does not matter.
#define OHMSTEAD_TRY_VOID_WITH(temporary, expression, leave) \
    if (auto temporary = (expression); !temporary) {         \
        leave std::move(temporary).error();                  \
    }
#define OHMSTEAD_TRY_VOID(expression) \
    OHMSTEAD_TRY_VOID_WITH(OHMSTEAD_CONCAT(status_at_line_, __LINE__), expression, return)
#define OHMSTEAD_CO_TRY_VOID(expression) \
    OHMSTEAD_TRY_VOID_WITH(OHMSTEAD_CONCAT(status_at_line_, __LINE__), expression, co_return)
