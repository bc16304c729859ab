#include "domain/corrections/suspects.hpp"

#include <gmock/gmock.h>

#include "unit/domain/random_home.hpp"

namespace ohmstead::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr SlotIndex kSampleBegin = 1'900'000;
constexpr SlotRange kSample{kSampleBegin, kSampleBegin + 40 * 96};
constexpr SlotRange kDay{kSampleBegin + 39 * 96, kSampleBegin + 40 * 96};
const Instant kLater = slot_start(kSample.to + 96);
const ChannelId kImport{"import"};
const ChannelId kSolar{"solar"};
const ChannelId kExport{"export"};

// A home that imports between 200 and 299 Wh a slot, makes 500 and exports 100.
struct QuietHome {
    std::vector<Channel> channels{channel("import", ChannelRole::grid_import),
                                  channel("solar", ChannelRole::solar),
                                  channel("export", ChannelRole::grid_export)};
    std::vector<ChannelSlots> slots{{kImport, {}}, {kSolar, {}}, {kExport, {}}};
    std::vector<Overlay> overlays;
    std::vector<ChannelEvent> events;

    QuietHome() {
        for (auto slot = kSample.from; slot < kSample.to; ++slot) {
            slots[0].slots.push_back(whole_slot(slot, 200'000 + slot % 100 * 1'000));
            slots[1].slots.push_back(whole_slot(slot, 500'000));
            slots[2].slots.push_back(whole_slot(slot, 100'000));
        }
    }
    Slot& at(std::size_t channel, SlotIndex slot) {
        return slots[channel].slots[static_cast<std::size_t>(slot - kSampleBegin)];
    }
    void overlay(const ChannelId& of, SlotRange range, OverlayKind kind) {
        overlays.push_back({.id = OverlayId{"a"},
                            .channel = of,
                            .range = range,
                            .kind = kind,
                            .amount = 0,
                            .shape = {},
                            .reason = {},
                            .made = {},
                            .undone = {}});
    }
    std::vector<Suspect> suspects(SlotRange range = kDay) const {
        auto standing = slots;
        for (auto& of_channel : standing) {
            of_channel = apply(overlays, kSample, of_channel);
        }
        return find_suspects(
            {.channels = channels, .slots = standing, .overlays = overlays, .events = events},
            kSample, range, kLater);
    }
};

TEST(Suspects, AQuietHomeHasNone) {
    EXPECT_THAT(QuietHome{}.suspects(kSample), IsEmpty());
}

TEST(Suspects, ASlotFarBeyondTheOthersIsAnOutlier) {
    QuietHome home;
    const auto slot = kDay.from + 40;
    home.at(0, slot).amount = 3 * 299'000;
    EXPECT_THAT(home.suspects(), IsEmpty()) << "exactly three times what is usual";
    home.at(0, slot).amount += 1;
    EXPECT_THAT(
        home.suspects(),
        ElementsAre(Suspect{SuspectCode::outlier, kImport, {slot, slot + 1}, 897'001, 897'000}));
}

TEST(Suspects, NeighbouringOutliersAreOne) {
    QuietHome home;
    const auto slot = kDay.from + 40;
    home.at(0, slot).amount = 5'000'000;
    home.at(0, slot + 1).amount = 4'000'000;
    EXPECT_THAT(
        home.suspects(),
        ElementsAre(Suspect{SuspectCode::outlier, kImport, {slot, slot + 2}, 9'000'000, 897'000}));
    EXPECT_THAT(home.suspects({slot + 1, slot + 2}),
                ElementsAre(Suspect{
                    SuspectCode::outlier, kImport, {slot + 1, slot + 2}, 4'000'000, 897'000}));
    EXPECT_THAT(home.suspects({kDay.from, slot}), IsEmpty());
}

TEST(Suspects, AChannelIsJudgedByEnoughSlotsAlone) {
    QuietHome home;
    home.at(0, kDay.from).amount = 50'000'000;
    auto& slots = home.slots[0].slots;
    slots.erase(slots.begin(), slots.end() - 999);
    EXPECT_THAT(home.suspects(), IsEmpty());
}

TEST(Suspects, LittleIsNeverAnOutlier) {
    QuietHome home;
    for (auto& slot : home.slots[0].slots) {
        slot.amount = 10;
    }
    home.at(0, kDay.from).amount = kLeastOutlier;
    EXPECT_THAT(home.suspects(), IsEmpty());
    home.at(0, kDay.from).amount = kLeastOutlier + 1;
    EXPECT_EQ(home.suspects().size(), 1U);
}

TEST(Suspects, MoreThatLeftTheHomeThanCameIn) {
    QuietHome home;
    const auto slot = kDay.from + 4;
    home.at(0, slot).amount = 0;
    home.at(1, slot).amount = 0;
    EXPECT_THAT(home.suspects(),
                ElementsAre(Suspect{
                    SuspectCode::negative_balance, {}, {slot, slot + 1}, 100'000, kLeastResidual}));
    home.at(1, slot).amount = 50'000;
    EXPECT_THAT(home.suspects(), IsEmpty()) << "meters are read at different moments";
}

TEST(Suspects, HolesBetweenKnownSlots) {
    QuietHome home;
    auto& slots = home.slots[1].slots;
    const auto first = kDay.from + 10;
    std::erase_if(slots, [&](const Slot& slot) {
        return (slot.index >= first && slot.index < first + 8) || slot.index >= kDay.to - 3;
    });
    EXPECT_THAT(home.suspects(),
                ElementsAre(Suspect{SuspectCode::hole, kSolar, {first, first + 8}, 0, 0}));
    home.channels[1].bindings[0].valid_from = slot_start(first + 4);
    EXPECT_THAT(home.suspects(),
                ElementsAre(Suspect{SuspectCode::hole, kSolar, {first + 4, first + 8}, 0, 0}));
}

TEST(Suspects, WhatAPersonHasDecidedStandsOutNoMore) {
    QuietHome home;
    const auto slot = kDay.from + 40;
    home.at(0, slot).amount = 50'000'000;
    home.overlay(kImport, {slot, slot + 1}, OverlayKind::unknown);
    home.overlay(kSolar, {slot, slot + 1}, OverlayKind::flat);
    EXPECT_THAT(home.suspects(), IsEmpty());
    home.overlays[0].undone = Signature{};
    EXPECT_EQ(home.suspects().size(), 1U);
}

// The counter was not heard of for two slots, and then it was 12 kWh higher.
struct JumpedHome : QuietHome {
    SlotIndex slot = kDay.from + 40;
    Instant at = slot_start(slot + 2) + std::chrono::minutes{5};

    JumpedHome() {
        std::erase_if(slots[1].slots, [&](const Slot& each) {
            return each.index >= slot && each.index < slot + 3;
        });
        events.push_back({kSolar,
                          {.kind = MeterEvent::Kind::quarantined,
                           .at = at,
                           .amount = 12'000'000,
                           .since = slot_start(slot),
                           .in_question = 12'000'000}});
    }
    Suspect jump() const {
        return {.code = SuspectCode::quarantined,
                .channel = kSolar,
                .range = {slot, slot + 3},
                .amount = 12'000'000,
                .limit = 0,
                .at = at};
    }
};

TEST(Suspects, ALevelThatWasNotBookedIsNoHoleToo) {
    JumpedHome home;
    EXPECT_THAT(home.suspects(), ElementsAre(home.jump()));
    home.events[0].event.kind = MeterEvent::Kind::reset;
    auto reset = home.jump();
    reset.code = SuspectCode::reset;
    EXPECT_THAT(home.suspects(), ElementsAre(reset));
    EXPECT_THAT(home.suspects({kDay.from, home.slot}), IsEmpty());
}

TEST(Suspects, ALevelThatAPersonDecidedAboutStandsOutNoMore) {
    JumpedHome home;
    home.channels[1].decisions = {{home.at, MeterVerdict::left_out}};
    EXPECT_THAT(home.suspects(), IsEmpty()) << "before the engine has worked it in";
    home.channels[1].decisions.clear();
    home.overlay(kSolar, {home.slot, home.slot + 2}, OverlayKind::flat);
    EXPECT_THAT(home.suspects(), ElementsAre(home.jump())) << "a part of it";
    home.overlays[0].range.to = home.slot + 3;
    EXPECT_THAT(home.suspects(), IsEmpty());
    home.overlays.clear();
    home.events[0].event.kind = MeterEvent::Kind::decided;
    EXPECT_THAT(home.suspects(), IsEmpty());
    for (auto slot = home.slot; slot < home.slot + 3; ++slot) {
        home.slots[1].slots.push_back(whole_slot(slot, 4'000'000));
    }
    std::ranges::sort(home.slots[1].slots, {}, &Slot::index);
    EXPECT_THAT(home.suspects(), IsEmpty()) << "what was booked is no outlier";
}

}  // namespace
}  // namespace ohmstead::test
