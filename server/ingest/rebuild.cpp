#include "ingest/rebuild.hpp"

#include <algorithm>
#include <utility>

namespace ohmstead::ingest {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

constexpr int kDaysAtOnce = 64;
// As many readings at once are a millisecond of work.
constexpr std::size_t kFewReadings = 500;
constexpr days kMostAhead{16};
// Who shows today's sums asks for no older slots.
constexpr days kShown{3};

bool is_settled_until(sys_days day, const DayMeter& meter) {
    const auto open = open_since(meter.anchor());
    return !open || *open >= Instant{day};
}

std::vector<MeteredDay> before(sys_days day, std::vector<MeteredDay> metered) {
    std::erase_if(metered, [&](const MeteredDay& each) { return each.day >= day; });
    return metered;
}

}  // namespace

Rebuild::Rebuild(Services services, HomeId home, ChannelId channel, MeterRules rules)
    : services_(std::move(services)),
      home_(std::move(home)),
      channel_(std::move(channel)),
      rules_(std::move(rules)) {}

Task<Result<Rebuilt>> Rebuild::run(RebuildSpan span) {
    OHMSTEAD_CO_TRY(auto start,
                    co_await find_start(std::chrono::floor<days>(span.from), span.today));
    DayMeter meter(rules_, start.day, std::move(start.anchor));
    Rebuilt rebuilt{.meter = std::nullopt, .first_slot = slot_of(Instant{start.day}), .slots = {}};
    const auto shown = slot_of(Instant{span.today - kShown});
    std::optional<sys_days> stands;  // from here on all is as it is stored
    const auto rest_stands = [&] { return stands && is_settled_until(*stands, meter); };
    for (auto day = start.day;; day += days{1}) {
        // The newest reading may lie ahead of today, when a source's clock is wrong.
        const bool last = day >= span.today;
        OHMSTEAD_CO_TRY(const auto readings, co_await readings_of(day, span.today));
        auto reading = readings.begin();
        // The first readings of a day still settle the end of the day before it. While a coarse
        // counter stands still, so do those of the day after.
        while (reading != readings.end() && !rest_stands()) {
            for (const auto& slot : meter.push(*reading)) {
                if (slot.index >= shown) {
                    rebuilt.slots[slot.index] = slot;
                }
            }
            ++reading;
        }
        if (rest_stands()) {
            OHMSTEAD_CO_TRY_VOID(co_await write(before(*stands, meter.take_changed())));
            rebuilt.slots.erase(rebuilt.slots.lower_bound(slot_of(Instant{*stands})),
                                rebuilt.slots.end());
            co_return rebuilt;
        }
        if (last) {
            break;
        }
        const auto next = day + days{1};
        if (!stands && span.to < Instant{next} && next <= span.open_day) {
            OHMSTEAD_CO_TRY(const bool as_stored, co_await begins_as_stored(next, meter));
            if (as_stored) {
                stands = next;
            }
        }
        if (!stands && (next - start.day).count() % kDaysAtOnce == 0) {
            OHMSTEAD_CO_TRY_VOID(co_await write(meter.take_changed()));
        }
    }
    OHMSTEAD_CO_TRY_VOID(co_await write(meter.take_changed()));
    rebuilt.meter = std::move(meter);
    co_return rebuilt;
}

// The stored day from which `day` follows: itself, or one before it whose slots a reading of `day`
// may still change. With nothing stored, metering begins with the first reading of all.
Task<Result<Rebuild::Start>> Rebuild::find_start(sys_days day, sys_days today) {
    OHMSTEAD_CO_TRY(auto block, co_await block_at_or_before(day));
    OHMSTEAD_CO_TRY(bool kept, co_await has_readings_of(block));
    if (block && kept) {
        const auto open = open_since(block->anchor);
        if (open && std::chrono::floor<days>(*open) < block->day) {
            day = std::chrono::floor<days>(*open);
            OHMSTEAD_CO_TRY(block, co_await block_at_or_before(day));
            OHMSTEAD_CO_TRY(kept, co_await has_readings_of(block));
        }
    }
    if (block && kept) {
        co_return Start{block->day, std::move(block->anchor)};
    }
    OHMSTEAD_CO_TRY(day, co_await first_day_with_readings(today));
    OHMSTEAD_CO_TRY(block,
                    co_await services_.slots.block_of(services_.scope, home_, channel_, day));
    OHMSTEAD_CO_TRY(kept, co_await has_readings_of(block));
    if (kept) {
        co_return Start{day, Anchor{}};
    }
    day += days{1};
    OHMSTEAD_CO_TRY(block,
                    co_await services_.slots.block_of(services_.scope, home_, channel_, day));
    co_return Start{day, block ? std::move(block->anchor) : Anchor{}};
}

// An agent lets go of old readings: a day that begins with something of which none is kept cannot
// be worked out again, and stands.
Task<Result<bool>> Rebuild::has_readings_of(const std::optional<Block>& block) {
    const auto follows = [&](const Anchor& anchor) {
        return rules_.source == Measure::power ? anchor.power.has_value()
                                               : anchor.counter.has_value();
    };
    if (!block || !follows(block->anchor)) {
        co_return true;
    }
    co_return co_await any_reading_before(block->day);
}

Task<Result<bool>> Rebuild::any_reading_before(sys_days day) {
    const Instant at{day};
    OHMSTEAD_CO_TRY(const auto found, co_await services_.readings.read(
                                          services_.scope, home_, channel_, rules_.source,
                                          {at, at + Milliseconds{1}}, /*with_previous=*/true));
    co_return !found.empty() && found.front().at < at;
}

// By halving: whether there is a reading before a day is known from the newest one before it.
Task<Result<sys_days>> Rebuild::first_day_with_readings(sys_days today) {
    sys_days without{};  // nothing is before it
    sys_days with = today + days{1};
    while (with - without > days{1}) {
        const sys_days middle = without + (with - without) / 2;
        OHMSTEAD_CO_TRY(const bool any_before, co_await any_reading_before(middle));
        (any_before ? with : without) = middle;
    }
    co_return without;
}

Task<Result<std::optional<Block>>> Rebuild::block_at_or_before(sys_days day) {
    co_return co_await services_.slots.block_at_or_before(services_.scope, home_, channel_, day);
}

// Days are asked for in ascending order.
Task<Result<std::vector<Reading>>> Rebuild::readings_of(sys_days day, sys_days today) {
    if (day >= ahead_to_) {
        const auto to = std::min(day + stride_, today);
        const bool last = to <= day;
        OHMSTEAD_CO_TRY(ahead_, co_await services_.readings.read(
                                    services_.scope, home_, channel_, rules_.source,
                                    {Instant{day}, last ? Instant::max() : Instant{to}},
                                    /*with_previous=*/false));
        ahead_to_ = last ? sys_days::max() : to;
        stride_ = ahead_.size() < kFewReadings ? std::min(stride_ * 2, kMostAhead) : days{1};
    }
    const auto end =
        ahead_to_ == sys_days::max()
            ? ahead_.end()
            : std::ranges::lower_bound(ahead_, Instant{day + days{1}}, {}, &Reading::at);
    std::vector<Reading> of_day(ahead_.begin(), end);
    ahead_.erase(ahead_.begin(), end);
    co_return of_day;
}

Task<Result<bool>> Rebuild::begins_as_stored(sys_days day, const DayMeter& meter) {
    OHMSTEAD_CO_TRY(const auto stored,
                    co_await services_.slots.block_of(services_.scope, home_, channel_, day));
    co_return stored && stored->anchor == meter.anchor();
}

Task<Status> Rebuild::write(std::vector<MeteredDay> metered) {
    std::vector<Block> blocks;
    services_.writer.add(blocks, channel_, std::move(metered));
    co_return co_await services_.writer.write(std::move(blocks));
}

}  // namespace ohmstead::ingest
