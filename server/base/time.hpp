#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ohmstead {

// A point in UTC, in milliseconds: the resolution at which readings are kept.
using Instant = std::chrono::sys_time<std::chrono::milliseconds>;
using Milliseconds = std::chrono::milliseconds;
using Seconds = std::chrono::seconds;

// What turns a rate per hour into an amount.
inline constexpr std::int64_t kMsPerHour = 3'600'000;

constexpr Instant instant_from_ms(std::int64_t ms) {
    return Instant{Milliseconds{ms}};
}
constexpr std::int64_t ms_of(Instant instant) {
    return instant.time_since_epoch().count();
}

// A half-open span [from, to).
struct Span {
    Instant from{};
    Instant to{};

    bool empty() const { return to <= from; }
    bool contains(Instant instant) const { return from <= instant && instant < to; }
    friend bool operator==(const Span&, const Span&) = default;
};

// RFC 3339 in UTC: "2026-03-01T10:00:00Z", with ".250" only when there are milliseconds.
std::string format_rfc3339(Instant instant);

// RFC 3339 with any numeric offset or Z; fractions beyond milliseconds are cut. Nothing for any
// other form, for times that do not exist (24:00, month 13), and for years outside 1970..9999.
std::optional<Instant> parse_rfc3339(std::string_view text);

// Where the time comes from, so that tests can set it. Thread-safe.
class Clock {
public:
    virtual ~Clock() = default;
    virtual Instant now() const = 0;
};

class SystemClock final : public Clock {
public:
    Instant now() const override {
        return std::chrono::floor<Milliseconds>(std::chrono::system_clock::now());
    }
};

}  // namespace ohmstead
