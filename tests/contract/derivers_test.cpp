#include "async/task_group.hpp"
#include "contract/store_contract.hpp"
#include "ledger/deriver.hpp"
#include "ledger/ledger_reader.hpp"
#include "support/manual_clock.hpp"
#include "unit/domain/random_home.hpp"
#include "unit/ledger/nothing_derived.hpp"

namespace ohmstead::test {
namespace {

using std::chrono::days;
using std::chrono::hours;

OHMSTEAD_STORE_CONTRACT(DeriversContract);

constexpr Span kSpan{kNow - days{30}, kNow};
constexpr int kRounds = 6;
constexpr std::size_t kLocalDays = 31;  // of the home's zone, whose midnights are not those of UTC

// The column's blocks, under a revision that is newer the greater `sequence` is.
std::vector<Block> blocks_of(const ChannelSlots& column, std::uint64_t sequence) {
    std::vector<Block> blocks;
    for (const auto& slot : column.slots) {
        const auto day = std::chrono::floor<days>(slot_start(slot.index));
        if (blocks.empty() || blocks.back().day != day) {
            blocks.push_back({.channel = column.channel,
                              .day = day,
                              .revision = {1, sequence},
                              .anchor = {},
                              .slots = {}});
        }
        blocks.back().slots.push_back(slot);
    }
    return blocks;
}

Task<HomeId> make_home_of(Engine& engine, const RandomHome& random) {
    const Home home = some_home();
    const auto created = co_await engine.homes().create(system_scope(), home, UserId::make());
    EXPECT_TRUE(created);
    const auto put = co_await engine.homes().put_channels(system_scope(), home.id, random.channels);
    EXPECT_TRUE(put);
    co_return home.id;
}

Task<void> put_all(Engine& engine, HomeId home, const RandomHome& random, std::uint64_t sequence) {
    for (const auto& column : random.slots) {
        auto put = co_await engine.slots().put(system_scope(), home, blocks_of(column, sequence));
        EXPECT_TRUE(put);
    }
}

// Corrects something and undoes the correction before it.
Task<void> correct(Engine& engine, HomeId home, const RandomHome& random, int round) {
    const auto scope = member(home, HomeRole::admin);
    const auto from = slot_of(kSpan.from) + 50 * round;
    const Overlay overlay{.id = OverlayId{"overlay" + std::to_string(round)},
                          .channel = random.channels[static_cast<std::size_t>(round) % 5].id,
                          .range = {from, from + 120},
                          .kind = OverlayKind::flat,
                          .amount = 7'654'321,
                          .shape = {},
                          .reason = "A test.",
                          .made = {.user = UserId{"u"}, .name = "Sam", .at = kNow},
                          .undone = {}};
    const auto put = co_await engine.overlays().put(scope, home, overlay);
    EXPECT_TRUE(put);
    const OverlayId before{"overlay" + std::to_string(round - 1)};
    const auto undone = co_await engine.overlays().undo(scope, home, before, overlay.made);
    EXPECT_EQ(undone.has_value(), round > 1);
}

Task<void> derive(Deriver& deriver, HomeId home) {
    const auto derived = co_await deriver.derive(home);
    EXPECT_TRUE(derived);
}

Task<EnergyView> energy(Engine& engine, DerivedStore& derived, Worker& cpu, const Clock& clock,
                        HomeId home) {
    LedgerSlots slots{engine.slots(), engine.overlays(), cpu};
    LedgerReader reader{engine.homes(), slots, derived, engine.readings(), cpu, clock};
    auto answer = co_await reader.energy(system_scope(), home, kSpan.from, kSpan.to, Period::day);
    co_return answer.value().view;
}

// Each deriver is a process: they know of each other only what lies in the store.
TEST_P(DeriversContract, SeveralAtOnceWhileSlotsChangeMakeWhatTheSlotsSay) {
    with_engine([](Engine& engine) -> Task<void> {
        ManualClock clock{kNow + hours{2}};
        Worker cpu;
        LedgerSlots slots{engine.slots(), engine.overlays(), cpu};
        Deriver one{engine.homes(), slots, engine.derived(), cpu, clock, system_scope()};
        Deriver two{engine.homes(), slots, engine.derived(), cpu, clock, system_scope()};
        const RandomHome first{1, kSpan, 3};
        const HomeId home = co_await make_home_of(engine, first);
        const auto executor = co_await boost::asio::this_coro::executor;
        for (int round = 1; round <= kRounds; ++round) {
            const RandomHome random{static_cast<unsigned>(round), kSpan, 3};
            TaskGroup tasks(executor, Log{});
            tasks.spawn("one", derive(one, home));
            tasks.spawn("slots", put_all(engine, home, random, static_cast<std::uint64_t>(round)));
            tasks.spawn("corrections", correct(engine, home, random, round));
            tasks.spawn("two", derive(two, home));
            co_await tasks.join();
        }
        // What was left, because the other had the home or slots kept changing.
        const auto last = co_await one.derive(home);
        EXPECT_EQ(last.value(), Derivation::complete);
        const auto state = co_await engine.derived().state(system_scope(), home);
        EXPECT_TRUE(state.value().dirty.empty());
        const auto stored = co_await engine.derived().days(
            system_scope(), home, LocalDate{std::chrono::floor<days>(kSpan.from) - days{1}},
            LocalDate{std::chrono::floor<days>(kSpan.to)});
        EXPECT_GE(stored.value().size(), kLocalDays - 1);

        NothingDerived nothing;
        const auto by_days = co_await energy(engine, engine.derived(), cpu, clock, home);
        const auto by_slots = co_await energy(engine, nothing, cpu, clock, home);
        EXPECT_EQ(by_days.home, by_slots.home);
        EXPECT_EQ(by_days.flows, by_slots.flows);
        EXPECT_EQ(by_days.counts, by_slots.counts);
        for (std::size_t i = 0; i < by_slots.channels.size(); ++i) {
            EXPECT_EQ(by_days.channels[i].amount, by_slots.channels[i].amount);
        }
    });
}

}  // namespace
}  // namespace ohmstead::test
