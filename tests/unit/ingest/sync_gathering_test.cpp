#include "ingest/sync_gathering.hpp"

#include <gtest/gtest.h>

#include "unit/ingest/now.hpp"

namespace ohmstead::ingest {
namespace {

using namespace std::chrono_literals;
using test::kNow;
using Carried = SyncGathering::Carried;

Unsent block_of(Instant at) {
    Unsent unsent;
    unsent.blocks.emplace_back().day = std::chrono::floor<std::chrono::days>(at);
    return unsent;
}
Unsent chunk_of(Instant at) {
    Unsent unsent;
    unsent.chunks.emplace_back().hour = hour_of(at);
    return unsent;
}

class SyncGatheringTest : public testing::Test {
protected:
    void answered(Milliseconds gather, Carried carried = Carried::all, Instant now = kNow) {
        begins = gathering.after_answer(carried, gather, now);
    }
    bool is_over(Instant now, const Unsent& unsent = {}) { return gathering.is_over(unsent, now); }

    SyncGathering gathering;
    bool begins = false;
};

TEST_F(SyncGatheringTest, WhoIsNotToldToGatherSendsWhatThereIs) {
    EXPECT_TRUE(is_over(kNow)) << "nothing was ever sent";
    answered(0ms);
    EXPECT_TRUE(is_over(kNow));
}

TEST_F(SyncGatheringTest, GathersFromWhatWasSentLastForAsLongAsTold) {
    answered(1h);
    EXPECT_FALSE(is_over(kNow + 1min));
    answered(1h, Carried::nothing, kNow + 1min);
    EXPECT_FALSE(is_over(kNow + 59min));
    EXPECT_TRUE(is_over(kNow + 60min));
    EXPECT_TRUE(is_over(kNow - 1s)) << "the clock went back";
}

TEST_F(SyncGatheringTest, GoesOnUntilNothingIsLeft) {
    answered(1h, Carried::a_part);
    EXPECT_TRUE(is_over(kNow + 1min));
}

TEST_F(SyncGatheringTest, WhatIsOfBeforeIsNotHeldBack) {
    answered(1h);
    for (const auto& unsent : {block_of(kNow), chunk_of(kNow), chunk_of(kNow - 2h)}) {
        EXPECT_FALSE(is_over(kNow + 1min, unsent));
    }
    for (const auto& unsent : {block_of(kNow - 24h), chunk_of(kNow - 4h)}) {
        EXPECT_TRUE(is_over(kNow + 1min, unsent));
    }
    const Instant midnight = kNow + 12h;
    answered(1h, Carried::all, midnight);
    EXPECT_FALSE(is_over(midnight + 30min, block_of(midnight - 1min))) << "the day is just over";
}

TEST_F(SyncGatheringTest, WhoBeginsToLookIsShownAllOfItAtOnce) {
    answered(1h);
    answered(1h, Carried::nothing);
    EXPECT_FALSE(begins);
    answered(0ms, Carried::nothing);
    EXPECT_TRUE(begins);
    EXPECT_TRUE(is_over(kNow));
    answered(0ms);
    EXPECT_FALSE(begins) << "it was in that call";
}

}  // namespace
}  // namespace ohmstead::ingest
