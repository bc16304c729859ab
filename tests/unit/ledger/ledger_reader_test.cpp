#include "ledger/ledger_reader.hpp"

#include <gtest/gtest.h>

#include "support/manual_clock.hpp"
#include "support/system_authority.hpp"
#include "support/task_runner.hpp"
#include "unit/ledger/fake_stores.hpp"
#include "unit/ledger/memory_overlays.hpp"
#include "unit/ledger/nothing_derived.hpp"

namespace ohmstead {
namespace {

using std::chrono::hours;
using test::channel;
using test::date;
using test::utc;

class LedgerReaderTest : public testing::Test {
protected:
    LedgerReaderTest() {
        homes_.home.id = HomeId{"home"};
        homes_.home.name = "Home";
        homes_.home.time_zone = "Europe/Berlin";
        auto state = channel("soc", ChannelRole::battery_soc);
        state.bindings[0].measure = Measure::state;
        auto plug = channel("plug", ChannelRole::device);
        plug.bindings[0].measure = Measure::power;
        homes_.list_of_channels = {channel("import", ChannelRole::grid_import), plug, state};
        // 1 kWh per slot of the whole of 2024 and around.
        for (auto slot = slot_of(utc("2023-12-01T00:00:00Z"));
             slot < slot_of(utc("2025-02-01T00:00:00Z")); ++slot) {
            slots_.known.push_back(test::whole_slot(slot, 1'000'000));
        }
    }

    Result<EnergyAnswer> energy(Boundary from, Boundary to, Period period,
                                bool only_complete = false, std::optional<Compare> compare = {},
                                AccessScope scope = SystemAuthorityForTests::system_scope()) {
        return runner_.run(reader_.energy(std::move(scope), homes_.home.id, from, to, period,
                                          only_complete, compare));
    }
    Result<PowerView> power(std::vector<ChannelId> channels, std::size_t points) {
        return runner_.run(reader_.power(SystemAuthorityForTests::system_scope(), homes_.home.id,
                                         date("2024-06-01"), date("2024-06-02"),
                                         std::move(channels), points));
    }

    test::TaskRunner runner_;
    Worker cpu_;
    test::ManualClock clock_{utc("2026-01-01T00:00:00Z")};
    test::FakeHomeStore homes_;
    test::FakeSlotStore slots_;
    test::NothingDerived derived_;
    test::FakeReadingStore readings_;
    test::MemoryOverlays overlays_;
    LedgerSlots ledger_slots_{slots_, overlays_, cpu_};
    LedgerReader reader_{homes_, ledger_slots_, derived_, readings_, cpu_, clock_};
};

TEST_F(LedgerReaderTest, AHomeThatKnowsItsGridsCarbonIsToldWhatItsImportEmitted) {
    EXPECT_TRUE(energy(date("2024-10-27"), date("2024-10-28"), Period::day)->view.carbon.empty());
    homes_.list_of_channels.push_back(channel("carbon", ChannelRole::grid_carbon));
    readings_.channel = homes_.list_of_channels.back().id;
    for (Instant at = utc("2024-10-26T21:30:00Z"); at < utc("2024-10-28T00:00:00Z");
         at += hours{1}) {
        readings_.known.push_back({at, 300'000});
    }
    const auto answer = energy(date("2024-10-27"), date("2024-10-28"), Period::day);
    ASSERT_TRUE(answer);
    ASSERT_EQ(answer->view.carbon.size(), 1u);
    EXPECT_DOUBLE_EQ(answer->view.carbon[0].milligrams, 100 * 300'000.0);
    EXPECT_EQ(answer->view.carbon[0].unrated, 0);
}

TEST_F(LedgerReaderTest, DatesAreThoseOfTheHome) {
    const auto answer = energy(date("2024-10-27"), date("2024-10-28"), Period::day);
    ASSERT_TRUE(answer);
    ASSERT_EQ(answer->view.periods.size(), 1u);
    EXPECT_EQ(answer->view.periods[0].from, utc("2024-10-26T22:00:00Z"));
    EXPECT_EQ(answer->view.home, std::vector<std::int64_t>{100'000'000});
    EXPECT_EQ(answer->home.name, "Home");
    EXPECT_EQ(answer->channels.size(), 3u);
}

TEST_F(LedgerReaderTest, AYearByMonthAddsUp) {
    const auto answer = energy(date("2024-01-01"), date("2025-01-01"), Period::month);
    ASSERT_TRUE(answer);
    ASSERT_EQ(answer->view.periods.size(), 12u);
    std::int64_t sum = 0;
    for (const auto amount : answer->view.home) {
        sum += amount;
    }
    EXPECT_EQ(sum, 366 * 96 * 1'000'000LL);
}

TEST_F(LedgerReaderTest, ComparesAMonthWithTheOneBefore) {
    const auto answer =
        energy(date("2024-03-01"), date("2024-04-01"), Period::day, false, Compare::previous);
    ASSERT_TRUE(answer);
    ASSERT_TRUE(answer->compared);
    const auto& compared = *answer->compared;
    EXPECT_EQ(compared.span, (Span{utc("2024-01-31T23:00:00Z"), utc("2024-02-29T23:00:00Z")}));
    EXPECT_EQ(compared.view.home, std::vector<std::int64_t>(29, 96'000'000));
    EXPECT_EQ(compared.until, utc("2024-03-31T22:00:00Z"));
    EXPECT_DOUBLE_EQ(compared.days, 31);
    EXPECT_DOUBLE_EQ(compared.compared_days, 29);
    EXPECT_EQ(compared.aligned.back(), 28u);
    EXPECT_FALSE(energy(date("2024-03-01"), date("2024-04-01"), Period::day)->compared);
}

TEST_F(LedgerReaderTest, ComparesWhatIsNotOverToWhereItIsKnown) {
    clock_.set(utc("2024-11-17T09:20:00Z"));
    std::erase_if(slots_.known, [](const Slot& slot) {
        return slot.index >= slot_of(utc("2024-11-17T09:15:00Z"));
    });
    const auto answer =
        energy(date("2024-11-01"), date("2024-12-01"), Period::month, false, Compare::previous);
    ASSERT_TRUE(answer);
    ASSERT_TRUE(answer->compared);
    EXPECT_EQ(answer->compared->until, utc("2024-11-17T09:15:00Z"));
    EXPECT_EQ(answer->compared->span.to, utc("2024-10-17T08:15:00Z"));
    EXPECT_NEAR(answer->compared->days, 16 + 10.25 / 24, 1e-9);
}

TEST_F(LedgerReaderTest, LeavesOutWhatIsNotCompleteWhenAsked) {
    homes_.list_of_channels.push_back(channel("export", ChannelRole::grid_export));
    clock_.set(utc("2024-11-17T09:50:00Z"));
    slots_.ends["export"] = utc("2024-11-17T09:15:00Z");
    const auto all = energy(date("2024-11-17"), date("2024-11-18"), Period::hour);
    const auto part = energy(date("2024-11-17"), date("2024-11-18"), Period::hour, true);
    ASSERT_TRUE(all && part);
    EXPECT_EQ(part->view.complete_until, utc("2024-11-17T09:15:00Z"));
    EXPECT_EQ(part->view.periods, all->view.periods);
    const auto import_of = [](const EnergyView& view) { return view.roles.at(0).amount; };
    EXPECT_EQ(import_of(all->view).at(10), 4'000'000) << "whatever is there";
    EXPECT_EQ(import_of(part->view).at(10), 1'000'000) << "one quarter-hour of 10:00 is complete";
    EXPECT_EQ(import_of(part->view).at(9), 4'000'000);
    EXPECT_EQ(part->view.roles.at(0).known_slots.at(11), 0u);
    EXPECT_EQ(part->view.counts.at(10), (SlotCounts{.elapsed = 1, .known = 1, .estimated = 0}));
}

TEST_F(LedgerReaderTest, ReadsOnlyWhatItShows) {
    ASSERT_TRUE(energy(utc("2024-06-01T10:07:00Z"), utc("2024-06-01T11:01:00Z"), Period::hour));
    EXPECT_EQ(slots_.asked, (Span{utc("2024-06-01T10:00:00Z"), utc("2024-06-01T11:15:00Z")}));
    EXPECT_EQ(slots_.asked_channels, (std::vector{ChannelId{"import"}, ChannelId{"plug"}}));
}

TEST_F(LedgerReaderTest, RefusesSpansThatAreEmptyOrTooLong) {
    const auto empty = energy(date("2024-06-02"), date("2024-06-02"), Period::day);
    ASSERT_FALSE(empty);
    EXPECT_EQ(empty.error().code, ErrorCode::invalid);
    EXPECT_EQ(empty.error().fields.at(0).pointer, "to");
    EXPECT_FALSE(energy(date("1970-01-01"), date("2024-06-02"), Period::year));
    const auto fine = energy(date("2020-01-01"), date("2024-06-02"), Period::slot);
    ASSERT_FALSE(fine);
    EXPECT_EQ(fine.error().fields.at(0).pointer, "period");
}

TEST_F(LedgerReaderTest, AForeignHomeIsNotFound) {
    const auto scope =
        scope_for_person({.user = UserId{"u"}, .name = "U", .server_role = ServerRole::none}, {});
    const auto answer =
        energy(date("2024-06-01"), date("2024-06-02"), Period::day, false, {}, scope);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, ErrorCode::not_found);
}

TEST_F(LedgerReaderTest, PowerComesFromReadingsOrElseAsMeansOfTheCounter) {
    const auto view = power({}, 100);
    ASSERT_TRUE(view);
    ASSERT_EQ(view->columns.size(), 2u);
    EXPECT_EQ(view->columns[0].buckets.channel, ChannelId{"plug"});
    EXPECT_FALSE(view->columns[0].is_mean);
    EXPECT_EQ(view->columns[1].buckets.channel, ChannelId{"import"});
    EXPECT_TRUE(view->columns[1].is_mean);
    EXPECT_EQ(view->grid.step, std::chrono::minutes{15});
    EXPECT_EQ(view->columns[1].buckets.mean[3], 4'000'000);
}

TEST_F(LedgerReaderTest, PowerOfNamedChannelsAlone) {
    const auto view = power({ChannelId{"plug"}}, 100);
    ASSERT_TRUE(view);
    EXPECT_EQ(view->columns.size(), 1u);
    const auto unknown = power({ChannelId{"other"}}, 100);
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().fields.at(0).pointer, "channels");
    EXPECT_FALSE(power({}, 0));
    EXPECT_FALSE(power({}, 10'001));
}

TEST(Boundary, IsADateOrAnInstant) {
    EXPECT_EQ(parse_boundary("2024-06-01"), Boundary{date("2024-06-01")});
    EXPECT_EQ(parse_boundary("2024-06-01T10:00:00Z"), Boundary{utc("2024-06-01T10:00:00Z")});
    EXPECT_FALSE(parse_boundary("yesterday"));
}

}  // namespace
}  // namespace ohmstead
