#include <gtest/gtest.h>

#include "base/log.hpp"
#include "ledger/deriver.hpp"
#include "ledger/ledger_reader.hpp"
#include "store_sqlite/sqlite_database.hpp"
#include "support/manual_clock.hpp"
#include "support/system_authority.hpp"
#include "support/task_runner.hpp"
#include "support/temporary_folder.hpp"
#include "unit/domain/random_home.hpp"
#include "unit/ledger/nothing_derived.hpp"

namespace ohmstead {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::sys_days;
using test::date;
using test::utc;

const Span kSpan{utc("2024-02-01T00:00:00Z"), utc("2024-05-01T00:00:00Z")};

// Deriver and reader on the embedded database.
class DerivedDays : public testing::Test {
protected:
    DerivedDays()
        : database_(SqliteDatabase::open(runner_.executor(), folder_.path() / "a.db", clock_, Log{})
                        .value()),
          homes_(make_sqlite_home_store(*database_)),
          readings_(make_sqlite_reading_store(*database_)),
          slots_(make_sqlite_slot_store(*database_)),
          derived_(make_sqlite_derived_store(*database_)),
          overlays_(make_sqlite_overlay_store(*database_)) {
        home_.time_zone = "Europe/Berlin";
        runner_.run(homes_->create(scope(), home_, UserId{"user"})).value();
        const test::RandomHome random{7, kSpan, 3};
        runner_.run(homes_->put_channels(scope(), home_.id, random.channels)).value();
        for (const auto& column : random.slots) {
            put(column);
        }
    }
    ~DerivedDays() override { runner_.run(database_->close()).value(); }

    static AccessScope scope() { return SystemAuthorityForTests::system_scope(); }

    // Replaces the blocks of the days in which the slots are.
    void put(const ChannelSlots& column) {
        std::vector<Block> blocks;
        for (const auto& slot : column.slots) {
            const auto day = std::chrono::floor<days>(slot_start(slot.index));
            if (blocks.empty() || blocks.back().day != day) {
                blocks.push_back({.channel = column.channel,
                                  .day = day,
                                  .revision = {1, ++sequence_},
                                  .anchor = {},
                                  .slots = {}});
            }
            blocks.back().slots.push_back(slot);
        }
        runner_.run(slots_->put(scope(), home_.id, std::move(blocks))).value();
    }
    void derive() {
        Deriver deriver{*homes_, ledger_slots_, *derived_, cpu_, clock_, scope()};
        EXPECT_EQ(runner_.run(deriver.derive(home_.id)).value(), Derivation::complete);
    }
    std::size_t derived_count() {
        const auto state = runner_.run(derived_->state(scope(), home_.id)).value();
        auto stored =
            runner_.run(derived_->days(scope(), home_.id, date("2024-01-01"), date("2024-12-31")))
                .value();
        std::erase_if(stored, [&](const DaySums& day) {
            return day.stamp != state.stamp || !is_derived(state, day.day.slots);
        });
        return stored.size();
    }
    EnergyView energy(DerivedStore& derived) {
        LedgerReader reader{*homes_, ledger_slots_, derived, *readings_, cpu_, clock_};
        return runner_
            .run(reader.energy(scope(), home_.id, date("2024-02-01"), date("2024-05-01"),
                               Period::day))
            .value()
            .view;
    }
    void expect_equal_answers() {
        const auto by_days = energy(*derived_);
        const auto by_slots = energy(nothing_);
        EXPECT_EQ(by_days.home, by_slots.home);
        EXPECT_EQ(by_days.flows, by_slots.flows);
        EXPECT_EQ(by_days.counts, by_slots.counts);
        EXPECT_EQ(by_days.complete_until, by_slots.complete_until);
        for (std::size_t i = 0; i < by_slots.channels.size(); ++i) {
            EXPECT_EQ(by_days.channels[i].amount, by_slots.channels[i].amount);
        }
    }

    test::TaskRunner runner_;
    test::TemporaryFolder folder_;
    test::ManualClock clock_{kSpan.to + hours{2}};
    Worker cpu_;
    Home home_{.id = HomeId{"home"},
               .name = "Home",
               .time_zone = {},
               .currency = "EUR",
               .country = {},
               .main_fuse = {},
               .created_at = {}};
    std::uint64_t sequence_ = 0;
    test::NothingDerived nothing_;
    std::unique_ptr<SqliteDatabase> database_;
    std::unique_ptr<HomeStore> homes_;
    std::unique_ptr<ReadingStore> readings_;
    std::unique_ptr<SlotStore> slots_;
    std::unique_ptr<DerivedStore> derived_;
    std::unique_ptr<OverlayStore> overlays_;
    LedgerSlots ledger_slots_{*slots_, *overlays_, cpu_};
};

TEST_F(DerivedDays, FollowEveryChangeOfTheSlots) {
    derive();
    EXPECT_EQ(derived_count(), 90u);
    expect_equal_answers();
    const auto late = utc("2024-03-30T00:00:00Z");
    ChannelSlots column{ChannelId{"solar"}, {}};
    for (SlotIndex i = 0; i < 96; ++i) {
        column.slots.push_back(test::whole_slot(slot_of(late) + i, 1'000'000));
    }
    put(column);
    EXPECT_EQ(derived_count(), 58u) << "up to the day before";
    expect_equal_answers();
    derive();
    EXPECT_EQ(derived_count(), 90u);
    expect_equal_answers();
}

TEST_F(DerivedDays, FollowCorrectionsAndTheirUndoing) {
    derive();
    const auto first = energy(*derived_);
    const auto from = slot_of(utc("2024-03-30T00:00:00Z"));
    const Overlay overlay{.id = OverlayId::make(),
                          .channel = ChannelId{"import"},
                          .range = {from, from + 30},
                          .kind = OverlayKind::flat,
                          .amount = 1'234'567,
                          .shape = {},
                          .reason = "The meter stood still.",
                          .made = {.user = UserId{"u"}, .name = "Sam", .at = clock_.now()},
                          .undone = {}};
    runner_.run(overlays_->put(scope(), home_.id, overlay)).value();
    EXPECT_EQ(derived_count(), 58u) << "up to the day before";
    expect_equal_answers();
    derive();
    EXPECT_EQ(derived_count(), 90u);
    expect_equal_answers();
    const auto corrected = energy(*derived_);
    EXPECT_NE(corrected.channels[0].amount, first.channels[0].amount);
    runner_.run(overlays_->undo(scope(), home_.id, overlay.id, overlay.made)).value();
    expect_equal_answers();
    derive();
    const auto last = energy(*derived_);
    EXPECT_EQ(last.channels[0].amount, first.channels[0].amount);
    EXPECT_EQ(last.home, first.home);
    EXPECT_EQ(last.flows, first.flows);
}

TEST_F(DerivedDays, FollowTheZoneAndTheChannels) {
    derive();
    home_.time_zone = "Asia/Kathmandu";
    runner_.run(homes_->update(scope(), home_)).value();
    expect_equal_answers();
    derive();
    expect_equal_answers();
    auto channels = runner_.run(homes_->channels(scope(), home_.id)).value();
    channels[2].adds_to_ac_balance = false;
    runner_.run(homes_->put_channels(scope(), home_.id, channels)).value();
    expect_equal_answers();
    derive();
    expect_equal_answers();
    EXPECT_EQ(derived_count(), 90u);
}

}  // namespace
}  // namespace ohmstead
