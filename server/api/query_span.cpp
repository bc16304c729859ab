#include "api/query_span.hpp"

namespace ohmstead::api {
namespace {

Instant rough_instant(const Boundary& boundary) {
    if (const auto* date = std::get_if<LocalDate>(&boundary)) {
        return std::chrono::sys_days{*date};
    }
    return std::get<Instant>(boundary);
}

}  // namespace

Span QuerySpan::rough() const {
    return {rough_instant(from), rough_instant(to)};
}

Result<QuerySpan> parse_query_span(const std::string& from, const std::string& to) {
    const auto first = parse_boundary(from);
    const auto last = parse_boundary(to);
    if (first && last) {
        return QuerySpan{*first, *last};
    }
    Error error{.code = ErrorCode::malformed, .detail = "A parameter is wrong."};
    const auto add = [&](std::string name) {
        error.fields.push_back({.pointer = std::move(name),
                                .code = "format",
                                .detail = "must be RFC 3339, or a date such as 2026-03-01"});
    };
    if (!first) {
        add("from");
    }
    if (!last) {
        add("to");
    }
    return error;
}

}  // namespace ohmstead::api
