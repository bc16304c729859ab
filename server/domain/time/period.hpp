#pragma once

#include <vector>

#include <boost/describe/enum.hpp>

#include "base/time.hpp"
#include "domain/time/zone.hpp"

namespace ohmstead {

// What a span of time is cut into. All but `slot` follow the local calendar and clock.
enum class Period { slot, hour, day, week, month, quarter, year };
BOOST_DESCRIBE_ENUM(Period, slot, hour, day, week, month, quarter, year)

// The first date of the calendar period that `date` is in. Weeks start on Monday. Only for day and
// longer periods.
LocalDate first_date_of(Period period, LocalDate date);
// The first date of the period after the one that starts with `first`.
LocalDate next_first_date(Period period, LocalDate first);

// Cuts `span` into its periods, in order, without hole or overlap; the first and the last are
// shorter where the span starts or ends within a period. Every border is the border of a slot
// (the span's own are moved down and up to one), so sums over periods are sums of whole slots.
//
// Hours are those of the wall clock: an hour that the clock repeats is two periods, and where it
// is moved by half an hour there is a short one. Days that the zone skipped are absent.
std::vector<Span> cut(const Zone& zone, Span span, Period period);

// How many periods `cut` would make, at most: to refuse a request before working on it.
std::size_t count_at_most(Span span, Period period);

}  // namespace ohmstead
