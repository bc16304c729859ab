#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace ohmstead {

// What went wrong, in the terms of the caller. http/ maps each to one status code.
enum class ErrorCode {
    malformed,           // cannot be parsed
    invalid,             // parsed, but fields are wrong
    unauthenticated,     // no or no valid credentials
    forbidden,           // known caller, too low a role
    not_found,           // absent, or not the caller's to know about
    method_not_allowed,  // the path exists, the method does not
    conflict,            // contradicts what is stored
    precondition,        // a condition the caller stated does not hold
    too_large,           // more than the limit of this input
    unsupported,         // a content type or encoding that is not accepted
    rate_limited,        // too many in the window
    unavailable,         // a dependency is down or a queue is full; try again
    timeout,             // a dependency did not answer in time
    cancelled,           // the work was given up on purpose
    internal,            // a fault of ours
};

std::string_view name_of(ErrorCode code);

// One wrong field of an input. `pointer` is an RFC 6901 JSON Pointer ("/bindings/0/sign"), or the
// name of a path or query parameter; `code` is stable for programs, `detail` is for people.
struct FieldError {
    std::string pointer;
    std::string code;
    std::string detail;
};

// An expected failure. `detail` is shown to the caller, so it holds no secret and no internals.
struct Error {
    ErrorCode code = ErrorCode::internal;
    std::string detail;
    std::vector<FieldError> fields = {};
    int retry_after_s = 0;  // for rate_limited and unavailable; 0: not stated
};

// invalid, for one field.
Error wrong_field(FieldError field);
Error wrong_field(std::string pointer, std::string code, std::string detail);

// Carries an Error where a Result cannot go: Result::value() on a failure throws it.
class ErrorException : public std::runtime_error {
public:
    explicit ErrorException(Error error)
        : std::runtime_error(error.detail), error_(std::move(error)) {}
    const Error& error() const { return error_; }

private:
    Error error_;
};

}  // namespace ohmstead
