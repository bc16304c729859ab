#include "api/query_error.hpp"

#include <algorithm>
#include <utility>

namespace ohmstead::api {

Error query_error(Error error) {
    if (error.code != ErrorCode::invalid) {
        return error;
    }
    error.code = ErrorCode::malformed;
    const bool foreign = std::ranges::any_of(error.fields, [](const FieldError& field) {
        return field.pointer == "channels" && field.code == "unknown";
    });
    if (foreign) {
        error.code = ErrorCode::not_found;
        error.fields.clear();
    }
    return error;
}

Error wrong_parameter(std::string name, std::string code, std::string detail) {
    return Error{.code = ErrorCode::malformed,
                 .detail = "A parameter is wrong.",
                 .fields = {{std::move(name), std::move(code), std::move(detail)}}};
}

}  // namespace ohmstead::api
