#include "exchange/local_time_parameters.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace ohmstead::exchange::espi {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

constexpr unsigned kLastWeekday = 7;  // operator: the last such weekday of the month

struct Change {
    Instant at{};
    Seconds before{};
    Seconds after{};
};

// Bits 0-11 seconds of the hour, 12-16 hour, 17-19 weekday (1: Monday), 20-24 day of the month,
// 25-27 operator, 28-31 month; by the clock before the change.
std::string rule_of(const Change& change) {
    const auto local = change.at + change.before;
    const auto day = std::chrono::floor<days>(local);
    const std::chrono::year_month_day date{day};
    const auto of_day = std::chrono::floor<Seconds>(local - day).count();
    const auto weekday = std::chrono::weekday{day}.iso_encoding();
    const auto day_of_month = static_cast<unsigned>(date.day());
    const std::chrono::year_month_day a_week_later{day + days{7}};
    const bool is_last = a_week_later.month() != date.month();
    const unsigned which = is_last ? kLastWeekday : 2 + (day_of_month - 1) / 7;
    const auto bits = static_cast<std::uint32_t>(of_day % 3600) |
                      static_cast<std::uint32_t>(of_day / 3600) << 12U | weekday << 17U |
                      which << 25U | static_cast<unsigned>(date.month()) << 28U;
    return fmt::format("{:08X}", bits);
}

}  // namespace

LocalTimeParameters local_time_parameters(const Zone& zone, std::chrono::year year) {
    const Instant end{sys_days{(year + std::chrono::years{1}) / 1 / 1}};
    auto regime = zone.regime_at(Instant{sys_days{year / 1 / 1}});
    auto least = regime.offset;
    std::vector<Change> changes;
    while (regime.span.to < end) {
        const auto next = zone.regime_at(regime.span.to);
        changes.push_back({regime.span.to, regime.offset, next.offset});
        least = std::min(least, next.offset);
        regime = next;
    }
    if (changes.size() != 2 || changes[0].after == changes[0].before ||
        changes[1].after != changes[0].before) {
        return {.offset = least.count()};
    }
    if (changes[0].after < changes[0].before) {
        std::swap(changes[0], changes[1]);  // in the south the year begins in summer
    }
    return {.offset = changes[0].before.count(),
            .dst_offset = (changes[0].after - changes[0].before).count(),
            .dst_start = rule_of(changes[0]),
            .dst_end = rule_of(changes[1])};
}

}  // namespace ohmstead::exchange::espi
