#include "app/demo_customer.hpp"

#include <map>
#include <set>

#include <gmock/gmock.h>

#include "domain/access/aggregates.hpp"
#include "domain/time/zone.hpp"

namespace ohmstead {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using std::chrono::sys_days;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;

constexpr sys_days kToday = sys_days{2026y / 11 / 30};
constexpr sys_days kFirst = kToday - days{63};

ConsentParties parties_of(const DemoCustomer& customer) {
    return {.permission = customer.permission(),
            .home = customer.home(),
            .admin = customer.owner(),
            .admin_name = std::string(customer.owner_name),
            .staff = UserId{demo_id("staff")},
            .staff_name = "Staff"};
}

Permission consent_of(const DemoCustomer& customer) {
    return consent_steps(customer.story, parties_of(customer), kToday).back();
}

TEST(DemoCustomerTest, ThereAreFortyWithHomesOwnersAndZonesOfTheirOwn) {
    EXPECT_EQ(demo_customers().size(), 40U);
    std::set<std::string> seen;
    for (const auto& customer : demo_customers()) {
        seen.insert({customer.home().value, customer.owner().value, customer.permission().value});
        EXPECT_TRUE(is_well_formed_id(customer.home().value));
        EXPECT_TRUE(Zone::find(customer.time_zone)) << customer.key;
        seen.insert(std::string(customer.home_name));
        seen.insert(customer.email());
    }
    EXPECT_EQ(seen.size(), 40U * 5);
}

TEST(DemoCustomerTest, ConsentsAreInEveryStateAndFiner) {
    std::map<PermissionState, int> states;
    std::set<Detail> finest;
    int ends_this_week = 0;
    int in_part = 0;
    for (const auto& customer : demo_customers()) {
        const auto consent = consent_of(customer);
        const auto state = consent.state_at(kToday);
        ++states[state];
        if (state == PermissionState::accepted) {
            finest.insert(consent.given->finest);
            ends_this_week += consent.given->ends_at < kToday + days{7} ? 1 : 0;
            in_part += consent.given->fields != consent.asked.fields ? 1 : 0;
        }
    }
    EXPECT_EQ(states.size(), 8U);
    EXPECT_GE(states[PermissionState::accepted], 15);
    EXPECT_EQ(ends_this_week, 2);
    EXPECT_GE(in_part, 1);
    EXPECT_THAT(finest, ElementsAre(Detail::slot, Detail::day, Detail::month));
}

TEST(DemoCustomerTest, EachStepOfAConsentFollowsFromTheOneBeforeAndIsOver) {
    for (const auto& customer : demo_customers()) {
        const auto steps = consent_steps(customer.story, parties_of(customer), kToday);
        for (std::size_t step = 0; step < steps.size(); ++step) {
            ASSERT_EQ(steps[step].history.size(), step + 1) << customer.key;
            EXPECT_LT(steps[step].history.back().at, Instant{kToday}) << customer.key;
            EXPECT_EQ(steps[step].id, customer.permission());
            if (step > 0) {
                EXPECT_LT(steps[step - 1].history.back().at, steps[step].history.back().at);
            }
        }
    }
}

TEST(DemoCustomerTest, RequestsAreThoseThatCustomersWereAsked) {
    std::set<std::string> purposes;
    for (const auto& stored : demo_requests(kToday)) {
        EXPECT_EQ(stored.code_hash.size(), 64U);
        purposes.insert(stored.request.purpose);
    }
    EXPECT_EQ(purposes.size(), 5U);
    std::set<std::string> asked;
    for (const auto& customer : demo_customers()) {
        asked.insert(consent_of(customer).purpose);
    }
    EXPECT_THAT(purposes, IsSupersetOf(asked));
}

TEST(DemoCustomerTest, BlocksAreWholeDaysOfEveryChannel) {
    for (const auto& customer : demo_customers()) {
        const auto channels = channels_of(customer, kFirst);
        const auto blocks = blocks_of(customer, kFirst, kFirst + days{3}, kFirst + days{5});
        ASSERT_EQ(blocks.size(), 2 * channels.size()) << customer.key;
        for (std::size_t at = 0; at < blocks.size(); ++at) {
            const auto& block = blocks[at];
            EXPECT_EQ(block.channel, channels[at % channels.size()].id);
            EXPECT_EQ(block.day, kFirst + days{at < channels.size() ? 3 : 4});
            ASSERT_EQ(block.slots.size(), 96U);
            EXPECT_EQ(block.slots.front().index, slot_of(block.day));
            EXPECT_GE(block.anchor.counter->value, 0);
        }
    }
}

TEST(DemoCustomerTest, ADayIsTheSameHoweverManyAreMadeWithIt) {
    const auto& customer = demo_customers()[23];
    auto all = blocks_of(customer, kFirst, kFirst, kToday);
    const auto last = blocks_of(customer, kFirst, kToday - days{1}, kToday);
    all.erase(all.begin(), all.end() - static_cast<std::ptrdiff_t>(last.size()));
    EXPECT_EQ(all, last);
}

// What each home used in the slots of a local day, per group.
struct Day {
    std::vector<PlacedHome> placed;
    std::vector<HomeDay> homes;
};

Day day_at(sys_days utc_day) {
    Day day;
    for (const auto& customer : demo_customers()) {
        const AggregateCell cell{demo_provider().id, std::string(customer.area),
                                 std::string(customer.tariff)};
        day.placed.push_back({customer.home(), cell});
        const auto slots = dwelling_slots(customer.dwelling, Zone::find("Europe/Vienna").value(),
                                          kFirst, utc_day + days{1});
        HomeDay home{.home = customer.home(), .amounts = {}};
        for (auto slot = slots.end() - kSlotsPerDay; slot != slots.end(); ++slot) {
            home.amounts.push_back(slot->used);
        }
        day.homes.push_back(std::move(home));
    }
    return day;
}

TEST(DemoCustomerTest, OneGroupCanBePublishedOneHasALargeHomeOneIsSmall) {
    for (auto utc_day = kFirst; utc_day < kToday; utc_day += days{3}) {
        const auto day = day_at(utc_day);
        const AggregateMonth month(day.placed);
        std::map<std::string, Withheld> withheld;
        for (const auto& cell : month.cells()) {
            withheld[cell.area] = month.day(cell, day.homes).withheld;
        }
        EXPECT_EQ(withheld["Graz"], Withheld::nothing) << (kToday - utc_day).count();
        EXPECT_EQ(withheld["Passau"], Withheld::one_home_too_large);
        EXPECT_EQ(withheld["Chur"], Withheld::too_few_homes);
    }
}

}  // namespace
}  // namespace ohmstead
