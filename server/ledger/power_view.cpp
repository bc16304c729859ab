#include "ledger/power_view.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace ohmstead {
namespace {

constexpr std::array<std::int64_t, 16> kStepSeconds{
    1, 2, 5, 10, 15, 30, 60, 180, 300, 900, 1800, 3600, 7200, 10800, 21600, 43200};
constexpr std::int64_t kDayMs = 86'400'000;

constexpr std::int64_t kSecondsPerHour = 3600;

std::int64_t floor_to(std::int64_t value, std::int64_t step) {
    const std::int64_t rest = value % step;
    return value - (rest < 0 ? rest + step : rest);
}

}  // namespace

BucketGrid power_grid(Span span, std::size_t points) {
    if (span.empty() || points == 0) {
        return {.from = span.from, .step = Milliseconds{1000}, .count = 0};
    }
    const std::int64_t length = (span.to - span.from).count();
    const auto steps = static_cast<std::int64_t>(points);
    const auto* found =
        std::find_if(kStepSeconds.begin(), kStepSeconds.end(),
                     [&](std::int64_t seconds) { return length <= seconds * 1000 * steps; });
    const std::int64_t whole_days = (length + steps * kDayMs - 1) / (steps * kDayMs);
    const std::int64_t step = found == kStepSeconds.end() ? whole_days * kDayMs : *found * 1000;
    const std::int64_t from = floor_to(ms_of(span.from), step);
    const std::int64_t count = (ms_of(span.to) - from + step - 1) / step;
    return {.from = instant_from_ms(from),
            .step = Milliseconds{step},
            .count = static_cast<std::size_t>(count)};
}

BucketColumns mean_power(const ChannelSlots& slots, const BucketGrid& grid) {
    BucketColumns columns{.channel = slots.channel,
                          .mean = std::vector<double>(grid.count),
                          .min = std::vector<std::int64_t>(grid.count),
                          .max = std::vector<std::int64_t>(grid.count),
                          .present = std::vector<bool>(grid.count)};
    std::vector<std::int64_t> seconds(grid.count);
    for (const auto& slot : slots.slots) {
        if (slot.seconds_covered == 0) {
            continue;
        }
        const std::int64_t power = slot.amount * kSecondsPerHour / slot.seconds_covered;
        const auto offset = slot_start(slot.index) - grid.from;
        const std::int64_t first = floor_to(offset.count(), grid.step.count()) / grid.step.count();
        const std::int64_t buckets = std::max<std::int64_t>(kSlotMs / grid.step.count(), 1);
        for (std::int64_t i = std::max<std::int64_t>(first, 0);
             i < std::min(first + buckets, static_cast<std::int64_t>(grid.count)); ++i) {
            const auto at = static_cast<std::size_t>(i);
            columns.min[at] = columns.present[at] ? std::min(columns.min[at], power) : power;
            columns.max[at] = columns.present[at] ? std::max(columns.max[at], power) : power;
            columns.mean[at] += static_cast<double>(power) * slot.seconds_covered;
            seconds[at] += slot.seconds_covered;
            columns.present[at] = true;
        }
    }
    for (std::size_t i = 0; i < grid.count; ++i) {
        if (columns.present[i]) {
            columns.mean[i] /= static_cast<double>(seconds[i]);
        }
    }
    return columns;
}

}  // namespace ohmstead
