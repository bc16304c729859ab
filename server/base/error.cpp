#include "base/error.hpp"

#include <utility>

namespace ohmstead {

std::string_view name_of(ErrorCode code) {
    switch (code) {
        case ErrorCode::malformed:
            return "malformed";
        case ErrorCode::invalid:
            return "invalid";
        case ErrorCode::unauthenticated:
            return "unauthenticated";
        case ErrorCode::forbidden:
            return "forbidden";
        case ErrorCode::not_found:
            return "not_found";
        case ErrorCode::method_not_allowed:
            return "method_not_allowed";
        case ErrorCode::conflict:
            return "conflict";
        case ErrorCode::precondition:
            return "precondition";
        case ErrorCode::too_large:
            return "too_large";
        case ErrorCode::unsupported:
            return "unsupported";
        case ErrorCode::rate_limited:
            return "rate_limited";
        case ErrorCode::unavailable:
            return "unavailable";
        case ErrorCode::timeout:
            return "timeout";
        case ErrorCode::cancelled:
            return "cancelled";
        case ErrorCode::internal:
            return "internal";
    }
    return "internal";
}

Error wrong_field(FieldError field) {
    return Error{
        .code = ErrorCode::invalid, .detail = "A field is wrong.", .fields = {std::move(field)}};
}

Error wrong_field(std::string pointer, std::string code, std::string detail) {
    return wrong_field(FieldError{std::move(pointer), std::move(code), std::move(detail)});
}

}  // namespace ohmstead
