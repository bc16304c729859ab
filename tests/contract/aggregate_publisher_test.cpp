#include "ledger/aggregate_publisher.hpp"

#include "contract/consents.hpp"
#include "contract/published_homes.hpp"
#include "contract/store_contract.hpp"
#include "support/manual_clock.hpp"

namespace ohmstead::test {
namespace {

OHMSTEAD_STORE_CONTRACT(AggregatePublisherContract);

using std::chrono::days;
using std::chrono::hours;
using std::chrono::sys_days;

constexpr std::int64_t kAmount = 1'111;

// Homes of one provider and the publisher over the stores of an engine, at a time of its own.
class Publishing {
public:
    Publishing(Engine& engine, Instant now) : engine_(engine), clock(now) {}

    Task<std::vector<MeteredHome>> place(int count, std::string area, Instant placed_at) {
        std::vector<MeteredHome> homes;
        for (int i = 0; i < count; ++i) {
            homes.push_back(co_await make_metered_home(engine_.homes(), placed_at));
            co_await move(homes.back(), area, placed_at);
        }
        co_return homes;
    }
    Task<void> move(MeteredHome home, std::string area, Instant at) {
        const Supply supply{
            .cell = {.provider = provider.id, .area = std::move(area), .tariff = "day"},
            .placed_at = at};
        (co_await engine_.supplies().put(system_scope(), home.id, supply)).value();
    }
    // Whole UTC days of each home, from the first on.
    Task<void> meter(std::vector<MeteredHome> homes, sys_days first, int count,
                     std::int64_t amount = kAmount, std::uint64_t revision = 1) {
        for (const auto& home : homes) {
            std::vector<Block> blocks;
            for (int i = 0; i < count; ++i) {
                blocks.push_back(metered_day(home.meter, first + days{i},
                                             std::vector<std::int64_t>(96, amount), revision));
            }
            (co_await engine_.slots().put(system_scope(), home.id, std::move(blocks))).value();
        }
    }
    Task<void> publish() {
        const auto made = co_await engine_.permissions().put_provider(system_scope(), provider);
        EXPECT_TRUE(made);
        const auto done = co_await publisher_.publish();
        EXPECT_TRUE(done);
    }
    Task<std::vector<PublishedDay>> published(std::string_view first, std::string_view last) {
        auto days = co_await engine_.aggregates().published(staff_of(provider), provider.id,
                                                            parse_local_date(first).value(),
                                                            parse_local_date(last).value());
        co_return std::move(days).value();
    }

private:
    Engine& engine_;
    Worker cpu_;
    LedgerSlots slots_{engine_.slots(), engine_.overlays(), cpu_};

public:
    const Provider provider = some_provider();
    ManualClock clock;

private:
    AggregatePublisher publisher_{{.providers = engine_.permissions(),
                                   .supplies = engine_.supplies(),
                                   .aggregates = engine_.aggregates(),
                                   .homes = engine_.homes(),
                                   .slots = slots_,
                                   .cpu = cpu_,
                                   .clock = clock,
                                   .scope = system_scope()}};
};

std::vector<Withheld> reasons(const std::vector<PublishedDay>& days) {
    std::vector<Withheld> found;
    for (const auto& day : days) {
        found.push_back(day.figures.withheld);
    }
    return found;
}

constexpr auto kMarch1 = sys_days{std::chrono::year{2026} / 3 / 1};

TEST_P(AggregatePublisherContract, PublishesDaysThatAreOverForADayOnce) {
    with_engine([](Engine& engine) -> Task<void> {
        Publishing world{engine, kMarch1 + days{2} + hours{23}};
        const auto homes = co_await world.place(15, "north", kMarch1 - days{1});
        co_await world.meter(homes, kMarch1, 4);
        co_await world.publish();
        const auto early = co_await world.published("2026-03-01", "2026-03-31");
        EXPECT_EQ(early.size(), 1U);
        world.clock.advance(hours{1});
        co_await world.publish();
        const auto two = co_await world.published("2026-03-01", "2026-03-31");
        EXPECT_EQ(two.size(), 2U);
        for (const auto& day : two) {
            EXPECT_EQ(day.figures.withheld, Withheld::nothing);
            EXPECT_EQ(day.figures.amounts,
                      std::vector<std::int64_t>(96, three_digits(15 * kAmount)));
        }
        EXPECT_EQ(slot_start(two.at(1).first), Instant{kMarch1 + days{1}});
        // Late data is in no day that was published.
        co_await world.meter(homes, kMarch1, 4, 5'000, 2);
        world.clock.advance(hours{24});
        co_await world.publish();
        const auto three = co_await world.published("2026-03-01", "2026-03-31");
        EXPECT_EQ(three.size(), 3U);
        EXPECT_EQ(std::vector(three.begin(), three.begin() + 2), two);
        EXPECT_EQ(three.at(2).figures.amounts, std::vector<std::int64_t>(96, 75'000));
    });
}

TEST_P(AggregatePublisherContract, WhoComesAndGoesChangesTheNextMonthAlone) {
    with_engine([](Engine& engine) -> Task<void> {
        const auto april_1 = sys_days{std::chrono::year{2026} / 4 / 1};
        Publishing world{engine, april_1 - days{4}};
        auto homes = co_await world.place(16, "north", kMarch1 - days{1});
        co_await world.meter(homes, april_1 - days{6}, 10);
        co_await world.publish();  // March is settled
        // One leaves, one moves away, and one who is new does not count before April.
        const auto removed = co_await engine.supplies().remove(system_scope(), homes[0].id);
        EXPECT_TRUE(removed);
        co_await world.move(homes[1], "south", world.clock.now());
        const auto late = co_await world.place(1, "north", world.clock.now());
        co_await world.meter(late, april_1 - days{6}, 10);
        world.clock.advance(days{6});  // April 3
        co_await world.publish();
        const auto march = co_await world.published("2026-03-30", "2026-03-31");
        EXPECT_EQ(march.size(), 2U);
        for (const auto& day : march) {
            EXPECT_EQ(day.figures.amounts,
                      std::vector<std::int64_t>(96, three_digits(16 * kAmount)));
        }
        const auto april = co_await world.published("2026-04-01", "2026-04-01");
        EXPECT_EQ(reasons(april), (std::vector{Withheld::nothing, Withheld::too_few_homes}));
        EXPECT_EQ(april.at(0).cell.area, "north");
        EXPECT_EQ(april.at(0).figures.amounts,
                  std::vector<std::int64_t>(96, three_digits(15 * kAmount)));
    });
}

TEST_P(AggregatePublisherContract, ADeletedHomeWithholdsItsGroupForTheRestOfTheMonth) {
    with_engine([](Engine& engine) -> Task<void> {
        Publishing world{engine, kMarch1 + days{2}};
        const auto homes = co_await world.place(17, "north", kMarch1 - days{1});
        co_await world.meter(homes, kMarch1, 6);
        co_await world.publish();
        const auto erased = co_await engine.homes().erase(system_scope(), homes[3].id);
        EXPECT_TRUE(erased);
        world.clock.advance(days{3});
        co_await world.publish();
        const auto all = co_await world.published("2026-03-01", "2026-03-31");
        using enum Withheld;
        EXPECT_EQ(reasons(all),
                  (std::vector{nothing, members_missing, members_missing, members_missing}));
        EXPECT_TRUE(all.at(3).figures.amounts.empty());
    });
}

TEST_P(AggregatePublisherContract, AHomeOfWhichASlotIsMissingWithholdsTheDay) {
    with_engine([](Engine& engine) -> Task<void> {
        Publishing world{engine, kMarch1 + days{4}};
        const auto homes = co_await world.place(15, "north", kMarch1 - days{1});
        co_await world.meter(homes, kMarch1, 3);
        const std::vector gap{metered_day(homes[7].meter, kMarch1 + days{1},
                                          std::vector<std::int64_t>(95, kAmount), 2)};
        (void)co_await engine.slots().put(system_scope(), homes[7].id, gap);
        // One that is a fifth of the sum in a single slot.
        std::vector<std::int64_t> amounts(96, kAmount);
        amounts[40] = 4 * kAmount;
        const std::vector peak{metered_day(homes[7].meter, kMarch1 + days{2}, amounts, 2)};
        (void)co_await engine.slots().put(system_scope(), homes[7].id, peak);
        co_await world.publish();
        const auto all = co_await world.published("2026-03-01", "2026-03-31");
        using enum Withheld;
        EXPECT_EQ(reasons(all), (std::vector{nothing, members_missing, one_home_too_large}));
    });
}

TEST_P(AggregatePublisherContract, AMonthThatIsOverCountsWhoWasThereWhenItBegan) {
    with_engine([](Engine& engine) -> Task<void> {
        const auto february_1 = sys_days{std::chrono::year{2026} / 2 / 1};
        Publishing world{engine, kMarch1 + days{3}};
        const auto old = co_await world.place(15, "north", february_1);
        const auto later = co_await world.place(5, "north", february_1 + days{1});
        co_await world.meter(old, kMarch1 - days{2}, 3);
        co_await world.meter(later, kMarch1 - days{2}, 3, 2'000);
        co_await world.publish();
        const auto february = co_await world.published("2026-02-27", "2026-02-28");
        EXPECT_EQ(february.size(), 2U);
        for (const auto& day : february) {
            EXPECT_EQ(day.figures.amounts,
                      std::vector<std::int64_t>(96, three_digits(15 * kAmount)));
        }
        const auto march = co_await world.published("2026-03-01", "2026-03-01");
        EXPECT_EQ(march.at(0).figures.amounts,
                  std::vector<std::int64_t>(96, three_digits(15 * kAmount + 5 * 2'000)));
        // Nobody had been there when January began, and nothing older than 62 days is told.
        const auto before = co_await world.published("2025-01-01", "2026-01-31");
        EXPECT_EQ(before, std::vector<PublishedDay>{});
    });
}

TEST_P(AggregatePublisherContract, ADayIsOneOfTheProvidersZone) {
    with_engine([](Engine& engine) -> Task<void> {
        // The clock is put ahead on 2026-03-29.
        const auto sunday = sys_days{std::chrono::year{2026} / 3 / 29};
        Publishing world{engine, sunday + days{2}};
        const auto zone = co_await engine.aggregates().settle_zone(
            system_scope(), world.provider.id, "Europe/Amsterdam");
        EXPECT_TRUE(zone);
        const auto homes = co_await world.place(15, "north", kMarch1 - days{1});
        co_await world.meter(homes, sunday - days{1}, 3);
        co_await world.publish();
        const auto told = co_await world.published("2026-03-29", "2026-03-29");
        EXPECT_EQ(told.at(0).figures.amounts.size(), 92U);
        EXPECT_EQ(slot_start(told.at(0).first), Instant{sunday - hours{1}});
    });
}

}  // namespace
}  // namespace ohmstead::test
