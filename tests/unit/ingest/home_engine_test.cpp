#include "ingest/home_engine.hpp"

#include <functional>
#include <map>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "async/sleep.hpp"
#include "async/task_group.hpp"
#include "support/manual_clock.hpp"
#include "support/system_authority.hpp"
#include "support/task_runner.hpp"
#include "unit/ingest/memory_past.hpp"
#include "unit/ingest/nobody_looks.hpp"
#include "unit/ingest/now.hpp"

namespace ohmstead::ingest {
namespace {

using namespace std::chrono_literals;
using home_assistant::SourceReadings;
using std::chrono::sys_days;
using test::kNow;
using testing::ElementsAre;

constexpr Instant kMorning = kNow - std::chrono::hours{4};

// Keeps readings in memory. `during_read` happens while somebody waits for a read.
class MemoryReadings final : public ReadingStore {
public:
    Task<Result<std::size_t>> append(AccessScope, HomeId, std::vector<SeriesReadings> batch,
                                     Durability) override {
        std::size_t added = 0;
        for (const auto& series : batch) {
            for (const auto& reading : series.readings) {
                added += kept_[series.channel].emplace(reading.at, reading.value).second ? 1 : 0;
            }
        }
        co_return added;
    }

    Task<Result<std::vector<Reading>>> read(AccessScope, HomeId, ChannelId channel, Measure,
                                            Span span, bool with_previous) override {
        ++reads;
        std::vector<Reading> found;
        const auto& all = kept_[channel];
        auto from = all.lower_bound(span.from);
        if (with_previous && from != all.begin()) {
            --from;
        }
        for (; from != all.end() && from->first < span.to; ++from) {
            found.push_back({from->first, from->second});
        }
        if (during_read) {
            std::exchange(during_read, nullptr)();
        }
        co_return found;
    }

    void forget_before(const ChannelId& channel, Instant at) {
        auto& all = kept_[channel];
        all.erase(all.begin(), all.lower_bound(at));
    }

    Task<Result<std::vector<BucketColumns>>> buckets(AccessScope, HomeId, std::vector<ChannelId>,
                                                     BucketGrid, Milliseconds) override {
        co_return std::vector<BucketColumns>{};
    }
    Task<Status> flush() override { co_return Status{}; }

    std::function<void()> during_read;
    int reads = 0;

private:
    std::map<ChannelId, std::map<Instant, std::int64_t>> kept_;
};

class MemorySlots final : public SlotStore {
public:
    Task<Result<std::vector<PutOutcome>>> put(AccessScope, HomeId,
                                              std::vector<Block> blocks) override {
        if (std::exchange(broken, false)) {
            throw std::runtime_error("the disk has gone");
        }
        if (during_put) {
            std::exchange(during_put, nullptr)();
        }
        for (auto& block : blocks) {
            ++written;
            blocks_.insert_or_assign(std::pair{block.channel, block.day}, std::move(block));
        }
        co_return std::vector<PutOutcome>(blocks.size(), PutOutcome::stored);
    }
    Task<Result<HomeSlots>> slots(AccessScope, HomeId, std::vector<ChannelId>, Span) override {
        co_return HomeSlots{};
    }
    Task<Result<std::optional<Block>>> block_at_or_before(AccessScope, HomeId, ChannelId channel,
                                                          sys_days day) override {
        auto after = blocks_.upper_bound({channel, day});
        if (after == blocks_.begin() || std::prev(after)->first.first != channel) {
            co_return std::optional<Block>{};
        }
        co_return std::optional(std::prev(after)->second);
    }
    Task<Result<std::optional<Block>>> block_of(AccessScope, HomeId, ChannelId channel,
                                                sys_days day) override {
        const auto found = blocks_.find({channel, day});
        co_return found == blocks_.end() ? std::nullopt : std::optional(found->second);
    }
    Task<Result<std::uint32_t>> next_epoch(AccessScope, HomeId) override { co_return 1U; }

    // What a channel amounted to per hour since kMorning.
    std::vector<std::int64_t> hours_of(const ChannelId& channel) const {
        std::vector<std::int64_t> hours(4);
        for (const auto& [key, block] : blocks_) {
            for (const auto& slot : block.slots) {
                const auto hour = (slot.index - slot_of(kMorning)) / 4;
                if (key.first == channel && hour >= 0 && hour < 4) {
                    hours[static_cast<std::size_t>(hour)] += slot.amount;
                }
            }
        }
        return hours;
    }

    // Every kept slot of a channel.
    std::map<SlotIndex, std::int64_t> amounts_of(const ChannelId& channel) const {
        std::map<SlotIndex, std::int64_t> amounts;
        for (const auto& [key, block] : blocks_) {
            for (const auto& slot : block.slots) {
                if (key.first == channel) {
                    amounts[slot.index] = slot.amount;
                }
            }
        }
        return amounts;
    }

    bool broken = false;               // the next put throws
    std::function<void()> during_put;  // happens while somebody waits for it
    // How many blocks were written.
    int written = 0;

private:
    std::map<std::pair<ChannelId, sys_days>, Block> blocks_;
};

Home some_home() {
    Home home;
    home.id = HomeId::make();
    home.time_zone = "UTC";
    return home;
}

Channel metered(const std::string& source) {
    Channel channel;
    channel.id = ChannelId::make();
    channel.role = ChannelRole::device;
    channel.bindings.push_back({.id = BindingId::make(), .source_id = source});
    return channel;
}

class HomeEngineTest : public testing::Test {
protected:
    void say(const std::string& source, std::vector<Reading> readings) {
        engine_.accept({SourceReadings{.source = source, .readings = std::move(readings)}});
    }
    static Reading at_hour(int hour, std::int64_t value) {
        return {kMorning + std::chrono::hours{hour}, value};
    }

    test::TaskRunner runner_;
    test::ManualClock clock_{kNow};
    MemoryReadings readings_;
    MemorySlots slots_;
    NobodyLooks live_;
    HomeEngine engine_{runner_.executor(),
                       {.clock = clock_,
                        .log = Log{},
                        .readings = readings_,
                        .slots = slots_,
                        .live = live_,
                        .scope = SystemAuthorityForTests::system_scope(),
                        .epoch = 1},
                       some_home()};
};

// After a connect the newest values come first and the past follows in portions.
TEST_F(HomeEngineTest, CountsWhatComesWhileAnotherChannelIsWorkedOut) {
    const auto first = metered("sensor.first");
    const auto second = metered("sensor.second");
    const auto work = [&]() -> Task<void> {
        const auto taken_up = co_await engine_.take_up({first, second});
        EXPECT_TRUE(taken_up);
        say("sensor.first", {at_hour(4, 1'000)});
        say("sensor.second", {at_hour(4, 1'000)});
        co_await engine_.finish();
        say("sensor.first", {at_hour(0, 0)});
        say("sensor.second", {at_hour(0, 0)});
        co_await sleep_for(250ms);  // late readings rest
        readings_.during_read = [this] { say("sensor.second", {at_hour(1, 700)}); };
        co_await engine_.finish();
    };
    runner_.run(work());
    EXPECT_THAT(slots_.hours_of(first.id), ElementsAre(250, 250, 250, 250));
    EXPECT_THAT(slots_.hours_of(second.id), ElementsAre(700, 100, 100, 100));
}

// As while a recording is replayed, or a meter speaks often.
TEST_F(HomeEngineTest, CountsWhatComesRightBeforeAPastIsWorkedIn) {
    MemoryPast past;
    HomeEngine engine{runner_.executor(),
                      {.clock = clock_,
                       .log = Log{},
                       .readings = readings_,
                       .slots = slots_,
                       .live = live_,
                       .scope = SystemAuthorityForTests::system_scope(),
                       .epoch = 1,
                       .past = &past},
                      some_home()};
    const auto channel = metered("sensor.meter");
    const auto meter_says = [&](Reading reading) {
        engine.accept({SourceReadings{.source = "sensor.meter", .readings = {reading}}});
    };
    const auto work = [&]() -> Task<void> {
        const auto taken_up = co_await engine.take_up({channel});
        EXPECT_TRUE(taken_up);
        meter_says(at_hour(0, 0));
        const auto kept = co_await engine.keep_file(
            {.batch = {}, .since = {{channel.id, kMorning}}, .is_last = true});
        EXPECT_TRUE(kept);
        slots_.during_put = [&] { meter_says(at_hour(1, 700)); };
        TaskGroup turns(runner_.executor(), Log{});
        turns.spawn("turns", engine.run());
        while (slots_.during_put || engine.has_unmetered()) {
            co_await sleep_for(1ms);
        }
        meter_says(at_hour(2, 800));
        co_await engine.finish();
        co_await turns.join();
    };
    runner_.run(work());
    EXPECT_THAT(slots_.hours_of(channel.id), ElementsAre(700, 100, 0, 0));
}

// The days after a late reading stand as they are, and with them the last slot of the day before
// them, which their first reading settles.
TEST_F(HomeEngineTest, ALateReadingChangesOnlyWhatItTouches) {
    constexpr int kDays = 6;
    const auto channel = metered("sensor.meter");
    const auto begin = std::chrono::floor<std::chrono::days>(kNow) - std::chrono::days{kDays};
    std::vector<Reading> steps;
    for (std::int64_t step = 0; Instant{begin} + step * 15min <= kNow; ++step) {
        steps.push_back({Instant{begin} + step * 15min, step * (step + 1) / 2});
    }
    std::map<SlotIndex, std::int64_t> rising;
    for (std::size_t slot = 0; slot + 1 < steps.size(); ++slot) {
        rising[slot_of(steps[slot].at)] = static_cast<std::int64_t>(slot) + 1;
    }
    const auto work = [&]() -> Task<void> {
        const auto taken_up = co_await engine_.take_up({channel});
        EXPECT_TRUE(taken_up);
        say("sensor.meter", steps);
        co_await engine_.finish();
        EXPECT_EQ(slots_.amounts_of(channel.id), rising);
        slots_.written = 0;
        // On the fifth day. The day before it is open at its end.
        say("sensor.meter", {{steps[400].at + 5min, steps[400].value}});
        co_await sleep_for(250ms);
        co_await engine_.finish();
    };
    runner_.run(work());
    EXPECT_EQ(slots_.amounts_of(channel.id), rising);
    EXPECT_EQ(slots_.written, 2);
}

// A coarse counter that stands still may still say what happened yesterday, and no more.
TEST_F(HomeEngineTest, ALateReadingOfACounterAtRestChangesOnlyWhatItTouches) {
    const auto channel = metered("sensor.meter");
    const auto begin = std::chrono::floor<std::chrono::days>(kNow) - std::chrono::days{9};
    std::vector<Reading> steps;
    for (Instant at{begin}; at <= kNow; at += 15min) {
        steps.push_back({at, 500'000'000});
    }
    const auto work = [&]() -> Task<void> {
        EXPECT_TRUE(co_await engine_.take_up({channel}));
        say("sensor.meter", steps);
        co_await engine_.finish();
        slots_.written = 0;
        say("sensor.meter", {{Instant{begin} + std::chrono::hours{24 * 3} + 5min, 500'000'000}});
        co_await sleep_for(250ms);
        co_await engine_.finish();
    };
    runner_.run(work());
    EXPECT_EQ(slots_.written, 3) << "its day and the two that may still have been open before it";
}

// Its word comes as a reading of its own, and nothing is shown of it.
TEST_F(HomeEngineTest, ACounterThatSaysItBeganAgainCountsFromThere) {
    const auto channel = metered("sensor.meter");
    const auto work = [&]() -> Task<void> {
        EXPECT_TRUE(co_await engine_.take_up({channel}));
        say("sensor.meter", {at_hour(0, 900), at_hour(2, kRestarted), at_hour(4, 600)});
        co_await engine_.finish();
    };
    runner_.run(work());
    EXPECT_THAT(slots_.hours_of(channel.id), ElementsAre(0, 0, 300, 300));
}

// What passes the main fuse is judged by it, also what came before it was known.
TEST_F(HomeEngineTest, AnotherMainFuseHasTheGridWorkedOutAgain) {
    auto channel = metered("sensor.meter");
    channel.role = ChannelRole::grid_import;
    const auto work = [&]() -> Task<void> {
        EXPECT_TRUE(co_await engine_.take_up({channel}));
        say("sensor.meter", {at_hour(0, 0), at_hour(1, 10'000'001), at_hour(2, 10'000'005)});
        co_await engine_.finish();
        EXPECT_THAT(slots_.hours_of(channel.id), ElementsAre(10'000'001, 4, 0, 0));
        auto home = some_home();
        home.main_fuse = MainFuse{.phases = 1, .amps = 25};
        EXPECT_TRUE(co_await engine_.configure(home, {channel}));
        co_await engine_.finish();
    };
    runner_.run(work());
    EXPECT_THAT(slots_.hours_of(channel.id), ElementsAre(0, 4, 0, 0));
}

// Nothing before the level that it is about is looked at again, but what the counter stood still.
TEST_F(HomeEngineTest, ADecisionHasWhatItIsAboutWorkedOutAgain) {
    auto channel = metered("sensor.meter");
    const std::chrono::hours day{24};
    const auto jumped = at_hour(1, 9'000'000'000);
    const auto work = [&]() -> Task<void> {
        EXPECT_TRUE(co_await engine_.take_up({channel}));
        say("sensor.meter", {{kMorning - 3 * day, 1},
                             {kMorning - 2 * day, 1},
                             at_hour(0, 1),
                             jumped,
                             at_hour(2, jumped.value + 8),
                             at_hour(4, jumped.value + 16)});
        co_await engine_.finish();
        EXPECT_THAT(slots_.hours_of(channel.id), ElementsAre(0, 8, 4, 4));
        channel.decisions = {{jumped.at, MeterVerdict::booked}};
        slots_.written = 0;
        EXPECT_TRUE(co_await engine_.configure(some_home(), {channel}));
        co_await engine_.finish();
        EXPECT_THAT(slots_.hours_of(channel.id), ElementsAre(jumped.value - 1, 8, 4, 4));
        EXPECT_LE(slots_.written, 4);
        channel.decisions.clear();
        EXPECT_TRUE(co_await engine_.configure(some_home(), {channel}));
        co_await engine_.finish();
    };
    runner_.run(work());
    EXPECT_THAT(slots_.hours_of(channel.id), ElementsAre(0, 8, 4, 4));
}

// An agent lets go of readings that its server has.
TEST_F(HomeEngineTest, DaysWhoseReadingsAreGoneStand) {
    auto channel = metered("sensor.meter");
    const auto begin = std::chrono::floor<std::chrono::days>(kNow) - std::chrono::days{6};
    std::vector<Reading> steps;
    for (std::int64_t step = 0; Instant{begin} + step * 15min <= kNow; ++step) {
        steps.push_back({Instant{begin} + step * 15min, step * step});
    }
    const auto work = [&]() -> Task<void> {
        EXPECT_TRUE(co_await engine_.take_up({channel}));
        say("sensor.meter", steps);
        co_await engine_.finish();
        const auto all = slots_.amounts_of(channel.id);
        readings_.forget_before(channel.id, Instant{begin} + 66h);
        channel.decisions = {{steps[100].at, MeterVerdict::booked}};
        EXPECT_TRUE(co_await engine_.configure(some_home(), {channel}));
        co_await engine_.finish();
        EXPECT_EQ(slots_.amounts_of(channel.id), all);
        channel.bindings[0].initial_value = -1;
        EXPECT_TRUE(co_await engine_.configure(some_home(), {channel}));
        co_await engine_.finish();
        EXPECT_EQ(slots_.amounts_of(channel.id), all);
    };
    runner_.run(work());
}

// An exception is not the end of a home: what it met is worked out again.
TEST_F(HomeEngineTest, GoesOnAfterAStoreThatThrew) {
    const auto channel = metered("sensor.meter");
    const auto work = [&]() -> Task<void> {
        EXPECT_TRUE(co_await engine_.take_up({channel}));
        say("sensor.meter", {at_hour(0, 0), at_hour(4, 1'000)});
        slots_.broken = true;
        co_await engine_.finish();
        EXPECT_THAT(slots_.hours_of(channel.id), ElementsAre(0, 0, 0, 0));
        EXPECT_TRUE(co_await engine_.configure(some_home(), {channel}));
        co_await engine_.finish();
    };
    runner_.run(work());
    EXPECT_THAT(slots_.hours_of(channel.id), ElementsAre(250, 250, 250, 250));
}

TEST_F(HomeEngineTest, EndsOnceItIsToldToFinish) {
    const auto work = [&]() -> Task<void> {
        EXPECT_TRUE(co_await engine_.take_up({}));
        co_await engine_.finish();
        co_await engine_.run();
    };
    runner_.run(work());
}

// A change of bindings has everything worked out again: that begins with the first reading.
TEST_F(HomeEngineTest, LooksForTheFirstReadingBeforeItWalksTheDays) {
    auto channel = metered("sensor.meter");
    const auto work = [&]() -> Task<void> {
        EXPECT_TRUE(co_await engine_.take_up({channel}));
        say("sensor.meter", {at_hour(0, 0), at_hour(4, 1'000)});
        EXPECT_TRUE(co_await engine_.configure(some_home(), {channel}));
        channel.bindings.front().invert = true;
        EXPECT_TRUE(co_await engine_.configure(some_home(), {channel}));
        readings_.reads = 0;
        co_await engine_.finish();
    };
    runner_.run(work());
    EXPECT_THAT(slots_.hours_of(channel.id), ElementsAre(250, 250, 250, 250));
    EXPECT_LT(readings_.reads, 30);
}

}  // namespace
}  // namespace ohmstead::ingest
