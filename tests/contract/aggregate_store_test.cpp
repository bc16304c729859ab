#include "contract/consents.hpp"
#include "contract/store_contract.hpp"

namespace ohmstead::test {
namespace {

OHMSTEAD_STORE_CONTRACT(AggregateStoreContract);

using std::chrono::year_month;

constexpr year_month kMarch = std::chrono::year{2026} / 3;
constexpr year_month kApril = std::chrono::year{2026} / 4;

AggregateCell cell_of(const Provider& provider, std::string area = "north#1",
                      std::string tariff = "day") {
    return {.provider = provider.id, .area = std::move(area), .tariff = std::move(tariff)};
}

Task<std::vector<PlacedHome>> place(Engine& engine, AggregateCell cell, int count) {
    std::vector<PlacedHome> homes;
    for (int i = 0; i < count; ++i) {
        homes.push_back({.home = (co_await make_dwelling(engine, 0)).home, .cell = cell});
    }
    co_return homes;
}

std::vector<PlacedHome> sorted(std::vector<PlacedHome> homes) {
    std::ranges::sort(homes);
    return homes;
}

PublishedDay told(AggregateCell cell, std::string_view day, std::int64_t amount) {
    return {.cell = std::move(cell),
            .day = parse_local_date(day).value(),
            .first = 1'968'000,
            .figures = {.withheld = Withheld::nothing,
                        .amounts = std::vector<std::int64_t>(96, amount)}};
}
PublishedDay withheld(AggregateCell cell, std::string_view day, Withheld why) {
    auto published = told(std::move(cell), day, 0);
    published.figures = {.withheld = why, .amounts = {}};
    return published;
}

TEST_P(AggregateStoreContract, WhoFreezesAMonthFirstSettlesItOverARestart) {
    const Provider provider = some_provider();
    std::vector<PlacedHome> first;
    with_engine([&](Engine& engine) -> Task<void> {
        auto& aggregates = engine.aggregates();
        const auto open = co_await aggregates.members(system_scope(), provider.id, kMarch);
        EXPECT_EQ(open.value(), std::nullopt);
        first = co_await place(engine, cell_of(provider), 3);
        first[2].cell.area = "south";
        const auto frozen = co_await aggregates.freeze(system_scope(), provider.id, kMarch, first);
        EXPECT_TRUE(frozen);
        const auto later = co_await place(engine, cell_of(provider), 2);
        const auto again = co_await aggregates.freeze(system_scope(), provider.id, kMarch, later);
        EXPECT_TRUE(again);
    });
    with_engine([&](Engine& engine) -> Task<void> {
        auto& aggregates = engine.aggregates();
        const auto members = co_await aggregates.members(system_scope(), provider.id, kMarch);
        EXPECT_EQ(sorted(members.value().value()), sorted(first));
        const auto next = co_await aggregates.members(system_scope(), provider.id, kApril);
        EXPECT_EQ(next.value(), std::nullopt);
        const auto rivals = co_await aggregates.members(system_scope(), some_provider().id, kMarch);
        EXPECT_EQ(rivals.value(), std::nullopt);
    });
}

TEST_P(AggregateStoreContract, AHomeIsAMemberOnceInAMonthWhoeversCustomerItIs) {
    with_engine([](Engine& engine) -> Task<void> {
        auto& aggregates = engine.aggregates();
        const Provider provider = some_provider();
        const Provider rival = some_provider();
        const auto homes = co_await place(engine, cell_of(provider), 2);
        const std::vector wanted{homes[0], homes[1],
                                 PlacedHome{.home = homes[0].home, .cell = cell_of(provider, "b")}};
        (void)co_await aggregates.freeze(system_scope(), provider.id, kMarch, wanted);
        auto moved = homes;
        moved[0].cell = moved[1].cell = cell_of(rival);
        (void)co_await aggregates.freeze(system_scope(), rival.id, kMarch, {moved[0]});
        (void)co_await aggregates.freeze(system_scope(), rival.id, kApril, {moved[0]});
        const auto ours = co_await aggregates.members(system_scope(), provider.id, kMarch);
        EXPECT_EQ(sorted(ours.value().value()), sorted(homes));
        const auto theirs = co_await aggregates.members(system_scope(), rival.id, kMarch);
        EXPECT_EQ(theirs.value(), std::vector<PlacedHome>{});
        const auto next = co_await aggregates.members(system_scope(), rival.id, kApril);
        EXPECT_EQ(next.value(), std::vector{moved[0]});
    });
}

TEST_P(AggregateStoreContract, AnErasedHomeIsAMemberThatNamesNobody) {
    with_engine([](Engine& engine) -> Task<void> {
        auto& aggregates = engine.aggregates();
        const Provider provider = some_provider();
        auto homes = co_await place(engine, cell_of(provider), 3);
        (void)co_await aggregates.freeze(system_scope(), provider.id, kMarch, homes);
        (void)co_await aggregates.freeze(system_scope(), provider.id, kApril, homes);
        const auto erased = co_await engine.homes().erase(system_scope(), homes[1].home);
        EXPECT_TRUE(erased);
        const auto gone = homes[1];
        homes[1].home = HomeId{};
        for (const auto month : {kMarch, kApril}) {
            const auto members = co_await aggregates.members(system_scope(), provider.id, month);
            EXPECT_EQ(sorted(members.value().value()), sorted(homes));
        }
        // Nor does it become one of another month.
        const auto may = std::chrono::year{2026} / 5;
        (void)co_await aggregates.freeze(system_scope(), provider.id, may, {gone, homes[0]});
        const auto members = co_await aggregates.members(system_scope(), provider.id, may);
        EXPECT_EQ(members.value(), std::vector{homes[0]});
    });
}

TEST_P(AggregateStoreContract, ADayIsPublishedOnceAndInOrder) {
    const Provider provider = some_provider();
    const auto a = told(cell_of(provider, "a"), "2026-03-02", 123'000'000);
    const auto b = withheld(cell_of(provider, "b"), "2026-03-02", Withheld::too_few_homes);
    const auto before = withheld(cell_of(provider, "c"), "2026-03-01", Withheld::members_missing);
    with_engine([&](Engine& engine) -> Task<void> {
        auto& aggregates = engine.aggregates();
        for (const auto& day :
             {b, a, before, told(cell_of(provider, "a"), "2026-03-02", 124'000'000),
              told(cell_of(provider, "b"), "2026-03-02", 1'000'000),
              told(cell_of(some_provider(), "a"), "2026-03-02", 5'000'000)}) {
            const auto published = co_await aggregates.publish(system_scope(), day);
            EXPECT_TRUE(published);
        }
    });
    with_engine([&](Engine& engine) -> Task<void> {
        const auto days = [&](std::string_view first, std::string_view last) {
            return engine.aggregates().published(staff_of(provider), provider.id,
                                                 parse_local_date(first).value(),
                                                 parse_local_date(last).value());
        };
        const auto all = co_await days("2026-03-01", "2026-03-31");
        EXPECT_EQ(all.value(), (std::vector{before, a, b}));
        const auto one = co_await days("2026-03-01", "2026-03-01");
        EXPECT_EQ(one.value(), std::vector{before});
        const auto none = co_await days("2026-03-03", "2026-03-04");
        EXPECT_EQ(none.value(), std::vector<PublishedDay>{});
    });
}

TEST_P(AggregateStoreContract, AreWrittenByTheServerAndReadByTheProvidersStaff) {
    with_engine([](Engine& engine) -> Task<void> {
        auto& aggregates = engine.aggregates();
        const Provider provider = some_provider();
        const auto homes = co_await place(engine, cell_of(provider), 1);
        const auto day = told(cell_of(provider), "2026-03-02", 123'000'000);
        (void)co_await aggregates.publish(system_scope(), day);
        for (const auto& scope :
             {staff_of(provider), member(homes[0].home, HomeRole::admin), AccessScope{}}) {
            const auto published = co_await aggregates.publish(scope, day);
            EXPECT_EQ(refusal(published), ErrorCode::forbidden);
            const auto frozen = co_await aggregates.freeze(scope, provider.id, kMarch, homes);
            EXPECT_EQ(refusal(frozen), ErrorCode::forbidden);
            const auto members = co_await aggregates.members(scope, provider.id, kMarch);
            EXPECT_EQ(refusal(members), ErrorCode::forbidden);
            const auto zone = co_await aggregates.settle_zone(scope, provider.id, "UTC");
            EXPECT_EQ(refusal(zone), ErrorCode::forbidden);
        }
        for (const auto& [scope, expected] :
             {std::pair{staff_of(some_provider()), ErrorCode::not_found},
              {member(homes[0].home, HomeRole::admin), ErrorCode::forbidden},
              {AccessScope{}, ErrorCode::unauthenticated}}) {
            const auto read = co_await aggregates.published(scope, provider.id, day.day, day.day);
            EXPECT_EQ(refusal(read), expected);
        }
        const auto own =
            co_await aggregates.published(staff_of(provider), provider.id, day.day, day.day);
        EXPECT_EQ(own.value(), std::vector{day});
    });
}

TEST_P(AggregateStoreContract, TheZoneThatIsSettledFirstStays) {
    const Provider provider = some_provider();
    with_engine([&](Engine& engine) -> Task<void> {
        const auto first = co_await engine.aggregates().settle_zone(system_scope(), provider.id,
                                                                    "Europe/Amsterdam");
        EXPECT_EQ(first.value(), "Europe/Amsterdam");
        const auto told = co_await engine.aggregates().zone(staff_of(provider), provider.id);
        EXPECT_EQ(told.value(), "Europe/Amsterdam");
        const auto strange =
            co_await engine.aggregates().zone(staff_of(some_provider()), provider.id);
        EXPECT_FALSE(strange);
    });
    with_engine([&](Engine& engine) -> Task<void> {
        auto& aggregates = engine.aggregates();
        const auto again = co_await aggregates.settle_zone(system_scope(), provider.id, "UTC");
        EXPECT_EQ(again.value(), "Europe/Amsterdam");
        const auto other =
            co_await aggregates.settle_zone(system_scope(), some_provider().id, "UTC");
        EXPECT_EQ(other.value(), "UTC");
    });
}

}  // namespace
}  // namespace ohmstead::test
