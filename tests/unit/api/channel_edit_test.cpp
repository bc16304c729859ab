#include "api/channel_edit.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ohmstead::api {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr Instant kNow = instant_from_ms(1'764'072'000'000);
constexpr Instant kLater = instant_from_ms(1'764'072'060'000);

BindingDto binding(std::string source, Measure measure = Measure::counter,
                   SignPart sign = SignPart::both) {
    return {.id = {},
            .source = {SourceType::entity, std::move(source)},
            .measure = measure,
            .sign = sign,
            .valid_from = {},
            .valid_to = {}};
}

ChannelEdit item(std::string name, ChannelRole role, std::vector<BindingDto> bindings) {
    ChannelEdit edit;
    edit.name = std::move(name);
    edit.role = role;
    edit.bindings = std::move(bindings);
    return edit;
}

ChannelEdit device(std::string name) {
    auto source = "sensor." + name;
    return item(std::move(name), ChannelRole::device, {binding(std::move(source))});
}

ChannelsEdit edit_of(std::vector<ChannelEdit> items) {
    return {.home = {}, .items = std::move(items)};
}

std::vector<Channel> made_from(std::vector<ChannelEdit> items) {
    return apply_edit({}, edit_of(std::move(items)), kNow).value();
}

// "pointer code" of everything that is wrong.
std::vector<std::string> faults(const std::vector<Channel>& existing,
                                std::vector<ChannelEdit> items) {
    const auto result = apply_edit(existing, edit_of(std::move(items)), kNow);
    std::vector<std::string> found;
    if (!result) {
        EXPECT_EQ(result.error().code, ErrorCode::invalid);
        for (const auto& field : result.error().fields) {
            found.push_back(field.pointer + " " + field.code);
        }
    }
    return found;
}

TEST(ChannelEdit, NewChannelsBindFromTheBeginningOfTime) {
    const auto channels = made_from({device("fridge"), device("oven")});
    ASSERT_THAT(channels, SizeIs(2));
    EXPECT_TRUE(is_well_formed_id(channels[0].id.value));
    EXPECT_NE(channels[0].id, channels[1].id);
    EXPECT_EQ(channels[0].bindings.front().valid_from, Instant{});
    EXPECT_EQ(channels[0].bindings.front().valid_to, std::nullopt);
    EXPECT_EQ(channels[1].order, 1);
}

TEST(ChannelEdit, AnUnchangedBindingStays) {
    const auto before = made_from({device("fridge")});
    auto same = device("fridge");
    same.id = before[0].id;
    same.name = "Big fridge";
    const auto after = apply_edit(before, edit_of({same}), kLater).value();
    ASSERT_THAT(after, SizeIs(1));
    EXPECT_EQ(after[0].name, "Big fridge");
    EXPECT_EQ(after[0].bindings, before[0].bindings);
}

TEST(ChannelEdit, AnotherSourceTakesOverAtThatMoment) {
    const auto before = made_from({device("fridge")});
    auto changed = device("fridge");
    changed.id = before[0].id;
    changed.bindings = {binding("sensor.new_plug")};
    const auto after = apply_edit(before, edit_of({changed}), kLater).value();
    ASSERT_THAT(after[0].bindings, SizeIs(2));
    EXPECT_EQ(after[0].bindings[0].valid_to, kLater);
    EXPECT_EQ(after[0].bindings[1].source_id, "sensor.new_plug");
    EXPECT_EQ(after[0].bindings[1].valid_from, kLater);
    EXPECT_EQ(after[0].bindings[1].valid_to, std::nullopt);
}

TEST(ChannelEdit, AnAddedMeasureBindsFromTheBeginningOfTime) {
    const auto before = made_from({device("fridge")});
    auto more = device("fridge");
    more.id = before[0].id;
    more.bindings.push_back(binding("sensor.fridge_power", Measure::power));
    const auto after = apply_edit(before, edit_of({more}), kLater).value();
    EXPECT_EQ(after[0].bindings[1].valid_from, Instant{});
}

TEST(ChannelEdit, WhatIsLeftOutIsClosedAndKept) {
    auto part = device("oven");
    part.key = "oven";
    auto whole = device("kitchen");
    whole.key = "kitchen";
    part.included_in = "kitchen";
    const auto before = made_from({whole, part});
    const auto after = apply_edit(before, edit_of({}), kLater).value();
    ASSERT_THAT(after, SizeIs(2));
    for (const auto& channel : after) {
        EXPECT_FALSE(is_in_use(channel));
        EXPECT_EQ(channel.bindings.front().valid_to, kLater);
        EXPECT_EQ(channel.included_in, std::nullopt);
    }
}

TEST(ChannelEdit, AClosedChannelCanBeOpenedAgain) {
    const auto before = made_from({device("fridge")});
    const auto closed = apply_edit(before, edit_of({}), kNow).value();
    auto again = device("fridge");
    again.id = before[0].id;
    const auto after = apply_edit(closed, edit_of({again}), kLater).value();
    ASSERT_THAT(after, SizeIs(1));
    ASSERT_THAT(after[0].bindings, SizeIs(2));
    EXPECT_EQ(after[0].bindings[0].valid_to, kNow);
    EXPECT_EQ(after[0].bindings[1].valid_from, kLater);
}

TEST(ChannelEdit, PartsNameTheirWholeByKeyOrId) {
    auto whole = device("kitchen");
    whole.key = "the kitchen";
    auto part = device("oven");
    part.included_in = "the kitchen";
    const auto before = made_from({part, whole});
    EXPECT_EQ(before[0].included_in, before[1].id);

    auto same_whole = device("kitchen");
    same_whole.id = before[1].id;
    auto same_part = device("oven");
    same_part.id = before[0].id;
    same_part.included_in = before[1].id.value;
    const auto after = apply_edit(before, edit_of({same_whole, same_part}), kLater).value();
    EXPECT_EQ(after[1].included_in, after[0].id);
}

TEST(ChannelEdit, RefusesUnknownAndRepeatedIds) {
    const auto before = made_from({device("fridge")});
    auto unknown = device("oven");
    unknown.id = ChannelId::make();
    auto first = device("fridge");
    first.id = before[0].id;
    auto second = device("lamp");
    second.id = before[0].id;
    EXPECT_THAT(faults(before, {unknown, first, second}),
                ElementsAre("/items/0/id unknown", "/items/2/id repeated"));
}

TEST(ChannelEdit, RefusesCircles) {
    auto a = device("a");
    a.key = "a";
    a.included_in = "b";
    auto b = device("b");
    b.key = "b";
    b.included_in = "c";
    auto c = device("c");
    c.key = "c";
    c.included_in = "a";
    auto outside = device("d");
    outside.included_in = "a";
    EXPECT_THAT(faults({}, {a, b, c, outside}),
                ElementsAre("/items/0/included_in circle", "/items/1/included_in circle",
                            "/items/2/included_in circle"));
    auto own = device("own");
    own.key = "own";
    own.included_in = "own";
    EXPECT_THAT(faults({}, {own}), ElementsAre("/items/0/included_in circle"));
    auto lost = device("lost");
    lost.included_in = "nowhere";
    EXPECT_THAT(faults({}, {lost}), ElementsAre("/items/0/included_in unknown"));
}

TEST(ChannelEdit, RefusesAMeterUsedTwice) {
    auto again = device("again");
    again.bindings = {binding("sensor.fridge")};
    EXPECT_THAT(faults({}, {device("fridge"), again}),
                ElementsAre("/items/1/bindings/0/source/id meter_used_twice"));
}

TEST(ChannelEdit, ASignedMeterMayBeSplit) {
    const auto solar = [](std::string name, SignPart sign) {
        return item(std::move(name), ChannelRole::solar,
                    {binding("sensor.roof", Measure::power, sign)});
    };
    const auto east = solar("East", SignPart::positive);
    EXPECT_THAT(faults({}, {east, solar("West", SignPart::negative)}), IsEmpty());
    EXPECT_THAT(faults({}, {east, solar("West", SignPart::both)}),
                ElementsAre("/items/1/bindings/0/source/id meter_used_twice"));
}

TEST(ChannelEdit, OneSourceMayFeedSeveralRoles) {
    const auto price = [](ChannelRole role) {
        return item("Price", role, {binding("sensor.price", Measure::state)});
    };
    EXPECT_THAT(faults({}, {price(ChannelRole::price_import), price(ChannelRole::price_export)}),
                IsEmpty());
}

TEST(ChannelEdit, CounterAndPowerOfOneEntityAreTwoThings) {
    const auto both = item("Plug", ChannelRole::device,
                           {binding("sensor.plug"), binding("sensor.plug", Measure::power)});
    EXPECT_THAT(faults({}, {both}), IsEmpty());
    const auto twice =
        item("Plug", ChannelRole::device, {binding("sensor.plug"), binding("sensor.other")});
    EXPECT_THAT(faults({}, {twice}), ElementsAre("/items/0/bindings/1 repeated"));
}

TEST(ChannelEdit, MeasuresFitTheRole) {
    EXPECT_THAT(
        faults({}, {item("Fridge", ChannelRole::device, {binding("sensor.a", Measure::state)}),
                    item("Charge", ChannelRole::battery_soc, {binding("sensor.b")})}),
        ElementsAre("/items/0/bindings/0/measure measure", "/items/1/bindings/0/measure measure"));
}

TEST(ChannelEdit, EntitiesNeedANameAndPushedReadingsNone) {
    EXPECT_THAT(faults({}, {item("Fridge", ChannelRole::device, {binding("")})}),
                ElementsAre("/items/0/bindings/0/source/id required"));
    auto pushed = item("Fridge", ChannelRole::device, {binding("")});
    pushed.bindings[0].source.type = SourceType::push;
    EXPECT_THAT(faults({}, {pushed, pushed}), IsEmpty());
}

TEST(ChannelEdit, AChannelKeepsItsQuantity) {
    const auto before = made_from({device("fridge")});
    auto turned = device("fridge");
    turned.id = before[0].id;
    turned.role = ChannelRole::water;
    EXPECT_THAT(faults(before, {turned}), ElementsAre("/items/0/role quantity"));
    turned.role = ChannelRole::solar;
    EXPECT_THAT(faults(before, {turned}), IsEmpty());
}

TEST(ChannelEdit, PhasesAreThree) {
    auto phase = device("fridge");
    phase.phase = "L4";
    EXPECT_THAT(faults({}, {phase}), ElementsAre("/items/0/phase unknown"));
    phase.phase = "L3";
    EXPECT_THAT(faults({}, {phase}), IsEmpty());
}

TEST(ChannelEdit, OnlySolarHasAPeak) {
    auto panels = item("Roof", ChannelRole::solar, {binding("sensor.roof")});
    panels.peak = 9.9;
    auto channels = made_from({panels});
    EXPECT_EQ(channels[0].peak_power, 9'900'000);
    EXPECT_EQ(to_dto(channels[0]).peak, 9.9);
    panels.peak.reset();
    panels.id = channels[0].id;
    EXPECT_EQ(apply_edit(channels, edit_of({panels}), kLater).value()[0].peak_power, std::nullopt);
    auto fridge = device("fridge");
    fridge.peak = 1;
    EXPECT_THAT(faults({}, {fridge}), ElementsAre("/items/0/peak unexpected"));
}

TEST(ChannelEdit, WhatWasDecidedAboutACounterStays) {
    auto channels = made_from({device("fridge"), device("oven")});
    channels[0].decisions = {{kNow, MeterVerdict::booked}};
    channels[1].decisions = {{kNow, MeterVerdict::left_out}};
    auto fridge = device("fridge");
    fridge.id = channels[0].id;
    const auto after = apply_edit(channels, edit_of({fridge}), kLater).value();
    EXPECT_EQ(after[0].decisions, channels[0].decisions);
    EXPECT_EQ(after[1].decisions, channels[1].decisions) << "closed, its past stays";
}

TEST(MeterReplacementRequest, IsInTheUnitThatPeopleRead) {
    const auto channels = made_from({device("fridge"), device("oven")});
    const auto after = replace_meter(channels,
                                     {.home = {},
                                      .channel = channels[0].id,
                                      .at = kNow,
                                      .source = SourceDto{SourceType::entity, "sensor.plug"},
                                      .final_ = 1'234.5678915,
                                      .initial = 0.25},
                                     kLater)
                           .value();
    const auto& bindings = after[0].bindings;
    ASSERT_THAT(bindings, SizeIs(2));
    EXPECT_EQ(bindings[0].final_value, 1'234'567'892);
    EXPECT_EQ(bindings[1].initial_value, 250'000);
    EXPECT_EQ(bindings[1].source_id, "sensor.plug");
    EXPECT_EQ(after[1], channels[1]);
    EXPECT_EQ(to_dto(after[0]).bindings[0].final_, 1'234.567892);
    EXPECT_EQ(to_dto(after[0]).bindings[1].initial, 0.25);
}

TEST(MeterReplacementRequest, RefusesAMeterThatFeedsAnotherChannel) {
    const auto channels = made_from({device("fridge"), device("oven")});
    const auto with = [&](SourceDto source) {
        return replace_meter(channels,
                             {.home = {},
                              .channel = channels[0].id,
                              .at = kNow,
                              .source = std::move(source),
                              .final_ = {},
                              .initial = {}},
                             kLater);
    };
    const auto used = with({SourceType::entity, "sensor.oven"});
    ASSERT_FALSE(used);
    EXPECT_EQ(used.error().fields.at(0).pointer, "/source/id");
    EXPECT_EQ(used.error().fields.at(0).code, "meter_used_twice");
    EXPECT_EQ(with({SourceType::entity, ""}).error().fields.at(0).code, "required");
    EXPECT_EQ(with({SourceType::push, "x"}).error().fields.at(0).code, "required");
    EXPECT_EQ(replace_meter(channels,
                            {.home = {},
                             .channel = ChannelId{"x"},
                             .at = kNow,
                             .source = {},
                             .final_ = {},
                             .initial = {}},
                            kLater)
                  .error()
                  .code,
              ErrorCode::not_found);
}

TEST(ChannelView, SaysWherePowerComesFrom) {
    const auto channels =
        made_from({item("Measured", ChannelRole::device,
                        {binding("sensor.a"), binding("sensor.b", Measure::power)}),
                   item("Counted", ChannelRole::device, {binding("sensor.c")}),
                   item("State", ChannelRole::battery_soc, {binding("sensor.d", Measure::state)})});
    EXPECT_EQ(to_dto(channels[0]).power_origin, PowerOrigin::source);
    EXPECT_EQ(to_dto(channels[1]).power_origin, PowerOrigin::mean);
    EXPECT_EQ(to_dto(channels[2]).power_origin, PowerOrigin::none);
    EXPECT_EQ(to_dto(channels[0]).kind, DeviceKind::other);
    EXPECT_EQ(to_dto(channels[2]).kind, std::nullopt);
}

}  // namespace
}  // namespace ohmstead::api
