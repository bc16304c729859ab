#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <date/tz.h>

namespace ohmstead::simulator {

/// Milliseconds since 1970-01-01T00:00Z. Spans are half-open.
using Millis = std::int64_t;

inline constexpr Millis kSecond = 1'000;
inline constexpr Millis kMinute = 60'000;
inline constexpr Millis kHour = 3'600'000;
inline constexpr Millis kDay = 86'400'000;

/// Largest multiple of `step` that is not after `t`.
constexpr Millis floor_to(Millis t, Millis step) {
    const Millis rest = t % step;
    return rest < 0 ? t - rest - step : t - rest;
}

/// Reads RFC 3339 with `Z` or a numeric offset, any fraction, `T` or a blank; nothing for other
/// text.
std::optional<Millis> parse_time(std::string_view text);

/// As Home Assistant writes instants: `2026-03-01T10:00:00.250000+00:00`.
std::string format_time(Millis t);

/// One local calendar day.
struct LocalDay {
    Millis start = 0;
    int minutes = 1440;   // 1380 and 1500 on the days of a clock change
    int number = 0;       // days since 1970-01-01 of the local date
    int weekday = 0;      // 0 = Monday
    int day_of_year = 0;  // 0 = 1 January
};

/// An IANA time zone. Remembers the last offset asked for, so it belongs to one thread.
class Zone {
public:
    /// Throws std::runtime_error for an unknown name.
    explicit Zone(const std::string& name);

    const std::string& name() const { return name_; }
    Millis offset(Millis t) const;
    LocalDay day_of(Millis t) const;
    /// Start of the local day, ISO week, month or year that holds `t`; `unit` as in Home Assistant.
    Millis floor_local(Millis t, std::string_view unit) const;
    /// Start of the next such span.
    Millis next_local(Millis t, std::string_view unit) const;

private:
    Millis to_utc(date::local_days day) const;

    std::string name_;
    const date::time_zone* zone_;
    mutable Millis cached_from_ = 0;
    mutable Millis cached_to_ = 0;
    mutable Millis cached_offset_ = 0;
};

}  // namespace ohmstead::simulator
