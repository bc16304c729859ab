#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"

namespace date {
class time_zone;
}

namespace ohmstead {

// A day of the calendar, without a zone.
using LocalDate = std::chrono::year_month_day;

// An IANA time zone, by the time zone data of the system. Cheap to copy; thread-safe.
class Zone {
public:
    // Nothing for a name that the system's data do not have, or that is not a place's (the data
    // hold copies under "posix/" and "right/"; the latter count leap seconds).
    static std::optional<Zone> find(std::string_view name);
    static Zone utc();
    // Which edition of the time zone database the system has, such as "2025b"; "unknown" when it
    // does not tell.
    static const std::string& data_version();

    std::string name() const;

    // A span during which the zone's offset from UTC does not change.
    struct Regime {
        Span span;
        Seconds offset{};
    };
    Regime regime_at(Instant instant) const;

    // The instant at which the local clock first shows `time` on `date`. When the clock skips that
    // time, the instant of the skip.
    Instant instant_of(LocalDate date, Seconds time = Seconds{0}) const;

    // The local date of `instant`: the one whose day_span contains it. It never goes back, even
    // where the clock is put back over midnight.
    LocalDate date_of(Instant instant) const;

    // From the first local midnight of the date to that of the next one: 23, 24 or 25 hours as a
    // rule, none for a day that the zone skipped.
    Span day_span(LocalDate date) const;

    friend bool operator==(const Zone&, const Zone&) = default;

private:
    explicit Zone(const date::time_zone* zone) : zone_(zone) {}
    const date::time_zone* zone_;  // of the time zone database, which is never reloaded
};

// "2026-03-01" exactly, of the years 1970..9999.
std::optional<LocalDate> parse_local_date(std::string_view text);
std::string format_local_date(LocalDate date);

// Steps by whole days of the calendar.
LocalDate plus_days(LocalDate date, int days);

}  // namespace ohmstead
