#include "ledger/ledger_slots.hpp"

#include <gtest/gtest.h>

#include "support/system_authority.hpp"
#include "support/task_runner.hpp"
#include "unit/ledger/memory_home.hpp"

namespace ohmstead {
namespace {

using test::utc;

const Span kDay{utc("2024-03-01T00:00:00Z"), utc("2024-03-02T00:00:00Z")};
const SlotRange kSlots{slot_of(kDay.from), slot_of(kDay.to)};

class LedgerSlotsTest : public testing::Test {
protected:
    TracedSlots read() {
        return runner_
            .run(home_.ledger_slots.read_traced(SystemAuthorityForTests::system_scope(), home_.id(),
                                                {ChannelId{"import"}}, kSlots))
            .value();
    }

    test::TaskRunner runner_;
    test::MemoryHome home_{1, "Europe/Berlin", kDay};
};

// A shared store is paid for each look.
TEST_F(LedgerSlotsTest, LooksForOverlaysOnlyWhereThereAreAny) {
    EXPECT_TRUE(read().overlays.empty());
    EXPECT_EQ(home_.slots.reads, 1U);
    EXPECT_EQ(home_.overlays.reads, 0U);

    home_.overlays.all.push_back({.id = OverlayId{"one"},
                                  .channel = ChannelId{"import"},
                                  .range = {kSlots.from, kSlots.from + 1},
                                  .kind = OverlayKind::flat,
                                  .amount = 7,
                                  .shape = {},
                                  .reason = "A test.",
                                  .made = {},
                                  .undone = {}});
    EXPECT_EQ(read().overlays.size(), 1U);
    EXPECT_EQ(home_.overlays.reads, 1U);
}

}  // namespace
}  // namespace ohmstead
