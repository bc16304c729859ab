#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include <boost/describe/enum.hpp>

#include "base/time.hpp"
#include "domain/time/zone.hpp"

namespace ohmstead::exchange {

// Times of files lie before 2100, in seconds since 1970.
inline constexpr std::int64_t kLastSecond = 4'102'444'800;

// How a file writes times.
enum class TimeForm {
    iso,          // 2026-03-01T10:00:00+01:00; also with a blank, slashes, without offset or clock
    day_first,    // 01.03.2026 10:00, 01/03/2026 10:00
    month_first,  // 03/01/2026 10:00, 3/1/2026 10:00 AM
    unix_s,
    unix_ms,
};
BOOST_DESCRIBE_ENUM(TimeForm, iso, day_first, month_first, unix_s, unix_ms)

// What a time says by itself.
struct WrittenTime {
    std::optional<Instant> instant;  // with an offset, or counted since 1970
    LocalDate date{};                // otherwise what a local clock showed
    std::chrono::seconds clock{0};
    bool has_clock = false;
};

// Nothing for what does not have that form, or does not exist in any zone.
std::optional<WrittenTime> parse_time(std::string_view text, TimeForm form);

// "00:15", "0:15:30", "12:15 AM".
std::optional<std::chrono::seconds> parse_clock(std::string_view text);

// Where a file is whose rows ascend or descend.
struct RowOrder {
    std::optional<Instant> before;  // the row before
    bool descends = false;

    void take(Instant row);
};

// The instant of a local time. A time that the clock showed twice is the one that follows on the
// row before: when rows ascend the earlier, if that is after it; when they descend the later, if
// that is. Nothing for one that the clock skipped.
std::optional<Instant> resolve(const WrittenTime& time, const Zone& zone, const RowOrder& order);

}  // namespace ohmstead::exchange
