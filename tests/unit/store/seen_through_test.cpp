#include "store/seen_through.hpp"

#include <gmock/gmock.h>

#include "domain/time/zone.hpp"

namespace ohmstead {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using enum SharedField;

// 2026-03-01T00:00Z
constexpr Instant kFrom = instant_from_ms(1'772'323'200'000);

Channel channel_of(ChannelRole role, std::string id) {
    Channel channel;
    channel.id = ChannelId{std::move(id)};
    channel.name = "Named";
    channel.role = role;
    channel.area = "Kitchen";
    channel.device_entity = "switch.kettle";
    channel.bindings.push_back({.id = BindingId{"b"},
                                .source_id = "sensor.secret",
                                .measure = Measure::counter,
                                .valid_from = kFrom,
                                .initial_value = 7});
    return channel;
}

std::vector<Channel> channels() {
    return {channel_of(ChannelRole::grid_import, "grid"), channel_of(ChannelRole::solar, "sun"),
            channel_of(ChannelRole::device, "kettle"), channel_of(ChannelRole::gas, "gas"),
            channel_of(ChannelRole::price_import, "price")};
}

View view_of(SharedFields fields, Detail finest = Detail::slot,
             Span window = {kFrom, kFrom + std::chrono::hours{24 * 100}}) {
    return {.limited = true, .fields = fields, .finest = finest, .window = window};
}

DaySums day_at(LocalDate date) {
    DaySums day;
    day.day = local_day(Zone::utc(), date);
    day.stamp = day_stamp(Zone::utc(), channels());
    // Of grid, sun, kettle and gas: prices are not summed.
    day.channels = {{.amount = 10, .known = 96, .told = 96},
                    {.amount = 20, .known = 95, .told = 90},
                    {.amount = 3, .known = 96, .told = 96},
                    {.amount = 7, .known = 96, .told = 96}};
    day.known = 95;
    day.estimated = 4;
    day.home = 30;
    day.flows.solar_to_home = 20;
    day.tracked = 3;
    day.content = {StorageContent{.solar = 5}};
    return day;
}

std::vector<DaySums> days_from(LocalDate first, int count) {
    std::vector<DaySums> days;
    for (int i = 0; i < count; ++i) {
        days.push_back(day_at(plus_days(first, i)));
    }
    return days;
}

LocalDate date(const char* text) {
    return parse_local_date(text).value();
}

// CON-06: what is outside the fields is absent, and so is what feeds the rest.
TEST(SeenThrough, CON_06_ChannelsAreThoseOfTheFieldsWithoutTheirSources) {
    const auto seen = seen_through(view_of({grid, devices}), channels());
    ASSERT_THAT(seen, SizeIs(2));
    EXPECT_EQ(seen[0].id.value, "grid");
    EXPECT_EQ(seen[1].id.value, "kettle");
    EXPECT_EQ(seen[0].area, "");
    EXPECT_EQ(seen[1].area, "Kitchen");
    for (const auto& channel : seen) {
        EXPECT_EQ(channel.device_entity, "");
        EXPECT_EQ(channel.bindings.front().source_id, "");
        EXPECT_EQ(channel.bindings.front().id.value, "");
        EXPECT_FALSE(channel.bindings.front().initial_value);
        EXPECT_EQ(channel.bindings.front().measure, Measure::counter);
        EXPECT_EQ(channel.bindings.front().valid_from, kFrom);
    }
    EXPECT_EQ(seen_through(View{}, channels()), channels());
}

TEST(SeenThrough, AHomeTellsItsNameAndWhatFiguresNeed) {
    Home home{.id = HomeId{"h"},
              .name = "Home",
              .time_zone = "Europe/Amsterdam",
              .currency = "EUR",
              .country = "NL",
              .main_fuse = MainFuse{},
              .calorific_values = {{date("2026-01-01"), 11'000'000}},
              .created_at = kFrom};
    const auto seen = seen_through(view_of({grid}), home);
    EXPECT_EQ(seen.name, "Home");
    EXPECT_EQ(seen.time_zone, "Europe/Amsterdam");
    EXPECT_FALSE(seen.main_fuse);
    EXPECT_THAT(seen.calorific_values, IsEmpty());
    EXPECT_EQ(seen.created_at, Instant{});
    EXPECT_THAT(seen_through(view_of({gas}), home).calorific_values, SizeIs(1));
    EXPECT_EQ(seen_through(View{}, home), home);
}

TEST(SeenThrough, OnlySlotsThatLieWhollyInTheWindow) {
    const auto view = view_of({grid}, Detail::slot,
                              {kFrom + std::chrono::minutes{1}, kFrom + std::chrono::minutes{59}});
    const Span all{kFrom - std::chrono::hours{1}, kFrom + std::chrono::hours{2}};
    EXPECT_EQ(seen_through(view, all),
              (Span{kFrom + std::chrono::minutes{15}, kFrom + std::chrono::minutes{45}}));
    EXPECT_EQ(seen_through(View{}, all), all);
    EXPECT_TRUE(require_slots(view));
    EXPECT_TRUE(require_slots(View{}));
    EXPECT_FALSE(require_slots(view_of({grid}, Detail::day)));
    EXPECT_FALSE(require_slots(view_of({grid}, Detail::month)));
}

// CON-06: the figures that would tell what the fields do not are gone, with the marks of how well
// the others are known.
TEST(SeenThrough, CON_06_ADayTellsNothingThatOtherFieldsWentInto) {
    const auto first = date("2026-03-02");
    const auto days = seen_through(view_of({grid, devices}), days_from(first, 1), channels());
    ASSERT_THAT(days, SizeIs(1));
    auto expected = day_at(first);
    expected.channels.erase(expected.channels.begin() + 3);
    expected.channels.erase(expected.channels.begin() + 1);
    expected.known = 96;
    expected.estimated = 0;
    expected.home = 0;
    expected.flows = {};
    expected.tracked = 0;
    expected.content = {};
    EXPECT_EQ(days.front(), expected);

    // Of days that were summed of other channels nobody can tell which are which.
    auto others = days_from(first, 1);
    ++others.front().stamp.channels;
    EXPECT_THAT(seen_through(view_of({grid}), others, channels()), IsEmpty());

    const auto all = seen_through(view_of({grid, solar, battery, gas, devices}),
                                  days_from(first, 1), channels());
    EXPECT_EQ(all.front(), day_at(first));
    const auto without_devices =
        seen_through(view_of({grid, solar, battery}), days_from(first, 1), channels());
    EXPECT_EQ(without_devices.front().home, 30);
    EXPECT_EQ(without_devices.front().tracked, 0);
}

TEST(SeenThrough, DaysThatTheWindowCutsAreGone) {
    const auto view = view_of({grid}, Detail::day,
                              {kFrom + std::chrono::hours{1}, kFrom + std::chrono::hours{71}});
    const auto days = seen_through(view, days_from(date("2026-03-01"), 3), channels());
    ASSERT_THAT(days, SizeIs(1));
    EXPECT_EQ(days.front().day.date, date("2026-03-02"));
    EXPECT_THAT(seen_through(View{}, days_from(date("2026-03-01"), 3), channels()), SizeIs(3));
}

TEST(SeenThrough, WhoSeesMonthsGetsWholeOnesAsOne) {
    const auto view = view_of({grid, solar, battery}, Detail::month);
    const auto read = days_to_read(view, date("2026-03-05"), date("2026-04-02"));
    EXPECT_EQ(read.first, date("2026-03-01"));
    EXPECT_EQ(read.last, date("2026-04-30"));

    auto days = days_from(date("2026-03-01"), 31 + 30);
    const auto months = seen_through(view, days, channels());
    ASSERT_THAT(months, SizeIs(2));
    EXPECT_EQ(months[0].day.date, date("2026-03-01"));
    EXPECT_EQ(months[0].day.slots.size(), 31 * 96);
    EXPECT_EQ(months[0].home, 31 * 30);
    EXPECT_EQ(months[0].flows.solar_to_home, 31 * 20);
    EXPECT_EQ(months[0].channels[0].amount, 310);
    EXPECT_EQ(months[0].channels[0].known, 31 * 96);
    EXPECT_EQ(months[0].channels[1].told, 30 * 96 + 90);
    EXPECT_EQ(months[1].day.date, date("2026-04-01"));

    // A month without one of its days would tell of the others.
    days.erase(days.begin() + 40);
    EXPECT_THAT(seen_through(view, days, channels()), SizeIs(1));
    days.erase(days.begin());
    EXPECT_THAT(seen_through(view, days, channels()), IsEmpty());
}

TEST(SeenThrough, AnOverlaysPartKeepsWhatEachSlotIs) {
    const auto first = slot_of(kFrom);
    const Overlay flat{.id = OverlayId{"o"},
                       .channel = ChannelId{"grid"},
                       .range = {first - 3, first + 4},
                       .kind = OverlayKind::flat,
                       .amount = 100,
                       .shape = {},
                       .reason = "Private",
                       .made = {.user = UserId{"ada"}, .name = "Ada", .at = kFrom},
                       .undone = {}};
    auto unknown = flat;
    unknown.kind = OverlayKind::unknown;
    auto unseen = flat;
    unseen.channel = ChannelId{"sun"};
    auto outside = flat;
    outside.range = {first - 8, first - 3};
    const auto parts = seen_through(view_of({grid}), {flat, unknown, unseen, outside}, channels());
    ASSERT_THAT(parts, SizeIs(2));
    EXPECT_EQ(parts[0].range, (SlotRange{first, first + 4}));
    EXPECT_EQ(parts[1].range, (SlotRange{first, first + 4}));
    std::int64_t amount = 0;
    for (auto slot = first; slot < first + 4; ++slot) {
        EXPECT_EQ(slot_under(parts[0], slot), slot_under(flat, slot));
        EXPECT_EQ(slot_under(parts[1], slot), slot_under(unknown, slot));
        amount += slot_under(flat, slot).amount;
    }
    EXPECT_EQ(parts[0].amount, amount);
    EXPECT_EQ(parts[0].reason, "");
    EXPECT_EQ(parts[0].made.name, "");
    EXPECT_EQ(seen_through(View{}, {flat, unseen}, channels()), (std::vector{flat, unseen}));
}

TEST(SeenThrough, WhenAHomeBeganIsKnownOnlyWithinTheWindow) {
    DerivedState state;
    state.first = slot_of(kFrom) - 1;
    EXPECT_FALSE(seen_through(view_of({grid}), state).first);
    state.first = slot_of(kFrom);
    EXPECT_TRUE(seen_through(view_of({grid}), state).first);
    EXPECT_EQ(seen_through(View{}, state), state);
}

}  // namespace
}  // namespace ohmstead
