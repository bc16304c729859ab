#include "ledger/cohort.hpp"

#include <gtest/gtest.h>

namespace ohmstead {
namespace {

constexpr Instant kFrom = instant_from_ms(1'772'323'200'000);

EnergyView view_of(std::vector<std::int64_t> amounts, std::vector<std::uint32_t> known) {
    EnergyView view;
    for (std::size_t i = 0; i < amounts.size(); ++i) {
        const auto from = slot_start(slot_of(kFrom) + static_cast<SlotIndex>(i));
        view.periods.push_back({from, from + Milliseconds{kSlotMs}});
    }
    view.counts.resize(amounts.size());
    RoleColumn column;
    column.amount = std::move(amounts);
    column.known_slots = std::move(known);
    column.role = ChannelRole::grid_import;
    view.roles.push_back(std::move(column));
    return view;
}

TEST(Cohort, AHomeCountsWhereAllOfItIsKnown) {
    Cohort cohort{2};
    cohort.add(view_of({1'000'000, 2'000'000}, {1, 1}));
    cohort.add(view_of({3'000'000, 5'000'000}, {1, 0}));
    const auto columns = cohort.columns();
    ASSERT_EQ(columns.size(), 1U);
    EXPECT_EQ(columns[0].name, "grid_import");
    EXPECT_EQ(columns[0].homes, (std::vector<std::uint32_t>{2, 1}));
    EXPECT_DOUBLE_EQ(columns[0].mean_kwh(0), 2);
    EXPECT_DOUBLE_EQ(columns[0].mean_kwh(1), 2);
    const auto totals = cohort.totals();
    EXPECT_EQ(totals[0].homes.front(), 3U);
    EXPECT_DOUBLE_EQ(totals[0].mean_kwh(0), 2);
}

TEST(Cohort, OfWhatNobodyHasNothingIsTold) {
    Cohort cohort{1};
    cohort.add(view_of({0}, {0}));
    EXPECT_TRUE(cohort.columns().empty());
    EXPECT_TRUE(cohort.totals().empty());
}

// What a home used counts only where all that goes into it is known.
TEST(Cohort, TheHomesUseNeedsEveryInput) {
    auto view = view_of({1, 1}, {1, 1});
    view.home = {7'000'000, 9'000'000};
    view.counts[0].known = 1;
    Cohort cohort{2};
    cohort.add(view);
    const auto columns = cohort.columns();
    ASSERT_EQ(columns.size(), 2U);
    EXPECT_EQ(columns[1].name, "home");
    EXPECT_EQ(columns[1].homes, (std::vector<std::uint32_t>{1, 0}));
    EXPECT_DOUBLE_EQ(columns[1].mean_kwh(0), 7);
}

}  // namespace
}  // namespace ohmstead
