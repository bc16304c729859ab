#include "contract/consents.hpp"
#include "contract/store_contract.hpp"

namespace ohmstead::test {
namespace {

OHMSTEAD_STORE_CONTRACT(SupplyStoreContract);

Supply supply_of(const Provider& provider, std::string area = "1012 #\"north\"",
                 std::string tariff = "Day & night") {
    return {.cell = {.provider = provider.id, .area = std::move(area), .tariff = std::move(tariff)},
            .placed_at = kNow - Seconds{60}};
}

TEST_P(SupplyStoreContract, KeepsWhoseCustomerAHomeIsOverARestart) {
    const Provider provider = some_provider();
    const Supply supply = supply_of(provider);
    HomeId home;
    HomeId other;
    with_engine([&](Engine& engine) -> Task<void> {
        home = (co_await make_dwelling(engine, 0)).home;
        other = (co_await make_dwelling(engine, 0)).home;
        const auto none = co_await engine.supplies().find(system_scope(), home);
        EXPECT_EQ(none.value(), std::nullopt);
        const auto put = co_await engine.supplies().put(system_scope(), home, supply);
        EXPECT_TRUE(put);
    });
    with_engine([&](Engine& engine) -> Task<void> {
        const auto found = co_await engine.supplies().find(system_scope(), home);
        EXPECT_EQ(found.value(), supply);
        const auto others = co_await engine.supplies().find(system_scope(), other);
        EXPECT_EQ(others.value(), std::nullopt);
    });
}

TEST_P(SupplyStoreContract, AHomeIsInTheListOfItsProviderAlone) {
    with_engine([](Engine& engine) -> Task<void> {
        auto& supplies = engine.supplies();
        const Provider provider = some_provider();
        const Provider rival = some_provider();
        std::vector<SuppliedHome> expected;
        for (int i = 0; i < 3; ++i) {
            const auto home = (co_await make_dwelling(engine, 0)).home;
            expected.push_back({.home = home, .supply = supply_of(provider)});
            const auto put = co_await supplies.put(system_scope(), home, expected.back().supply);
            EXPECT_TRUE(put);
        }
        std::ranges::sort(expected, {}, &SuppliedHome::home);
        const auto listed = co_await supplies.of_provider(system_scope(), provider.id);
        EXPECT_EQ(listed.value(), expected);
        // One moves within the provider's area, one to a rival, one is nobody's customer.
        expected[0].supply.cell.area = "elsewhere";
        expected[0].supply.placed_at = kNow;
        (void)co_await supplies.put(system_scope(), expected[0].home, expected[0].supply);
        (void)co_await supplies.put(system_scope(), expected[1].home, supply_of(rival));
        const auto removed = co_await supplies.remove(system_scope(), expected[2].home);
        EXPECT_TRUE(removed);
        const auto again = co_await supplies.remove(system_scope(), expected[2].home);
        EXPECT_TRUE(again);
        const auto left = co_await supplies.of_provider(system_scope(), provider.id);
        EXPECT_EQ(left.value(), std::vector{expected[0]});
        const auto rivals = co_await supplies.of_provider(system_scope(), rival.id);
        EXPECT_EQ(rivals.value().size(), 1U);
        const auto found = co_await supplies.find(system_scope(), expected[2].home);
        EXPECT_EQ(found.value(), std::nullopt);
    });
}

TEST_P(SupplyStoreContract, PeopleOfTheHomeReadItsAdminsWriteProvidersDoNeither) {
    with_engine([](Engine& engine) -> Task<void> {
        auto& supplies = engine.supplies();
        const Provider provider = some_provider();
        const auto home = (co_await make_dwelling(engine, 0)).home;
        const auto elsewhere = (co_await make_dwelling(engine, 0)).home;
        const Supply supply = supply_of(provider);
        const auto put = co_await supplies.put(member(home, HomeRole::admin), home, supply);
        EXPECT_TRUE(put);
        const auto seen = co_await supplies.find(member(home, HomeRole::viewer), home);
        EXPECT_EQ(seen.value(), supply);
        const auto consented =
            staff_of(provider, {accepted_of(asked_of(provider, home), all_terms())});
        const auto told = co_await supplies.find(consented, home);
        EXPECT_EQ(refusal(told), ErrorCode::forbidden);
        const auto listed = co_await supplies.of_provider(consented, provider.id);
        EXPECT_EQ(refusal(listed), ErrorCode::forbidden);
        for (const auto& [scope, expected] :
             {std::pair{member(home, HomeRole::manager), ErrorCode::forbidden},
              {consented, ErrorCode::forbidden},
              {staff_of(provider), ErrorCode::not_found},
              {member(elsewhere, HomeRole::admin), ErrorCode::not_found}}) {
            const auto written = co_await supplies.put(scope, home, supply_of(provider, "taken"));
            EXPECT_EQ(refusal(written), expected);
            const auto removed = co_await supplies.remove(scope, home);
            EXPECT_EQ(refusal(removed), expected);
        }
        const auto still = co_await supplies.find(system_scope(), home);
        EXPECT_EQ(still.value(), supply);
    });
}

TEST_P(SupplyStoreContract, GoesWithItsHome) {
    with_engine([](Engine& engine) -> Task<void> {
        auto& supplies = engine.supplies();
        const Provider provider = some_provider();
        const auto home = (co_await make_dwelling(engine, 0)).home;
        (void)co_await supplies.put(system_scope(), home, supply_of(provider));
        const auto erased = co_await engine.homes().erase(system_scope(), home);
        EXPECT_TRUE(erased);
        const auto found = co_await supplies.find(system_scope(), home);
        EXPECT_EQ(refusal(found), ErrorCode::not_found);
        const auto late = co_await supplies.put(system_scope(), home, supply_of(provider));
        EXPECT_EQ(refusal(late), ErrorCode::not_found);
        const auto removed = co_await supplies.remove(system_scope(), home);
        EXPECT_EQ(refusal(removed), ErrorCode::not_found);
        const auto listed = co_await supplies.of_provider(system_scope(), provider.id);
        EXPECT_EQ(listed.value(), std::vector<SuppliedHome>{});
    });
}

TEST_P(SupplyStoreContract, EveryProviderIsListedOnce) {
    with_engine([](Engine& engine) -> Task<void> {
        std::vector<Provider> expected{some_provider(), some_provider()};
        std::ranges::sort(expected, {}, &Provider::id);
        for (const auto& provider : {expected[1], expected[0], expected[1]}) {
            (void)co_await engine.permissions().put_provider(system_scope(), provider);
        }
        const auto all = co_await engine.permissions().all_providers();
        EXPECT_EQ(all.value(), expected);
    });
}

}  // namespace
}  // namespace ohmstead::test
