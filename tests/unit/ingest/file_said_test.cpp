#include "ingest/file_said.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/domain/zones.hpp"

namespace ohmstead::ingest {
namespace {

using exchange::FileFaults;
using exchange::FileValue;
using std::chrono::minutes;
using test::kTen;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const Instant kLater = kTen + std::chrono::hours{24};
const SlotIndex kSlot = slot_of(kTen);

FileValue value(int from, int to, std::int64_t amount) {
    return {static_cast<std::size_t>(from + 1), kTen + minutes{from}, kTen + minutes{to}, amount};
}

TEST(FileSaid, IntervalsOfWholeSlotsSpeakForThemselves) {
    FileFaults faults;
    const std::vector values{value(0, 60, 4), value(60, 75, 1), value(120, 180, 8)};
    EXPECT_THAT(
        said_of(values, kLater, faults),
        ElementsAre(SaidAmount{{kSlot, kSlot + 4}, 4}, SaidAmount{{kSlot + 4, kSlot + 5}, 1},
                    SaidAmount{{kSlot + 8, kSlot + 12}, 8}));
    EXPECT_EQ(faults.count(), 0U);
}

TEST(FileSaid, FinerIntervalsSpeakTogether) {
    FileFaults faults;
    const std::vector values{value(0, 5, 1),   value(5, 10, 2),  value(10, 15, 4),
                             value(15, 25, 8), value(25, 35, 1), value(35, 45, 1)};
    EXPECT_THAT(
        said_of(values, kLater, faults),
        ElementsAre(SaidAmount{{kSlot, kSlot + 1}, 7}, SaidAmount{{kSlot + 1, kSlot + 3}, 10}));
}

TEST(FileSaid, WhatFillsNoSlotsIsTold) {
    FileFaults faults;
    const std::vector values{value(0, 10, 1), value(12, 15, 1), value(16, 30, 1), value(30, 45, 7),
                             value(45, 50, 1)};
    EXPECT_THAT(said_of(values, kLater, faults),
                ElementsAre(SaidAmount{{kSlot + 2, kSlot + 3}, 7}));
    ASSERT_EQ(faults.count(), 4U);
    EXPECT_EQ(faults.kept()[0].code, "off_slot");
    EXPECT_EQ(faults.kept()[3].line, 46U);
}

TEST(FileSaid, WhatIsNotOverSaysNothing) {
    FileFaults faults;
    EXPECT_THAT(said_of(std::vector{value(0, 15, 1)}, kTen + minutes{14}, faults), IsEmpty());
    EXPECT_EQ(faults.count(), 0U);
}

}  // namespace
}  // namespace ohmstead::ingest
