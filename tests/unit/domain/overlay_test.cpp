#include "domain/corrections/overlay.hpp"

#include <algorithm>
#include <numeric>
#include <random>

#include <gtest/gtest.h>

#include "unit/domain/random_home.hpp"

namespace ohmstead::test {
namespace {

const ChannelId kChannel{"import"};
constexpr SlotIndex kFirst = 1'000;
constexpr SlotRange kRange{kFirst, kFirst + 8};

// One overlay after another, a second apart.
Overlay overlay(OverlayKind kind, SlotRange range, std::int64_t amount, int age = 0) {
    return {.id = OverlayId{"overlay" + std::to_string(age)},
            .channel = kChannel,
            .range = range,
            .kind = kind,
            .amount = amount,
            .shape = {},
            .reason = "The meter stood still.",
            .made = {.user = UserId{"u"}, .name = "Somebody", .at = instant_from_ms(age * 1'000)},
            .undone = std::nullopt};
}

ChannelSlots given(std::vector<std::int64_t> amounts) {
    ChannelSlots slots{.channel = kChannel, .slots = {}};
    for (std::size_t i = 0; i < amounts.size(); ++i) {
        slots.slots.push_back(whole_slot(kFirst + static_cast<SlotIndex>(i), amounts[i]));
    }
    return slots;
}

std::vector<std::int64_t> amounts_of(const ChannelSlots& slots) {
    std::vector<std::int64_t> amounts;
    for (const auto& slot : slots.slots) {
        amounts.push_back(slot.amount);
    }
    return amounts;
}

std::int64_t sum_of(const ChannelSlots& slots, SlotRange range) {
    std::int64_t sum = 0;
    for (const auto& slot : slots.slots) {
        sum += slot.index >= range.from && slot.index < range.to ? slot.amount : 0;
    }
    return sum;
}

TEST(Overlay, AFlatOneSpreadsItsAmountEvenlyAndLeavesTheRest) {
    const std::vector overlays{overlay(OverlayKind::flat, {kFirst + 1, kFirst + 4}, 100)};
    const auto slots = apply(overlays, kRange, given({7, 7, 7, 7, 7, 7, 7, 7}));
    EXPECT_EQ(amounts_of(slots), (std::vector<std::int64_t>{7, 33, 33, 34, 7, 7, 7, 7}));
    EXPECT_EQ(slots.slots[1].quality, Quality::edited);
    EXPECT_EQ(slots.slots[1].seconds_covered, kSlotSeconds);
    EXPECT_EQ(slots.slots[4].quality, Quality::measured);
}

TEST(Overlay, AProportionalOneKeepsTheShape) {
    const auto before = given({10, 20, 0, 70, 0, 0, 0, 0});
    auto made = overlay(OverlayKind::proportional, {kFirst, kFirst + 4}, 1'000);
    made.shape = shape_of(made.amount, made.range, before.slots);
    EXPECT_EQ(made.shape, (std::vector<std::int64_t>{100, 200, 0, 700}));
    const std::vector overlays{made};
    EXPECT_EQ(amounts_of(apply(overlays, kRange, before)),
              (std::vector<std::int64_t>{100, 200, 0, 700, 0, 0, 0, 0}));
}

TEST(Overlay, AShapeOverNothingIsFlat) {
    EXPECT_EQ(shape_of(10, {kFirst, kFirst + 3}, {}), (std::vector<std::int64_t>{3, 3, 4}));
    const auto faulty = given({-5, 0, 0});
    EXPECT_EQ(shape_of(9, {kFirst, kFirst + 3}, faulty.slots),
              (std::vector<std::int64_t>{3, 3, 3}));
}

TEST(Overlay, AShapeOfTheGreatestAmountsDoesNotOverflow) {
    constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
    const auto standing = given({kMost, kMost, kMost});
    const auto shape = shape_of(kMost - 1, {kFirst, kFirst + 3}, standing.slots);
    EXPECT_EQ(shape[0] + shape[1] + shape[2], kMost - 1);
}

TEST(Overlay, FillsHoles) {
    ChannelSlots holes{.channel = kChannel, .slots = {whole_slot(kFirst + 7, 5)}};
    const std::vector overlays{overlay(OverlayKind::flat, {kFirst + 2, kFirst + 4}, 8)};
    const auto slots = apply(overlays, kRange, holes);
    ASSERT_EQ(slots.slots.size(), 3U);
    EXPECT_EQ(slots.slots[0].index, kFirst + 2);
    EXPECT_EQ(slots.slots[2], holes.slots[0]);
}

TEST(Overlay, UnknownTakesSlotsAway) {
    const std::vector overlays{overlay(OverlayKind::unknown, {kFirst, kFirst + 7}, 0)};
    const auto slots = apply(overlays, kRange, given({1, 2, 3, 4, 5, 6, 7, 8}));
    EXPECT_EQ(amounts_of(slots), std::vector<std::int64_t>{8});
}

TEST(Overlay, TheNewestWins) {
    std::vector overlays{overlay(OverlayKind::flat, {kFirst, kFirst + 4}, 400, 0),
                         overlay(OverlayKind::unknown, {kFirst + 1, kFirst + 3}, 0, 1),
                         overlay(OverlayKind::flat, {kFirst + 2, kFirst + 3}, 9, 2)};
    EXPECT_EQ(amounts_of(apply(overlays, kRange, given({1, 1, 1, 1, 1}))),
              (std::vector<std::int64_t>{100, 9, 100, 1}));
    overlays[1].undone = Signature{};
    EXPECT_EQ(amounts_of(apply(overlays, kRange, given({1, 1, 1, 1, 1}))),
              (std::vector<std::int64_t>{100, 100, 9, 100, 1}));
}

TEST(Overlay, OtherChannelsAreLeftAlone) {
    auto other = overlay(OverlayKind::flat, kRange, 8);
    other.channel = ChannelId{"solar"};
    const auto before = given({1, 2, 3});
    EXPECT_EQ(amounts_of(apply(std::vector{other}, kRange, before)), amounts_of(before));
}

// Random slots with holes, and random overlays over them.
struct RandomCase {
    std::mt19937_64 random;
    SlotRange range{kFirst, kFirst + 200};
    ChannelSlots slots{.channel = kChannel, .slots = {}};
    std::vector<Overlay> overlays;

    explicit RandomCase(std::uint64_t seed) : random(seed) {
        for (auto slot = range.from; slot < range.to; ++slot) {
            if (random() % 5 != 0) {
                slots.slots.push_back(
                    whole_slot(slot, static_cast<std::int64_t>(random() % 1'000'000)));
            }
        }
        for (int age = 0; age < 8; ++age) {
            overlays.push_back(next(age));
        }
    }

    // Made over what stands.
    Overlay next(int age) {
        const auto from = range.from + static_cast<SlotIndex>(random() % 190);
        const auto size = 1 + static_cast<SlotIndex>(random() % 60);
        auto made = overlay(static_cast<OverlayKind>(random() % 3), {from, from + size}, 0, age);
        if (made.kind != OverlayKind::unknown) {
            made.amount = static_cast<std::int64_t>(random() % 10'000'000);
        }
        if (made.kind == OverlayKind::proportional) {
            made.shape = shape_of(made.amount, made.range, apply(overlays, range, slots).slots);
        }
        return made;
    }
};

class RandomOverlays : public testing::TestWithParam<std::uint64_t> {};
INSTANTIATE_TEST_SUITE_P(Seeds, RandomOverlays, testing::Range<std::uint64_t>(0, 40));

TEST_P(RandomOverlays, TheNewestHasExactlyItsSum) {
    RandomCase random{GetParam()};
    const auto& newest = random.overlays.back();
    const SlotRange whole = hull(random.range, newest.range);
    const auto after = apply(random.overlays, whole, random.slots);
    EXPECT_EQ(sum_of(after, newest.range), newest.amount);
}

TEST_P(RandomOverlays, UndoingRestoresExactly) {
    RandomCase random{GetParam()};
    const auto before = apply(random.overlays, random.range, random.slots);
    auto more = random.overlays;
    more.push_back(random.next(8));
    more.back().undone = Signature{};
    EXPECT_EQ(apply(more, random.range, random.slots).slots, before.slots);
    for (auto& each : more) {
        each.undone = Signature{};
    }
    EXPECT_EQ(apply(more, random.range, random.slots).slots, random.slots.slots);
}

TEST_P(RandomOverlays, AppliedTwiceIsAppliedOnce) {
    RandomCase random{GetParam()};
    const auto once = apply(random.overlays, random.range, random.slots);
    EXPECT_EQ(apply(random.overlays, random.range, once).slots, once.slots);
}

TEST_P(RandomOverlays, APartIsAsItIsInTheWhole) {
    RandomCase random{GetParam()};
    const auto whole = apply(random.overlays, random.range, random.slots);
    const auto middle = random.range.from + static_cast<SlotIndex>(random.random() % 200);
    std::vector<Slot> joined;
    for (const auto part :
         {SlotRange{random.range.from, middle}, SlotRange{middle, random.range.to}}) {
        ChannelSlots of_part{.channel = kChannel, .slots = {}};
        std::ranges::copy_if(
            random.slots.slots, std::back_inserter(of_part.slots),
            [&](const Slot& slot) { return slot.index >= part.from && slot.index < part.to; });
        std::ranges::move(apply(random.overlays, part, of_part).slots, std::back_inserter(joined));
    }
    EXPECT_EQ(joined, whole.slots);
}

TEST_P(RandomOverlays, OnlySlotsUnderAnOverlayAreEdited) {
    RandomCase random{GetParam()};
    const auto after = apply(random.overlays, random.range, random.slots);
    const auto over = deciding(random.overlays, kChannel, random.range);
    for (const auto& slot : after.slots) {
        const auto* decides = over[static_cast<std::size_t>(slot.index - random.range.from)];
        EXPECT_EQ(slot.quality == Quality::edited, decides != nullptr);
    }
}

TEST(Overlay, TheOldestComesFirstAndOfTheSameTimeTheSmallerId) {
    const SlotRange range{kFirst, kFirst + 2};
    auto twin = overlay(OverlayKind::flat, range, 4, 2);
    twin.id = OverlayId{"another"};
    std::vector<Overlay> overlays{overlay(OverlayKind::flat, range, 3, 3),
                                  overlay(OverlayKind::flat, range, 2, 2), twin,
                                  overlay(OverlayKind::flat, range, 1, 1)};
    sort_by_age(overlays);
    std::vector<std::int64_t> amounts;
    for (const auto& each : overlays) {
        amounts.push_back(each.amount);
    }
    EXPECT_EQ(amounts, (std::vector<std::int64_t>{1, 4, 2, 3}));
}

}  // namespace
}  // namespace ohmstead::test
