#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "api/query_span.hpp"
#include "fuzz/require.hpp"

namespace {

using namespace ohmstead;

// A time that was understood is written so that it is understood as the same again; a date has only
// one form.
void check(std::string_view text) {
    if (const auto instant = parse_rfc3339(text)) {
        fuzz::require(parse_rfc3339(format_rfc3339(*instant)) == instant);
    }
    if (const auto date = parse_local_date(text)) {
        fuzz::require(format_local_date(*date) == text);
    }
}

}  // namespace

// "from", a line break, "to": the ends of a span as a query names them.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const auto line = std::min(text.find('\n'), size);
    const std::string from{text.substr(0, line)};
    const std::string to{text.substr(std::min(line + 1, size))};
    check(from);
    check(to);
    const auto span = api::parse_query_span(from, to);
    const bool both = parse_boundary(from) && parse_boundary(to);
    fuzz::require(span.has_value() == both);
    if (span) {
        fuzz::require(ms_of(span->rough().from) >= 0);
    }
    return 0;
}
