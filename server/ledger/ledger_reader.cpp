#include "ledger/ledger_reader.hpp"

#include <algorithm>
#include <span>
#include <utility>

#include "domain/balance/parts.hpp"
#include "domain/balance/slot_inputs.hpp"
#include "ledger/home_zone.hpp"

namespace ohmstead {
namespace {

constexpr std::size_t kMostPeriods = 40'000;  // a year of slots
constexpr std::size_t kMostPoints = 10'000;
constexpr auto kLongestSpan = std::chrono::hours{24 * 366 * 40};
constexpr Milliseconds kPowerHold = std::chrono::minutes{15};

// How far before a view a day is looked for that tells what the batteries hold.
constexpr int kDaysBefore = 3;
constexpr std::int64_t kSlotsBefore = kDaysBefore * 2 * kSlotsPerDay;

// Where something is known of the content of the batteries, and what.
struct Opening {
    SlotIndex at = 0;
    Storage content;
};

// The last one that is not after `slot`. Before the first slot of a home nothing is held.
std::optional<Opening> opening_before(SlotIndex slot, std::optional<SlotIndex> first,
                                      const std::vector<DaySums>& days) {
    std::optional<Opening> opening;
    if (first && slot - *first <= kSlotsBefore) {
        opening = Opening{.at = std::min(slot, *first), .content = {}};
    }
    for (const auto& day : days) {
        if (day.day.slots.to <= slot && slot - day.day.slots.to <= kSlotsBefore) {
            opening = Opening{.at = day.day.slots.to, .content = day.content};
        }
    }
    return opening;
}

// The most days in a row within `whole`, so that slots are read in two pieces at most.
std::span<const DaySums> longest_run(std::span<const DaySums> days, SlotRange whole) {
    std::size_t best = 0;
    std::size_t best_end = 0;
    std::size_t length = 0;
    for (std::size_t i = 0; i < days.size(); ++i) {
        const auto slots = days[i].day.slots;
        if (slots.from < whole.from || slots.to > whole.to) {
            length = 0;
            continue;
        }
        const bool follows = length > 0 && days[i - 1].day.slots.to == slots.from;
        length = follows ? length + 1 : 1;
        if (length > best) {
            best = length;
            best_end = i + 1;
        }
    }
    return days.subspan(best_end - best, best);
}

// Slots of a range, and before it back to where the content of the batteries is known.
struct SummedSlots {
    SlotRange range;
    std::optional<Opening> opening;
    std::vector<ChannelSlots> slots;
};

// What the batteries hold when the range begins.
std::optional<Storage> content_at(const SummedSlots& summed, std::span<const Channel> channels,
                                  Instant now) {
    if (!summed.opening) {
        return std::nullopt;
    }
    auto content = summed.opening->content;
    content.resize(count_batteries(battery_meters(channels)));
    const SlotFrame before{SlotRange{summed.opening->at, summed.range.from}};
    carry_over(content, SlotInputs{before, channels, by_channel(summed.slots), now});
    return content;
}

// What of `whole` is before and after `days`.
std::vector<SlotRange> around(SlotRange whole, std::span<const DaySums> days) {
    if (days.empty()) {
        return {whole};
    }
    std::vector<SlotRange> ranges{{whole.from, days.front().day.slots.from},
                                  {days.back().day.slots.to, whole.to}};
    std::erase_if(ranges, [](SlotRange range) { return range.empty(); });
    return ranges;
}

// Whether sums of a period tell no more than the view lets through.
bool is_seen(const View& view, Period period) {
    switch (period) {
        case Period::slot:
        case Period::hour:
            return view.sees_slots();
        case Period::day:
        case Period::week:
            return view.sees_days();
        case Period::month:
        case Period::quarter:
        case Period::year:
            break;
    }
    return true;
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

LedgerReader::LedgerReader(HomeStore& homes, LedgerSlots& slots, DerivedStore& derived,
                           ReadingStore& readings, Worker& cpu, const Clock& clock)
    : homes_(homes),
      slots_(slots),
      derived_(derived),
      readings_(readings),
      cpu_(cpu),
      clock_(clock) {}

Task<Result<LedgerReader::Known>> LedgerReader::known(AccessScope scope, HomeId home, Zone zone,
                                                      std::optional<DayStamp> stamp,
                                                      SlotRange whole, bool with_whole) {
    OHMSTEAD_CO_TRY(const auto state, co_await derived_.state(scope, home));
    Known known{.first = state.first, .days = {}};
    if (!stamp) {
        stamp = day_stamp(zone, {});
        stamp->channels = state.stamp.channels;
    }
    if (!state.derived_to || state.stamp != *stamp) {
        co_return known;
    }
    const auto first = zone.date_of(slot_start(whole.from));
    const auto end = std::min(with_whole ? whole.to : whole.from, *state.derived_to);
    OHMSTEAD_CO_TRY(known.days, co_await derived_.days(scope, home, plus_days(first, -kDaysBefore),
                                                       zone.date_of(slot_start(end - 1))));
    std::erase_if(known.days, [&](const DaySums& day) {
        return day.stamp != *stamp || !is_derived(state, day.day.slots);
    });
    co_return known;
}

Task<Result<EnergyView>> LedgerReader::sums(AccessScope scope, HomeId home, Zone zone,
                                            std::vector<Channel> channels,
                                            std::vector<SlotCalorific> calorific, Span span,
                                            Period period, Instant now, View seen) {
    auto periods = cut(zone, span, period);
    const SlotRange whole{slot_of(periods.front().from), slot_of(periods.back().to)};
    const bool by_days = period != Period::slot && period != Period::hour;
    const bool has_battery = seen.sees_balance() && !battery_meters(channels).empty();
    Known derived;
    if (by_days || has_battery) {
        const auto stamp = seen.limited ? std::nullopt : std::optional(day_stamp(zone, channels));
        OHMSTEAD_CO_TRY(derived, co_await known(scope, home, zone, stamp, whole, by_days));
    }
    const auto days = by_days ? longest_run(derived.days, whole) : std::span<const DaySums>{};
    std::vector<SummedSlots> rest;
    for (const auto range : around(whole, days)) {
        if (!seen.sees_slots()) {
            break;  // of what is not derived they see nothing
        }
        SummedSlots summed{.range = range, .opening = std::nullopt, .slots = {}};
        if (has_battery) {
            summed.opening = opening_before(range.from, derived.first, derived.days);
        }
        const SlotRange read{summed.opening ? summed.opening->at : range.from, range.to};
        OHMSTEAD_CO_TRY(summed.slots,
                        co_await slots_.read(scope, home, summed_channels(channels), read));
        rest.push_back(std::move(summed));
    }
    auto work = [&channels, &calorific, days, &rest, &periods, now, seen] {
        EnergySum sum{channels, std::move(periods), now, std::move(calorific), seen.sees_balance()};
        sum.add_days(days);
        for (const auto& summed : rest) {
            sum.add_slots(summed.range, summed.slots, content_at(summed, channels, now));
        }
        return std::move(sum).finish();
    };
    auto view = co_await cpu_.run(work);
    OHMSTEAD_CO_TRY(view.carbon, co_await carbon(scope, home, channels, view.periods));
    co_return view;
}

Task<Result<std::vector<ChannelSlots>>> LedgerReader::slots(AccessScope scope, HomeId home,
                                                            std::vector<ChannelId> channels,
                                                            SlotRange range) {
    co_return co_await slots_.read(std::move(scope), std::move(home), std::move(channels), range);
}

Task<Result<EnergyAnswer>> LedgerReader::energy(AccessScope scope, HomeId home, Boundary from,
                                                Boundary to, Period period, bool only_complete,
                                                std::optional<Compare> compare) {
    const Instant now = clock_.now();
    OHMSTEAD_CO_TRY(const auto seen, scope.view(home, Right::see_energy, now));
    if (!is_seen(seen, period)) {
        co_return make_error(ErrorCode::forbidden, "The home's consent is for longer periods.");
    }
    OHMSTEAD_CO_TRY(auto found, co_await homes_.get(scope, home));
    OHMSTEAD_CO_TRY(const auto zone, zone_of(found));
    OHMSTEAD_CO_TRY(const auto span, resolve_span(from, to, zone, kLongestSpan));
    if (count_at_most(span, period) > kMostPeriods) {
        co_return bad_parameter("period", "too_many", "Choose a longer period for this span.");
    }
    OHMSTEAD_CO_TRY(auto channels, co_await homes_.channels(scope, home));
    const auto calorific = calorific_by_slot(zone, found.calorific_values);
    OHMSTEAD_CO_TRY(auto view,
                    co_await sums(scope, home, zone, channels, calorific, span, period, now, seen));
    const Instant complete = view.complete_until;
    if (only_complete && span.from < complete && complete < std::min(span.to, now)) {
        OHMSTEAD_CO_TRY(auto part, co_await sums(scope, home, zone, channels, calorific,
                                                 {span.from, complete}, period, complete, seen));
        view = extended(std::move(part), std::move(view.periods));
        view.complete_until = complete;
    }
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
    OHMSTEAD_CO_TRY(auto other_view, co_await sums(scope, home, zone, answer.channels, calorific,
                                                   other, period, now, seen));
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

// The days do not have it: the intensity of a slot may become known long after.
Task<Result<std::vector<CarbonSum>>> LedgerReader::carbon(AccessScope scope, HomeId home,
                                                          std::vector<Channel> channels,
                                                          std::vector<Span> periods) {
    const auto source = std::ranges::find(channels, ChannelRole::grid_carbon, &Channel::role);
    std::vector<ChannelId> import;
    for (const auto& channel : channels) {
        if (channel.role == ChannelRole::grid_import && adds_to_role(channel)) {
            import.push_back(channel.id);
        }
    }
    if (source == channels.end() || import.empty() || periods.empty()) {
        co_return std::vector<CarbonSum>{};
    }
    const Span whole{periods.front().from, periods.back().to};
    OHMSTEAD_CO_TRY(
        const auto slots,
        co_await slots_.read(scope, home, import, {slot_of(whole.from), slot_of(whole.to)}));
    OHMSTEAD_CO_TRY(const auto intensity,
                    co_await readings_.read(scope, home, source->id, Measure::state, whole,
                                            /*with_previous=*/true));
    auto work = [&periods, &slots, &intensity] { return carbon_sums(periods, slots, intensity); };
    auto sums = co_await cpu_.run(work);
    co_return sums;
}

Task<Result<PowerView>> LedgerReader::power(AccessScope scope, HomeId home, Boundary from,
                                            Boundary to, std::vector<ChannelId> channels,
                                            std::size_t points) {
    OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::see_energy));
    OHMSTEAD_CO_TRY(const auto found, co_await homes_.get(scope, home));
    OHMSTEAD_CO_TRY(const auto zone, zone_of(found));
    OHMSTEAD_CO_TRY(const auto span, resolve_span(from, to, zone, kLongestSpan));
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
    const SlotRange whole{slot_of(view.grid.from),
                          slot_of(view.grid.from + length - Milliseconds{1}) + 1};
    OHMSTEAD_CO_TRY(const auto slots, co_await slots_.read(scope, home, by_counter, whole));
    for (const auto& of_channel : slots) {
        view.columns.push_back({.buckets = mean_power(of_channel, view.grid), .is_mean = true});
    }
    co_return view;
}

}  // namespace ohmstead
