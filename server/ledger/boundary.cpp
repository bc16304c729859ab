#include "ledger/boundary.hpp"

#include <utility>

#include <fmt/format.h>

namespace ohmstead {
namespace {

Instant instant_of(const Boundary& boundary, const Zone& zone) {
    if (const auto* date = std::get_if<LocalDate>(&boundary)) {
        return zone.instant_of(*date);
    }
    return std::get<Instant>(boundary);
}

// "40 years", "366 days".
std::string text_of(Milliseconds length) {
    const auto days = std::chrono::floor<std::chrono::days>(length).count();
    return days % 366 == 0 && days > 366 ? fmt::format("{} years", days / 366)
                                         : fmt::format("{} days", days);
}

}  // namespace

std::optional<Boundary> parse_boundary(std::string_view text) {
    if (const auto date = parse_local_date(text)) {
        return *date;
    }
    if (const auto instant = parse_rfc3339(text)) {
        return *instant;
    }
    return std::nullopt;
}

Error bad_parameter(std::string name, std::string code, std::string detail) {
    Error error = make_error(ErrorCode::invalid, detail);
    error.fields.push_back({std::move(name), std::move(code), std::move(detail)});
    return error;
}

Result<Span> resolve_span(const Boundary& from, const Boundary& to, const Zone& zone,
                          Milliseconds longest) {
    const Span span{instant_of(from, zone), instant_of(to, zone)};
    if (span.empty()) {
        return bad_parameter("to", "order", "This must be later than the start.");
    }
    if (span.to - span.from > longest) {
        return bad_parameter("to", "too_long",
                             fmt::format("This span is longer than {}.", text_of(longest)));
    }
    return span;
}

}  // namespace ohmstead
