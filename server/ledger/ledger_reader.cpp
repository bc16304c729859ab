#include "ledger/ledger_reader.hpp"

#include <algorithm>
#include <utility>

#include "domain/balance/parts.hpp"
#include "ledger/home_zone.hpp"

namespace ohmstead {
namespace {

constexpr std::size_t kMostPeriods = 40'000;  // a year of slots
constexpr std::size_t kMostPoints = 10'000;
constexpr auto kLongestSpan = std::chrono::hours{24 * 366 * 40};
constexpr Milliseconds kPowerHold = std::chrono::minutes{15};

Error bad_parameter(std::string name, std::string code, std::string detail) {
    Error error = make_error(ErrorCode::invalid, detail);
    error.fields.push_back({std::move(name), std::move(code), std::move(detail)});
    return error;
}

Instant instant_of(const Boundary& boundary, const Zone& zone) {
    if (const auto* date = std::get_if<LocalDate>(&boundary)) {
        return zone.instant_of(*date);
    }
    return std::get<Instant>(boundary);
}

Result<Span> span_of(const Boundary& from, const Boundary& to, const Zone& zone) {
    const Span span{instant_of(from, zone), instant_of(to, zone)};
    if (span.empty()) {
        return bad_parameter("to", "order", "This must be later than the start.");
    }
    if (span.to - span.from > kLongestSpan) {
        return bad_parameter("to", "too_long", "This span is longer than 40 years.");
    }
    return span;
}

// The most days in a row, so that slots are read in two pieces at most.
std::vector<DaySums> longest_run(std::vector<DaySums> days) {
    std::size_t best = 0;
    std::size_t best_end = 0;
    std::size_t length = 0;
    for (std::size_t i = 0; i < days.size(); ++i) {
        const bool follows = i > 0 && days[i - 1].day.slots.to == days[i].day.slots.from;
        length = follows ? length + 1 : 1;
        if (length > best) {
            best = length;
            best_end = i + 1;
        }
    }
    const auto end = days.begin() + static_cast<std::ptrdiff_t>(best_end);
    days.erase(end, days.end());
    days.erase(days.begin(), days.end() - static_cast<std::ptrdiff_t>(best));
    return days;
}

struct SummedSlots {
    SlotRange range;
    std::vector<ChannelSlots> slots;
};

// What of `whole` is before and after `days`.
std::vector<SlotRange> around(SlotRange whole, const std::vector<DaySums>& days) {
    if (days.empty()) {
        return {whole};
    }
    std::vector<SlotRange> ranges{{whole.from, days.front().day.slots.from},
                                  {days.back().day.slots.to, whole.to}};
    std::erase_if(ranges, [](SlotRange range) { return range.empty(); });
    return ranges;
}

// Nothing can be asked of a channel that has never had a source of power or a counter of energy.
enum class PowerSource { none, readings, counter };

PowerSource power_source(const Channel& channel) {
    auto source = PowerSource::none;
    if (quantity_of(channel.role) != Quantity::energy) {
        return source;
    }
    for (const auto& binding : channel.bindings) {
        if (binding.measure == Measure::power) {
            return PowerSource::readings;
        }
        if (binding.measure == Measure::counter) {
            source = PowerSource::counter;
        }
    }
    return source;
}

}  // namespace

std::optional<Boundary> parse_boundary(std::string_view text) {
    if (const auto date = parse_local_date(text)) {
        return *date;
    }
    if (const auto instant = parse_rfc3339(text)) {
        return *instant;
    }
    return std::nullopt;
}

LedgerReader::LedgerReader(HomeStore& homes, SlotStore& slots, DerivedStore& derived,
                           ReadingStore& readings, Worker& cpu, const Clock& clock)
    : homes_(homes),
      slots_(slots),
      derived_(derived),
      readings_(readings),
      cpu_(cpu),
      clock_(clock) {}

Task<Result<std::vector<DaySums>>> LedgerReader::derived_days(AccessScope scope, HomeId home,
                                                              Zone zone, DayStamp stamp,
                                                              SlotRange whole) {
    OHMSTEAD_CO_TRY(const auto state, co_await derived_.state(scope, home));
    if (!state.derived_to || state.stamp != stamp) {
        co_return std::vector<DaySums>{};
    }
    const auto first = zone.date_of(slot_start(whole.from));
    const auto last = zone.date_of(slot_start(std::min(whole.to, *state.derived_to) - 1));
    OHMSTEAD_CO_TRY(auto days, co_await derived_.days(scope, home, first, last));
    std::erase_if(days, [&](const DaySums& day) {
        return day.stamp != stamp || !is_derived(state, day.day.slots) ||
               day.day.slots.from < whole.from || day.day.slots.to > whole.to;
    });
    co_return longest_run(std::move(days));
}

Task<Result<EnergyView>> LedgerReader::sums(AccessScope scope, HomeId home, Zone zone,
                                            const std::vector<Channel>& channels, Span span,
                                            Period period, Instant now) {
    auto periods = cut(zone, span, period);
    const SlotRange whole{slot_of(periods.front().from), slot_of(periods.back().to)};
    std::vector<DaySums> days;
    if (period != Period::slot && period != Period::hour) {
        OHMSTEAD_CO_TRY(days,
                        co_await derived_days(scope, home, zone, day_stamp(zone, channels), whole));
    }
    std::vector<SummedSlots> rest;
    for (const auto range : around(whole, days)) {
        OHMSTEAD_CO_TRY(auto slots, co_await slots_.slots(scope, home, summed_channels(channels),
                                                          ohmstead::span_of(range)));
        rest.push_back({.range = range, .slots = std::move(slots)});
    }
    auto work = [&channels, &days, &rest, &periods, now] {
        EnergySum sum{channels, std::move(periods), now};
        sum.add_days(days);
        for (const auto& [range, slots] : rest) {
            sum.add_slots(range, slots);
        }
        return std::move(sum).finish();
    };
    co_return co_await cpu_.run(work);
}

Task<Result<EnergyAnswer>> LedgerReader::energy(AccessScope scope, HomeId home, Boundary from,
                                                Boundary to, Period period,
                                                std::optional<Compare> compare) {
    OHMSTEAD_CO_TRY(auto found, co_await homes_.get(scope, home));
    OHMSTEAD_CO_TRY(const auto zone, zone_of(found));
    OHMSTEAD_CO_TRY(const auto span, span_of(from, to, zone));
    if (count_at_most(span, period) > kMostPeriods) {
        co_return bad_parameter("period", "too_many", "Choose a longer period for this span.");
    }
    OHMSTEAD_CO_TRY(auto channels, co_await homes_.channels(scope, home));
    const Instant now = clock_.now();
    OHMSTEAD_CO_TRY(auto view, co_await sums(scope, home, zone, channels, span, period, now));
    EnergyAnswer answer{std::move(found), std::move(channels), std::move(view), std::nullopt};
    if (!compare) {
        co_return answer;
    }
    const Instant until =
        answer.view.complete_until > span.from ? answer.view.complete_until : span.to;
    const auto other = compared_span(zone, span, *compare, until);
    if (other.empty()) {
        co_return answer;
    }
    OHMSTEAD_CO_TRY(auto other_view,
                    co_await sums(scope, home, zone, answer.channels, other, period, now));
    answer.compared =
        ComparedEnergy{.compare = *compare,
                       .span = other,
                       .until = until,
                       .days = local_days(zone, {span.from, until}),
                       .compared_days = local_days(zone, other),
                       .aligned = align(zone, *compare, answer.view.periods, other_view.periods),
                       .view = std::move(other_view)};
    co_return answer;
}

Task<Result<PowerView>> LedgerReader::power(AccessScope scope, HomeId home, Boundary from,
                                            Boundary to, std::vector<ChannelId> channels,
                                            std::size_t points) {
    OHMSTEAD_CO_TRY(const auto found, co_await homes_.get(scope, home));
    OHMSTEAD_CO_TRY(const auto zone, zone_of(found));
    OHMSTEAD_CO_TRY(const auto span, span_of(from, to, zone));
    if (points == 0 || points > kMostPoints) {
        co_return bad_parameter("points", "range", "Ask for 1 to 10000 points.");
    }
    OHMSTEAD_CO_TRY(const auto known, co_await homes_.channels(scope, home));
    std::vector<ChannelId> by_readings;
    std::vector<ChannelId> by_counter;
    for (const auto& channel : known) {
        if (!channels.empty() &&
            std::find(channels.begin(), channels.end(), channel.id) == channels.end()) {
            continue;
        }
        const auto source = power_source(channel);
        if (source == PowerSource::readings) {
            by_readings.push_back(channel.id);
        } else if (source == PowerSource::counter) {
            by_counter.push_back(channel.id);
        }
    }
    for (const auto& id : channels) {
        if (std::none_of(known.begin(), known.end(),
                         [&](const Channel& channel) { return channel.id == id; })) {
            co_return bad_parameter("channels", "unknown", "The home has no such channel.");
        }
    }

    PowerView view{.grid = power_grid(span, points), .columns = {}};
    OHMSTEAD_CO_TRY(auto buckets,
                    co_await readings_.buckets(scope, home, by_readings, view.grid, kPowerHold));
    for (auto& column : buckets) {
        view.columns.push_back({.buckets = std::move(column), .is_mean = false});
    }
    if (by_counter.empty()) {
        co_return view;
    }
    const auto length = view.grid.step * static_cast<std::int64_t>(view.grid.count);
    const Span whole{slot_start(slot_of(view.grid.from)), view.grid.from + length};
    OHMSTEAD_CO_TRY(const auto slots, co_await slots_.slots(scope, home, by_counter, whole));
    for (const auto& of_channel : slots) {
        view.columns.push_back({.buckets = mean_power(of_channel, view.grid), .is_mean = true});
    }
    co_return view;
}

}  // namespace ohmstead
