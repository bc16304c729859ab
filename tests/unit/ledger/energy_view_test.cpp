#include "ledger/energy_view.hpp"

#include <algorithm>
#include <map>

#include <gtest/gtest.h>

#include "domain/time/period.hpp"
#include "unit/domain/random_home.hpp"

namespace ohmstead {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using test::channel;
using test::kTen;
using test::RandomHome;
using test::utc;
using test::whole_slot;
using test::zone;

const SlotIndex kFirst = slot_of(kTen);
const Instant kLater = kTen + hours{24 * 30};

// Two slots as two periods, seen long after.
std::vector<Span> two_slots() {
    return {{kTen, kTen + minutes{15}}, {kTen + minutes{15}, kTen + minutes{30}}};
}

const RoleColumn* role(const EnergyView& view, ChannelRole wanted) {
    const auto found = std::find_if(view.roles.begin(), view.roles.end(),
                                    [&](const RoleColumn& r) { return r.role == wanted; });
    return found == view.roles.end() ? nullptr : &*found;
}

TEST(EnergyView, AttributesEachSlotAndSumsThen) {
    const std::vector channels{channel("i", ChannelRole::grid_import),
                               channel("s", ChannelRole::solar),
                               channel("c", ChannelRole::battery_charge)};
    const std::vector<ChannelSlots> slots{
        {channels[0].id, {whole_slot(kFirst, 3), whole_slot(kFirst + 1, 0)}},
        {channels[1].id, {whole_slot(kFirst, 0), whole_slot(kFirst + 1, 4)}},
        {channels[2].id, {whole_slot(kFirst, 2), whole_slot(kFirst + 1, 0)}}};
    const auto view = energy_view(channels, slots, {{kTen, kTen + minutes{30}}}, kLater);
    EXPECT_EQ(view.home, std::vector<std::int64_t>{5});
    EXPECT_EQ(view.flows[0], (Flows{.grid_to_home = 1, .grid_to_battery = 2, .solar_to_home = 4}));
    EXPECT_EQ(view.counts[0], (SlotCounts{.elapsed = 2, .known = 2, .estimated = 0}));
    EXPECT_EQ(view.complete_until, kTen + minutes{30});
    EXPECT_EQ(role(view, ChannelRole::grid_import)->amount[0], 3);
    EXPECT_EQ(role(view, ChannelRole::grid_export), nullptr);
}

TEST(EnergyView, ASlotWithoutOneInputIsUnknownAndNotZero) {
    const std::vector channels{channel("i", ChannelRole::grid_import),
                               channel("s", ChannelRole::solar)};
    const std::vector<ChannelSlots> slots{
        {channels[0].id, {whole_slot(kFirst, 3), whole_slot(kFirst + 1, 5)}},
        {channels[1].id, {whole_slot(kFirst, 1)}}};
    const auto view = energy_view(channels, slots, two_slots(), kLater);
    EXPECT_EQ(view.home, (std::vector<std::int64_t>{4, 0}));
    EXPECT_EQ(view.counts[1], (SlotCounts{.elapsed = 1, .known = 0, .estimated = 0}));
    // What is known of the channels themselves is told.
    EXPECT_EQ(view.channels[0].amount[1], 5);
    EXPECT_EQ(view.channels[1].known_slots[1], 0u);
    EXPECT_EQ(view.complete_until, kTen + minutes{15});
}

TEST(EnergyView, AChannelIsExpectedOnlyWhileItHasABinding) {
    std::vector channels{channel("i", ChannelRole::grid_import), channel("s", ChannelRole::solar)};
    channels[1].bindings[0].valid_from = kTen + minutes{15};
    const std::vector<ChannelSlots> slots{
        {channels[0].id, {whole_slot(kFirst, 3), whole_slot(kFirst + 1, 5)}}};
    auto view = energy_view(channels, slots, two_slots(), kLater);
    EXPECT_EQ(view.home, (std::vector<std::int64_t>{3, 0}));
    EXPECT_EQ(view.counts[1].known, 0u);
    channels[1].bindings[0] = Binding{};
    channels[1].bindings[0].valid_to = kTen + minutes{15};
    view = energy_view(channels, slots, two_slots(), kLater);
    EXPECT_EQ(view.home, (std::vector<std::int64_t>{0, 5}));
}

TEST(EnergyView, SeveralChannelsOfARoleAddUpButNoPartsAndPhases) {
    std::vector channels{
        channel("t1", ChannelRole::grid_import), channel("t2", ChannelRole::grid_import),
        channel("part", ChannelRole::grid_import), channel("l1", ChannelRole::grid_import)};
    channels[2].included_in = channels[0].id;
    channels[3].phase = "L1";
    std::vector<ChannelSlots> slots;
    for (const auto& of : channels) {
        slots.push_back({of.id, {whole_slot(kFirst, 10)}});
    }
    const auto view = energy_view(channels, slots, {two_slots()[0]}, kLater);
    EXPECT_EQ(role(view, ChannelRole::grid_import)->amount[0], 20);
    EXPECT_EQ(view.home[0], 20);
    EXPECT_EQ(view.channels.size(), 4u);
}

TEST(EnergyView, SolarBehindAHybridInverterIsProductionButNoInput) {
    std::vector channels{channel("i", ChannelRole::grid_import),
                         channel("roof", ChannelRole::solar),
                         channel("garage", ChannelRole::solar)};
    channels[1].adds_to_ac_balance = false;
    channels[2].adds_to_production = false;
    const std::vector<ChannelSlots> slots{{channels[0].id, {whole_slot(kFirst, 1)}},
                                          {channels[1].id, {whole_slot(kFirst, 10)}},
                                          {channels[2].id, {whole_slot(kFirst, 100)}}};
    const auto view = energy_view(channels, slots, {two_slots()[0]}, kLater);
    EXPECT_EQ(role(view, ChannelRole::solar)->amount[0], 10);
    EXPECT_EQ(view.home[0], 101);
}

TEST(EnergyView, AGeneratorHasItsOwnRoleAndFeedsLikeSolar) {
    const std::vector channels{channel("g", ChannelRole::generator)};
    const std::vector<ChannelSlots> slots{{channels[0].id, {whole_slot(kFirst, 7)}}};
    const auto view = energy_view(channels, slots, {two_slots()[0]}, kLater);
    EXPECT_EQ(role(view, ChannelRole::generator)->amount[0], 7);
    EXPECT_EQ(role(view, ChannelRole::solar), nullptr);
    EXPECT_EQ(view.flows[0].solar_to_home, 7);
}

TEST(EnergyView, AHomeOfPlugsAloneHasNoBalance) {
    const std::vector channels{channel("plug", ChannelRole::device),
                               channel("gas", ChannelRole::gas),
                               channel("temperature", ChannelRole::outdoor_temperature)};
    const std::vector<ChannelSlots> slots{{channels[0].id, {whole_slot(kFirst, 7)}},
                                          {channels[1].id, {whole_slot(kFirst, 8)}}};
    const auto view = energy_view(channels, slots, {two_slots()[0]}, kLater);
    EXPECT_TRUE(view.home.empty());
    EXPECT_TRUE(view.roles.empty());
    ASSERT_EQ(view.channels.size(), 2u);
    EXPECT_EQ(view.channels[1].amount[0], 8);
    EXPECT_EQ(view.counts[0], (SlotCounts{.elapsed = 1, .known = 1, .estimated = 0}));
}

TEST(EnergyView, DevicesAreSummedInTheSlotsInWhichTheHomeIsKnown) {
    std::vector channels{channel("i", ChannelRole::grid_import),
                         channel("oven", ChannelRole::device),
                         channel("plate", ChannelRole::device)};
    channels[2].included_in = channels[1].id;
    const std::vector<ChannelSlots> slots{
        {channels[0].id, {whole_slot(kFirst, 10)}},
        {channels[1].id, {whole_slot(kFirst, 4), whole_slot(kFirst + 1, 100)}},
        {channels[2].id, {whole_slot(kFirst, 3, Quality::coarse)}}};
    auto view = energy_view(channels, slots, {{kTen, kTen + minutes{30}}}, kLater);
    EXPECT_EQ(view.tracked, std::vector<std::int64_t>{4});
    EXPECT_EQ(view.tracked_assumed, std::vector<bool>{false}) << "a part does not count";
    channels[2].included_in.reset();
    view = energy_view(channels, slots, {{kTen, kTen + minutes{30}}}, kLater);
    EXPECT_EQ(view.tracked, std::vector<std::int64_t>{7});
    EXPECT_EQ(view.tracked_assumed, std::vector<bool>{true});
    channels.resize(1);
    EXPECT_TRUE(energy_view(channels, slots, two_slots(), kLater).tracked.empty());
}

TEST(EnergyView, EstimatedAndHourlySlotsAreCounted) {
    const std::vector channels{channel("i", ChannelRole::grid_import)};
    const std::vector<ChannelSlots> slots{
        {channels[0].id,
         {whole_slot(kFirst, 1, Quality::estimated), whole_slot(kFirst + 1, 1, Quality::coarse)}}};
    const auto view = energy_view(channels, slots, {{kTen, kTen + minutes{30}}}, kLater);
    EXPECT_EQ(view.counts[0], (SlotCounts{.elapsed = 2, .known = 2, .estimated = 1, .coarse = 1}));
}

TEST(EnergyView, WhatIsGoingOnNowIsNotAttributedYet) {
    const std::vector channels{channel("i", ChannelRole::grid_import)};
    const Slot half{
        .index = kFirst + 1, .amount = 5, .quality = Quality::measured, .seconds_covered = 400};
    const std::vector<ChannelSlots> slots{{channels[0].id, {whole_slot(kFirst, 3), half}}};
    const std::vector<Span> period{{kTen, kTen + hours{1}}};
    const auto now = energy_view(channels, slots, period, kTen + minutes{22});
    EXPECT_EQ(now.channels[0].amount[0], 8);
    EXPECT_EQ(now.home[0], 3);
    EXPECT_EQ(now.counts[0], (SlotCounts{.elapsed = 1, .known = 1, .estimated = 0}));
    EXPECT_EQ(now.complete_until, kTen + minutes{15});
    // Over, but the meter may only be late.
    const auto soon = energy_view(channels, slots, period, kTen + minutes{40});
    EXPECT_EQ(soon.home[0], 3);
    EXPECT_EQ(soon.counts[0].elapsed, 2u);
    EXPECT_EQ(soon.complete_until, kTen + minutes{15});
    // It will not come any more.
    const auto later = energy_view(channels, slots, period, kTen + minutes{90});
    EXPECT_EQ(later.home[0], 8);
}

TEST(EnergyView, NothingAtAllIsAnEmptyView) {
    EXPECT_TRUE(energy_view({}, {}, {}, kLater).periods.empty());
    const auto view = energy_view({}, {}, two_slots(), kLater);
    EXPECT_EQ(view.counts.size(), 2u);
    EXPECT_EQ(view.counts[0].known, 0u);
    const std::vector channels{channel("i", ChannelRole::grid_import)};
    const auto blank = energy_view(channels, {}, two_slots(), kLater);
    EXPECT_EQ(blank.counts[0], (SlotCounts{.elapsed = 1, .known = 0, .estimated = 0}));
    EXPECT_EQ(blank.complete_until, kTen);
    const auto future = energy_view(channels, {}, two_slots(), kTen - hours{1});
    EXPECT_EQ(future.counts[0].elapsed, 0u);
}

TEST(EnergyView, TheOrderOfChannelsAndEmptyMetersChangeNothing) {
    const Span span{utc("2026-01-01T00:00:00Z"), utc("2026-02-01T00:00:00Z")};
    RandomHome home{5, span, 3};
    const auto periods = cut(zone("Europe/Berlin"), span, Period::day);
    const auto before = energy_view(home.channels, home.slots, periods, kLater);
    std::reverse(home.channels.begin(), home.channels.end());
    std::rotate(home.slots.begin(), home.slots.begin() + 3, home.slots.end());
    auto zero = channel("zero", ChannelRole::solar);
    ChannelSlots zeros{zero.id, {}};
    for (auto slot = slot_of(span.from); slot < slot_of(span.to); ++slot) {
        zeros.slots.push_back(whole_slot(slot, 0));
    }
    home.channels.push_back(zero);
    home.slots.push_back(zeros);
    const auto after = energy_view(home.channels, home.slots, periods, kLater);
    EXPECT_EQ(after.home, before.home);
    EXPECT_EQ(after.flows, before.flows);
    EXPECT_EQ(after.counts, before.counts);
}

// What a view sums up to over all its periods.
struct Totals {
    std::vector<std::int64_t> channels;
    std::int64_t home = 0;
    Flows flows;
    std::uint64_t known = 0;

    friend bool operator==(const Totals&, const Totals&) = default;
};

// The totals per coarse period, from a view of finer periods.
std::vector<Totals> gather(const EnergyView& view, const std::vector<Span>& wholes) {
    std::vector<Totals> totals(wholes.size());
    for (auto& total : totals) {
        total.channels.resize(view.channels.size());
    }
    std::size_t whole = 0;
    for (std::size_t i = 0; i < view.periods.size(); ++i) {
        while (view.periods[i].from >= wholes[whole].to) {
            ++whole;
        }
        auto& total = totals[whole];
        for (std::size_t c = 0; c < view.channels.size(); ++c) {
            total.channels[c] += view.channels[c].amount[i];
        }
        total.home += view.home[i];
        total.flows += view.flows[i];
        total.known += view.counts[i].known;
    }
    return totals;
}

void expect_sums(const RandomHome& home, const Zone& here, Span span,
                 const std::vector<std::pair<Period, Period>>& nestings) {
    std::map<Period, EnergyView> views;
    for (const auto& [fine, coarse] : nestings) {
        for (const auto period : {fine, coarse}) {
            if (!views.contains(period)) {
                views[period] =
                    energy_view(home.channels, home.slots, cut(here, span, period), kLater);
            }
        }
        const auto& wholes = views[coarse].periods;
        ASSERT_TRUE(gather(views[fine], wholes) == gather(views[coarse], wholes)) << here.name();
    }
}

const Span kTenYears{utc("2008-01-01T00:00:00Z"), utc("2018-01-01T00:00:00Z")};

TEST(EnergyView, TenYearsAreTheSumOfTheirParts) {
    const RandomHome home{9, kTenYears, 0};
    expect_sums(home, zone("Europe/Berlin"), kTenYears,
                {{Period::day, Period::week},
                 {Period::day, Period::month},
                 {Period::month, Period::quarter},
                 {Period::quarter, Period::year}});
}

TEST(EnergyView, EveryPeriodIsTheSumOfItsPartsInEveryZone) {
    // Every zone sees another stretch of the ten years; together they cover all of it.
    const auto step = (kTenYears.to - kTenYears.from) / static_cast<int>(test::kZones.size());
    for (std::size_t i = 0; i < test::kZones.size(); ++i) {
        const Instant from = slot_start(slot_of(kTenYears.from + static_cast<int>(i) * step));
        const Span span{from, from + step * 3 / 2};
        const RandomHome home{i, {span.from, slot_start(slot_of(span.to) + 1)}, 0};
        expect_sums(home, zone(test::kZones[i]), span,
                    {{Period::slot, Period::hour},
                     {Period::hour, Period::day},
                     {Period::day, Period::week},
                     {Period::day, Period::month},
                     {Period::month, Period::year}});
    }
}

// The energy of gas per coarse period, from a view of finer periods.
std::vector<GasEnergy> gather_gas(const EnergyView& view, const std::vector<Span>& wholes) {
    std::vector<GasEnergy> sums(wholes.size());
    std::size_t whole = 0;
    for (std::size_t i = 0; i < view.periods.size(); ++i) {
        while (view.periods[i].from >= wholes[whole].to) {
            ++whole;
        }
        sums[whole] += view.channels.back().gas[i];
    }
    return sums;
}

// The value changes within weeks, months and, at midnight alone, days.
TEST(EnergyView, TheEnergyOfGasOfAPeriodIsTheSumOfItsPartsInEveryZone) {
    const Span span{utc("2025-12-20T00:00:00Z"), utc("2026-05-10T00:00:00Z")};
    for (std::size_t i = 0; i < test::kZones.size(); ++i) {
        const auto here = zone(test::kZones[i]);
        RandomHome home{i, {span.from, slot_start(slot_of(span.to) + 1)}, 1};
        home.channels.back().role = ChannelRole::gas;
        std::vector<CalorificValue> values;
        for (auto date = here.date_of(span.from); date < here.date_of(span.to);
             date = plus_days(date, 9)) {
            values.push_back({date, 9'769'123 + 7 * static_cast<std::int64_t>(values.size())});
        }
        const auto calorific = calorific_by_slot(here, values);
        const auto view = [&](Period period) {
            EnergySum sum{home.channels, cut(here, span, period), kLater, calorific};
            sum.add_slots({slot_of(span.from), slot_of(span.to)}, home.slots);
            return std::move(sum).finish();
        };
        const auto days = view(Period::day);
        for (const auto coarse : {Period::week, Period::month, Period::year}) {
            const auto whole = view(coarse);
            ASSERT_EQ(gather_gas(days, whole.periods), whole.channels.back().gas) << here.name();
        }
        ASSERT_EQ(gather_gas(view(Period::slot), days.periods), days.channels.back().gas);
        ASSERT_GT(days.channels.back().gas[1].mwh(), 0);
    }
}

TEST(EnergyView, GasHasNoEnergyInAHomeWithoutACalorificValue) {
    const std::vector channels{channel("g", ChannelRole::gas), channel("w", ChannelRole::water)};
    const std::vector<ChannelSlots> slots{{channels[0].id, {whole_slot(kFirst, 3)}}};
    EXPECT_TRUE(energy_view(channels, slots, two_slots(), kLater).channels[0].gas.empty());
    EnergySum sum{channels, two_slots(), kLater, {{kFirst, 10'000'000}}};
    sum.add_slots({kFirst, kFirst + 2}, slots);
    const auto view = std::move(sum).finish();
    EXPECT_EQ(view.channels[0].gas[0].mwh(), 30);
    EXPECT_TRUE(view.channels[1].gas.empty()) << "water";
}

TEST(EnergyView, APeriodIsTheSameInEveryWindow) {
    const Span span{utc("2026-01-01T00:00:00Z"), utc("2026-01-08T00:00:00Z")};
    const RandomHome home{3, span, 1};
    const auto days = cut(Zone::utc(), span, Period::day);
    for (const Instant now : {utc("2026-01-05T13:07:00Z"), kLater}) {
        const auto week = energy_view(home.channels, home.slots, days, now);
        for (std::size_t i = 0; i < days.size(); ++i) {
            const auto day = energy_view(home.channels, home.slots, {days[i]}, now);
            EXPECT_EQ(day.home[0], week.home[i]);
            EXPECT_EQ(day.flows[0], week.flows[i]);
            EXPECT_EQ(day.counts[0], week.counts[i]);
        }
    }
}

}  // namespace
}  // namespace ohmstead
