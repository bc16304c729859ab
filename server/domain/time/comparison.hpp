#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include <boost/describe/enum.hpp>

#include "base/time.hpp"
#include "domain/time/period.hpp"
#include "domain/time/zone.hpp"

namespace ohmstead {

// What a span is compared with: the one before it, or the same one of the year before.
enum class Compare { previous, year };
BOOST_DESCRIBE_ENUM(Compare, previous, year)

// The span that `span` is compared with, as far as the present one has come: `until` is where that
// ends, as a rule the last complete slot. With `until` outside of `span` all of it counts.
//
// A whole month, quarter or year of the calendar is compared with a whole one, whatever their
// lengths; a whole week with that of 52 weeks before (compare year); everything else with the same
// clock times so many local days before as it touches (previous), or on the same dates of the year
// before (year). A date that the other month lacks becomes its last: February 29, the 31st.
// Empty when nothing is left.
Span compared_span(const Zone& zone, Span span, Compare compare, Instant until);

// For each of `others`, the periods of the compared span, which of `periods` stands at the same
// place of the calendar: the same day of its month, the same hour of its day. Nothing where the
// present span has no such place, as a 30-day month has no 31st.
std::vector<std::optional<std::size_t>> align(const Zone& zone, Compare compare,
                                              const std::vector<Span>& periods,
                                              const std::vector<Span>& others);

// How many local days a span is long, a part of a day being a part of its own length: a day with a
// clock change is one day.
double local_days(const Zone& zone, Span span);

}  // namespace ohmstead
