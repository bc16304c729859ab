#pragma once

#include <string>

#include "base/result.hpp"
#include "ledger/ledger_reader.hpp"

namespace ohmstead::api {

// `from` and `to` of a query.
struct QuerySpan {
    Boundary from;
    Boundary to;

    // The span to within a day: local dates are taken as if the home were in UTC.
    Span rough() const;
};

// malformed, with the names of the wrong parameters.
Result<QuerySpan> parse_query_span(const std::string& from, const std::string& to);

}  // namespace ohmstead::api
