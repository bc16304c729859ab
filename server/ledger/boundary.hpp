#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/result.hpp"
#include "base/time.hpp"
#include "domain/time/zone.hpp"

namespace ohmstead {

// One end of a span as a caller names it: an instant, or the start of a local date of the home.
using Boundary = std::variant<Instant, LocalDate>;

// RFC 3339, or yyyy-mm-dd.
std::optional<Boundary> parse_boundary(std::string_view text);

// invalid, with the name of the query parameter.
Error bad_parameter(std::string name, std::string code, std::string detail);

// The span between two ends in a home's zone; `invalid` when it is empty or longer than `longest`.
Result<Span> resolve_span(const Boundary& from, const Boundary& to, const Zone& zone,
                          Milliseconds longest);

}  // namespace ohmstead
