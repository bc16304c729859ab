#include "store/derived_state.hpp"

#include <gtest/gtest.h>

namespace ohmstead {
namespace {

Slot slot(SlotIndex index, std::int64_t amount) {
    return {.index = index, .amount = amount, .quality = Quality::measured, .seconds_covered = 900};
}

TEST(DerivedState, AMarkLowersTheFirstSlotAndWidensWhatIsDirty) {
    DerivedState state{.first = 100, .derived_to = 500, .dirty = {}, .stamp = {}, .revision = 7};
    state = marked(state, {300, 310});
    EXPECT_EQ(state.dirty, (SlotRange{300, 310}));
    EXPECT_EQ(state.revision, 8u);
    state = marked(state, {50, 60});
    EXPECT_EQ(state.dirty, (SlotRange{50, 310}));
    EXPECT_EQ(state.first, 50);
    EXPECT_EQ(state.derived_to, 500);
}

TEST(DerivedState, WhatIsNotDerivedYetIsNotDirtyButHasChanged) {
    const DerivedState state{
        .first = 100, .derived_to = 500, .dirty = {}, .stamp = {}, .revision = 7};
    const auto later = marked(state, {600, 601});
    EXPECT_TRUE(later.dirty.empty());
    EXPECT_EQ(later.revision, 8u);
    EXPECT_EQ(marked(state, {490, 601}).dirty, (SlotRange{490, 500}));
    const auto fresh = marked({}, {600, 601});
    EXPECT_EQ(fresh.first, 600);
    EXPECT_TRUE(fresh.dirty.empty());
    EXPECT_FALSE(fresh.derived_to);
}

TEST(DerivedState, AnEmptyMarkIsNone) {
    const DerivedState state{.first = 1, .derived_to = 5, .dirty = {2, 3}, .stamp = {}};
    EXPECT_EQ(marked(state, {4, 4}), state);
}

TEST(DerivedState, ADayIsDerivedUpToTheFirstDirtySlot) {
    DerivedState state{.first = 0, .derived_to = 500, .dirty = {}, .stamp = {}};
    EXPECT_TRUE(is_derived(state, {404, 500}));
    EXPECT_FALSE(is_derived(state, {405, 501}));
    state.dirty = {200, 210};
    EXPECT_TRUE(is_derived(state, {104, 200}));
    EXPECT_FALSE(is_derived(state, {105, 201}));
    EXPECT_FALSE(is_derived(state, {210, 306})) << "its battery may begin with another content";
    EXPECT_FALSE(is_derived({}, {0, 96}));
}

TEST(DerivedState, TheChangedSlotsAreThoseThatDiffer) {
    const std::vector before{slot(1, 1), slot(2, 2), slot(5, 5)};
    EXPECT_TRUE(changed_slots(before, before).empty());
    EXPECT_EQ(changed_slots({}, before), (SlotRange{1, 6}));
    EXPECT_EQ(changed_slots(before, {}), (SlotRange{1, 6}));
    const std::vector after{slot(1, 1), slot(2, 3), slot(5, 5), slot(6, 6)};
    EXPECT_EQ(changed_slots(before, after), (SlotRange{2, 7}));
    const std::vector inserted{slot(1, 1), slot(2, 2), slot(3, 3), slot(5, 5)};
    EXPECT_EQ(changed_slots(before, inserted), (SlotRange{3, 4}));
}

}  // namespace
}  // namespace ohmstead
