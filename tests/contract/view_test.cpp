#include <gmock/gmock.h>

#include "contract/consents.hpp"
#include "store/block_codec.hpp"

namespace ohmstead::test {
namespace {

OHMSTEAD_STORE_CONTRACT(ViewContract);

using testing::IsEmpty;
using testing::SizeIs;
using enum SharedField;
using std::chrono::sys_days;

constexpr auto kDay = std::chrono::floor<std::chrono::days>(kNow) - std::chrono::days{1};

// A home with a meter and solar, of whose last day all slots are known and whose day is derived.
struct Measured {
    HomeId home;
    Channel grid = some_channel(ChannelRole::grid_import, "Meter");
    Channel sun = some_channel(ChannelRole::solar, "Roof");

    std::vector<ChannelId> both() const { return {grid.id, sun.id}; }
};

Block block_of(const ChannelId& channel) {
    Block block;
    block.channel = channel;
    block.day = kDay;
    block.revision = {.epoch = 1, .sequence = 1};
    for (int i = 0; i < kSlotsPerDay; ++i) {
        block.slots.push_back({.index = first_slot_of(kDay) + i,
                               .amount = 100 + i,
                               .quality = Quality::measured,
                               .seconds_covered = kSlotSeconds});
    }
    return block;
}

DaySums day_of(const Measured& measured) {
    const auto date = LocalDate{kDay};
    DaySums day;
    day.day = local_day(Zone::utc(), date);
    const std::vector<Channel> channels{measured.grid, measured.sun};
    day.stamp = day_stamp(Zone::utc(), channels);
    day.channels = {{.amount = 10, .known = 96, .told = 96},
                    {.amount = 20, .known = 96, .told = 96}};
    day.known = 96;
    day.home = 30;
    return day;
}

Task<Measured> make_measured(Engine& engine) {
    Measured measured;
    const Home home = some_home();
    measured.home = home.id;
    const auto system = system_scope();
    measured.grid.bindings.push_back({.id = BindingId::make(),
                                      .source_id = "sensor.secret",
                                      .measure = Measure::counter,
                                      .valid_from = kNow - std::chrono::hours{100}});
    const std::vector<Channel> channels{measured.grid, measured.sun};
    const auto created = co_await engine.homes().create(system, home, UserId::make());
    EXPECT_TRUE(created);
    const auto kept = co_await engine.homes().put_channels(system, home.id, channels);
    EXPECT_TRUE(kept);
    const std::vector<Block> blocks{block_of(measured.grid.id), block_of(measured.sun.id)};
    const auto put = co_await engine.slots().put(system, home.id, blocks);
    EXPECT_TRUE(put);
    const auto day = day_of(measured);
    const auto marked = co_await engine.derived().mark(system, home.id, day.day.slots);
    EXPECT_TRUE(marked);
    const DerivingLease lease{.holder = "test", .until = kNow + Seconds{60}};
    auto state = co_await engine.derived().take_lease(system, home.id, lease, kNow);
    state.value()->derived_to = day.day.slots.to;
    state.value()->dirty = {};
    const std::vector<DaySums> days{day};
    const auto derived =
        co_await engine.derived().put_days(system, home.id, lease, days, *state.value());
    EXPECT_EQ(derived.value(), DaysPut::stored);
    co_return measured;
}

ConsentTerms terms_of(SharedFields fields, Detail finest) {
    auto terms = all_terms();
    terms.fields = fields;
    terms.finest = finest;
    return terms;
}

// CON-06: fields outside are absent, in every port that lets a provider in.
TEST_P(ViewContract, CON_06_FieldsOutsideTheConsentAreAbsent) {
    with_engine([](Engine& engine) -> Task<void> {
        const Measured measured = co_await make_measured(engine);
        const auto& home = measured.home;
        const auto staff = staff_with(home, terms_of({grid}, Detail::slot));
        const auto channels = co_await engine.homes().channels(staff, home);
        EXPECT_THAT(channels.value(), SizeIs(1));
        EXPECT_EQ(channels->front().id, measured.grid.id);
        EXPECT_EQ(channels->front().bindings.front().source_id, "");
        const auto found = co_await engine.homes().get(staff, home);
        EXPECT_EQ(found.value().name, "Home");
        EXPECT_FALSE(found->main_fuse);

        const Span day{kDay, kDay + std::chrono::days{1}};
        const auto slots = co_await engine.slots().slots(staff, home, measured.both(), day);
        EXPECT_THAT(slots.value().channels[0].slots, SizeIs(96));
        EXPECT_THAT(slots.value().channels[1].slots, IsEmpty());
        const auto date = LocalDate{kDay};
        const auto days = co_await engine.derived().days(staff, home, date, date);
        EXPECT_THAT(days.value(), SizeIs(1));
        EXPECT_THAT(days->front().channels, SizeIs(1));
        EXPECT_EQ(days->front().home, 0);
    });
}

TEST_P(ViewContract, WhoConsentedToDaysShowsNoSlots) {
    with_engine([](Engine& engine) -> Task<void> {
        const Measured measured = co_await make_measured(engine);
        const auto& home = measured.home;
        const auto staff = staff_with(home, terms_of({grid, solar, battery}, Detail::day));
        const Span day{kDay, kDay + std::chrono::days{1}};
        const auto slots = co_await engine.slots().slots(staff, home, measured.both(), day);
        EXPECT_EQ(refusal(slots), ErrorCode::forbidden);
        const auto overlays = co_await engine.overlays().in_force(
            staff, home, {first_slot_of(kDay), first_slot_of(kDay) + 96});
        EXPECT_EQ(refusal(overlays), ErrorCode::forbidden);
        const auto date = LocalDate{kDay};
        const auto days = co_await engine.derived().days(staff, home, date, date);
        EXPECT_EQ(days.value(), std::vector{day_of(measured)});
        const auto monthly = staff_with(home, terms_of({grid, solar, battery}, Detail::month));
        const auto months = co_await engine.derived().days(monthly, home, date, date);
        EXPECT_THAT(months.value(), IsEmpty());
    });
}

// CON-06 and CON-07: nothing older than the history that was consented to.
TEST_P(ViewContract, CON_07_NothingBeforeTheHistoryThatWasConsentedTo) {
    with_engine([](Engine& engine) -> Task<void> {
        const Measured measured = co_await make_measured(engine);
        const auto& home = measured.home;
        auto terms = terms_of({grid}, Detail::slot);
        terms.history_from = kDay + std::chrono::hours{12};
        const auto staff = staff_with(home, terms);
        const Span day{kDay, kDay + std::chrono::days{1}};
        const auto slots = co_await engine.slots().slots(staff, home, {measured.grid.id}, day);
        EXPECT_THAT(slots.value().channels[0].slots, SizeIs(48));
        EXPECT_EQ(slots->channels[0].slots.front().index, first_slot_of(kDay) + 48);
        const auto date = LocalDate{kDay};
        const auto days = co_await engine.derived().days(staff, home, date, date);
        EXPECT_THAT(days.value(), IsEmpty());
        const auto state = co_await engine.derived().state(staff, home);
        EXPECT_FALSE(state.value().first);
    });
}

TEST_P(ViewContract, CON_05_TimeEndsItWithoutAWrite) {
    with_engine([](Engine& engine) -> Task<void> {
        const Measured measured = co_await make_measured(engine);
        auto terms = terms_of({grid}, Detail::slot);
        terms.ends_at = kNow + Seconds{60};
        const auto staff = staff_with(measured.home, terms);
        const auto before = co_await engine.homes().get(staff, measured.home);
        EXPECT_TRUE(before);
        co_await engine.let_time_pass(Seconds{60});
        const Span day{kDay, kDay + std::chrono::days{1}};
        const auto date = LocalDate{kDay};
        const auto found = co_await engine.homes().get(staff, measured.home);
        EXPECT_EQ(refusal(found), ErrorCode::not_found);
        const auto channels = co_await engine.homes().channels(staff, measured.home);
        EXPECT_EQ(refusal(channels), ErrorCode::not_found);
        const auto slots =
            co_await engine.slots().slots(staff, measured.home, measured.both(), day);
        EXPECT_EQ(refusal(slots), ErrorCode::not_found);
        const auto days = co_await engine.derived().days(staff, measured.home, date, date);
        EXPECT_EQ(refusal(days), ErrorCode::not_found);
    });
}

// A port that was not made for providers tells them nothing.
TEST_P(ViewContract, AllOtherPortsRefuseAProvider) {
    with_engine([](Engine& engine) -> Task<void> {
        const Measured measured = co_await make_measured(engine);
        const auto& home = measured.home;
        const auto staff = staff_with(home, all_terms());
        const auto notes = co_await engine.notes().notes(staff, home);
        EXPECT_EQ(refusal(notes), ErrorCode::forbidden);
        const auto trail = co_await engine.audit().newest(staff, home, 1);
        EXPECT_EQ(refusal(trail), ErrorCode::forbidden);
        const auto overlays = co_await engine.overlays().list(staff, home);
        EXPECT_EQ(refusal(overlays), ErrorCode::forbidden);
        const auto readings = co_await engine.readings().read(
            staff, home, measured.grid.id, Measure::counter, {kDay, kNow}, /*with_previous=*/false);
        EXPECT_EQ(refusal(readings), ErrorCode::forbidden);
        const auto block = co_await engine.slots().block_of(staff, home, measured.grid.id, kDay);
        EXPECT_EQ(refusal(block), ErrorCode::forbidden);
        const auto snapshot = co_await engine.live().snapshot(staff, home);
        EXPECT_EQ(refusal(snapshot), ErrorCode::forbidden);
        const auto connection = co_await engine.homes().connection(staff, home);
        EXPECT_EQ(refusal(connection), ErrorCode::forbidden);
        const auto erased = co_await engine.homes().erase(staff, home);
        EXPECT_EQ(refusal(erased), ErrorCode::forbidden);
        const auto list = co_await engine.homes().list(staff);
        EXPECT_THAT(list.value(), IsEmpty());
    });
}

}  // namespace
}  // namespace ohmstead::test
