#include "http/problem.hpp"

#include <algorithm>
#include <iterator>
#include <optional>

#include "reflect/encode.hpp"
#include "reflect/schema.hpp"

namespace ohmstead {

BOOST_DESCRIBE_STRUCT(FieldError, (), (pointer, code, detail))

}  // namespace ohmstead

namespace ohmstead::http {
namespace {

struct Reason {
    int status;
    std::string_view text;
};
constexpr Reason kReasons[]{
    {101, "Switching Protocols"},
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {206, "Partial Content"},
    {303, "See Other"},
    {304, "Not Modified"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {417, "Expectation Failed"},
    {421, "Misdirected Request"},
    {422, "Unprocessable Content"},
    {426, "Upgrade Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
    {505, "HTTP Version Not Supported"},
};

struct ProblemBody {
    std::string type;
    std::string title;
    int status = 0;
    std::optional<std::string> detail;
    std::string instance;
    std::optional<std::vector<FieldError>> errors;
};
BOOST_DESCRIBE_STRUCT(ProblemBody, (), (type, title, status, detail, instance, errors))

}  // namespace

boost::json::object problem_schema() {
    return reflect::SchemaBuilder{}.schema_of(*reflect::type_of<ProblemBody>(),
                                              reflect::Direction::out);
}

int status_of(ErrorCode code) {
    switch (code) {
        case ErrorCode::malformed:
            return 400;
        case ErrorCode::unauthenticated:
            return 401;
        case ErrorCode::forbidden:
            return 403;
        case ErrorCode::not_found:
            return 404;
        case ErrorCode::method_not_allowed:
            return 405;
        case ErrorCode::conflict:
            return 409;
        case ErrorCode::precondition:
            return 412;
        case ErrorCode::too_large:
            return 413;
        case ErrorCode::unsupported:
            return 415;
        case ErrorCode::invalid:
            return 422;
        case ErrorCode::rate_limited:
            return 429;
        case ErrorCode::unavailable:
        case ErrorCode::cancelled:
            return 503;
        case ErrorCode::timeout:
            return 504;
        case ErrorCode::internal:
            return 500;
    }
    return 500;
}

std::string_view reason_of(int status) {
    const auto* found = std::ranges::find(kReasons, status, &Reason::status);
    return found == std::end(kReasons) ? "Unknown" : found->text;
}

Response problem(const Error& error, std::string_view request_id, int status) {
    ProblemBody body{.type = "/problems/" + std::string(ohmstead::name_of(error.code)),
                     .title = std::string(reason_of(status)),
                     .status = status,
                     .detail = {},
                     .instance = "urn:uuid:" + std::string(request_id),
                     .errors = {}};
    if (error.code != ErrorCode::internal && !error.detail.empty()) {
        body.detail = error.detail;
    }
    if (!error.fields.empty()) {
        body.errors = error.fields;
    }
    Response response{.status = status,
                      .content_type = "application/problem+json",
                      .headers = {},
                      .body = reflect::encode(body),
                      .shared_body = {}};
    if (status == 401) {
        response.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"ohmstead\"");
    }
    if (status == 429 || status == 503) {
        response.headers.emplace_back(
            "Retry-After", std::to_string(error.retry_after_s > 0 ? error.retry_after_s : 5));
    }
    return response;
}

Response problem(const Error& error, std::string_view request_id) {
    return problem(error, request_id, status_of(error.code));
}

}  // namespace ohmstead::http
