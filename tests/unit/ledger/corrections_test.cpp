#include "ledger/corrections.hpp"

#include <gtest/gtest.h>

#include "ledger/ledger_reader.hpp"
#include "support/system_authority.hpp"
#include "support/task_runner.hpp"
#include "unit/api/fake_audit_log.hpp"
#include "unit/ledger/memory_home.hpp"
#include "unit/ledger/nothing_derived.hpp"

namespace ohmstead {
namespace {

using std::chrono::hours;
using test::date;
using test::MemoryHome;
using test::utc;

const Span kMonth{utc("2024-03-01T00:00:00Z"), utc("2024-04-02T12:00:00Z")};
const ChannelId kImport{"import"};

class CorrectionsTest : public testing::Test {
protected:
    AccessScope admin() const { return as(HomeRole::admin); }
    AccessScope as(HomeRole role) const {
        const std::vector<Membership> memberships{{home.id(), role}};
        return scope_for_person({.user = UserId{"sam"}, .name = "Sam"}, memberships);
    }
    static OverlayDraft draft(OverlayKind kind = OverlayKind::flat) {
        return {.channel = kImport,
                .span = {utc("2024-03-10T22:00:00Z"), utc("2024-03-11T01:00:00Z")},
                .kind = kind,
                .amount = kind == OverlayKind::unknown ? std::nullopt
                                                       : std::optional<std::int64_t>(3'000'001),
                .reason = "The meter stood still."};
    }
    Result<Overlay> create(OverlayDraft wanted) {
        return runner.run(corrections.create(admin(), home.id(), std::move(wanted), "Sam"));
    }
    EnergyView energy(Period period) {
        return runner
            .run(reader.energy(admin(), home.id(), date("2024-03-10"), date("2024-03-13"), period))
            .value()
            .view;
    }
    static std::int64_t sum_of(const EnergyColumn& column) {
        std::int64_t sum = 0;
        for (const auto amount : column.amount) {
            sum += amount;
        }
        return sum;
    }

    test::TaskRunner runner;
    Worker cpu;
    MemoryHome home{3, "Europe/Berlin", kMonth};
    test::NothingDerived nothing;
    test::FakeReadingStore readings;
    test::FakeAuditLog audit;
    Corrections corrections{home.homes, home.ledger_slots, home.overlays, audit, cpu, home.clock};
    LedgerReader reader{home.homes, home.ledger_slots, nothing, readings, cpu, home.clock};
};

TEST_F(CorrectionsTest, EveryZoomSaysTheSame) {
    for (const auto kind : {OverlayKind::proportional, OverlayKind::flat, OverlayKind::unknown}) {
        ASSERT_TRUE(create(draft(kind)));
        const auto by_slot = energy(Period::slot);
        for (const auto period : {Period::hour, Period::day, Period::month}) {
            const auto view = energy(period);
            for (std::size_t i = 0; i < view.channels.size(); ++i) {
                EXPECT_EQ(sum_of(view.channels[i]), sum_of(by_slot.channels[i]));
            }
        }
    }
}

TEST_F(CorrectionsTest, ThePreviewIsWhatComesOfIt) {
    for (const auto kind : {OverlayKind::flat, OverlayKind::proportional, OverlayKind::unknown}) {
        const auto before = energy(Period::day);
        const auto effect =
            runner.run(corrections.preview(admin(), home.id(), draft(kind))).value();
        // Two local days: from 23:00 to 02:00.
        ASSERT_EQ(effect.before.periods.size(), 2U);
        EXPECT_EQ(effect.channel.id, kImport);
        for (std::size_t day = 0; day < 2; ++day) {
            EXPECT_EQ(effect.before.home[day], before.home[day]);
            EXPECT_EQ(effect.before.channels[0].amount[day], before.channels[0].amount[day]);
        }
        const auto made = create(draft(kind)).value();
        const auto after = energy(Period::day);
        for (std::size_t day = 0; day < 2; ++day) {
            EXPECT_EQ(effect.after.home[day], after.home[day]);
            EXPECT_EQ(effect.after.flows[day], after.flows[day]);
            EXPECT_EQ(effect.after.channels[0].amount[day], after.channels[0].amount[day]);
        }
        EXPECT_NE(before.channels[0].amount[0], after.channels[0].amount[0]);
        EXPECT_EQ(before.channels[0].amount[2], after.channels[0].amount[2]);
        ASSERT_TRUE(runner.run(corrections.undo(admin(), home.id(), made.id, "Sam")));
        const auto undone = energy(Period::day);
        EXPECT_EQ(undone.home, before.home);
        EXPECT_EQ(undone.flows, before.flows);
        EXPECT_EQ(undone.channels[0].amount, before.channels[0].amount);
    }
}

TEST_F(CorrectionsTest, AProportionalOneIsOverWhatStandsThen) {
    ASSERT_TRUE(create(draft(OverlayKind::flat)));
    const auto shaped = create(draft(OverlayKind::proportional)).value();
    ASSERT_EQ(shaped.shape.size(), 12U);
    for (const auto amount : shaped.shape) {
        EXPECT_NEAR(static_cast<double>(amount), 250'000, 1);
    }
}

TEST_F(CorrectionsTest, SaysWhoDidWhatWhen) {
    const auto made = create(draft()).value();
    EXPECT_EQ(made.made, (Signature{.user = UserId{"sam"}, .name = "Sam", .at = home.clock.now()}));
    home.clock.advance(hours{1});
    const auto undone =
        runner.run(corrections.undo(admin(), home.id(), made.id, "Sam the admin")).value();
    EXPECT_EQ(undone.undone,
              (Signature{.user = UserId{"sam"}, .name = "Sam the admin", .at = home.clock.now()}));
    EXPECT_EQ(runner.run(corrections.list(admin(), home.id())).value(), std::vector{undone});
}

TEST_F(CorrectionsTest, AreForAdmins) {
    for (const auto role : {HomeRole::viewer, HomeRole::manager}) {
        EXPECT_EQ(runner.run(corrections.create(as(role), home.id(), draft(), "")).error().code,
                  ErrorCode::forbidden);
        EXPECT_EQ(runner.run(corrections.preview(as(role), home.id(), draft())).error().code,
                  ErrorCode::forbidden);
        EXPECT_EQ(
            runner.run(corrections.undo(as(role), home.id(), OverlayId{"a"}, "")).error().code,
            ErrorCode::forbidden);
    }
}

TEST_F(CorrectionsTest, FindsWhatStandsOutUntilItIsCorrected) {
    const auto spike = slot_of(utc("2024-03-20T10:00:00Z"));
    home.slots.set(kImport, test::whole_slot(spike, 40'000'000));
    const auto outliers = [&] {
        auto found = runner
                         .run(corrections.suspects(admin(), home.id(), date("2024-03-20"),
                                                   date("2024-03-21")))
                         .value()
                         .items;
        std::erase_if(found, [](const Suspect& s) { return s.code != SuspectCode::outlier; });
        return found;
    };
    ASSERT_EQ(outliers().size(), 1U);
    EXPECT_EQ(outliers()[0].range, (SlotRange{spike, spike + 1}));
    EXPECT_EQ(outliers()[0].channel, kImport);
    auto fix = draft();
    fix.span = span_of(SlotRange{spike, spike + 1});
    ASSERT_TRUE(create(fix));
    EXPECT_TRUE(outliers().empty());
}

TEST_F(CorrectionsTest, PowerOfACounterFollows) {
    home.homes.list_of_channels.resize(1);
    const auto power = [&] {
        return runner
            .run(reader.power(admin(), home.id(), utc("2024-03-10T22:00:00Z"),
                              utc("2024-03-10T23:00:00Z"), {kImport}, 4))
            .value()
            .columns.at(0)
            .buckets;
    };
    ASSERT_TRUE(create(draft()));
    EXPECT_NEAR(power().mean[1], 1'000'000, 5);
    EXPECT_NEAR(static_cast<double>(power().max[1]), 1'000'000, 5);
}

}  // namespace
}  // namespace ohmstead
