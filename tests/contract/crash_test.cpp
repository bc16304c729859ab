#include <csignal>
#include <random>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "contract/store_contract.hpp"

namespace ohmstead::test {
namespace {

using std::chrono::hours;

std::vector<EngineKind> embedded_kinds() {
    auto kinds = engine_kinds();
    std::erase_if(kinds, [](const EngineKind& kind) { return !kind.embedded; });
    return kinds;
}

class CrashContract : public StoreContract {};
INSTANTIATE_TEST_SUITE_P(Engines, CrashContract, testing::ValuesIn(embedded_kinds()),
                         [](const auto& info) { return info.param.name; });

constexpr int kCrashes = 50;
constexpr std::size_t kPerAppend = 20;

// Reading number n of the run: its time and value follow from n, over many hours.
Reading reading_number(std::int64_t n) {
    return {.at = kNow + Seconds{7} * n, .value = n * n % 100'000};
}

std::vector<SeriesReadings> batch_from(const ChannelId& channel, std::int64_t first) {
    std::vector<SeriesReadings> batch(1);
    batch[0].channel = channel;
    batch[0].measure = Measure::power;
    for (std::size_t i = 0; i < kPerAppend; ++i) {
        batch[0].readings.push_back(reading_number(first + static_cast<std::int64_t>(i)));
    }
    return batch;
}

// Appends batch after batch for ever, packing in between, and writes each acknowledged end to
// `acknowledged`.
Task<void> append_until_killed(Engine& engine, Dwelling dwelling, std::int64_t first,
                               int acknowledged) {
    for (std::int64_t n = first;; n += static_cast<std::int64_t>(kPerAppend)) {
        const auto added = co_await engine.readings().append(
            system_scope(), dwelling.home, batch_from(dwelling.channels[0], n), Durability::now);
        if (!added) {
            _exit(3);
        }
        const std::int64_t end = n + static_cast<std::int64_t>(kPerAppend);
        if (write(acknowledged, &end, sizeof end) != sizeof end) {
            _exit(4);
        }
        co_await engine.let_time_pass(std::chrono::minutes{7});
    }
}

// Runs a child that appends from `first` and kills it after `life`. Answers the end of what it
// acknowledged.
std::int64_t run_and_kill(const EngineKind& kind, const std::filesystem::path& folder,
                          const Dwelling& dwelling, std::int64_t first,
                          std::chrono::microseconds life) {
    int ends[2];
    EXPECT_EQ(pipe(ends), 0);
    const pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        TaskRunner runner;
        const auto engine = kind.open(runner.executor(), folder, reading_number(first).at);
        runner.run(append_until_killed(*engine, dwelling, first, ends[1]));
        _exit(5);
    }
    close(ends[1]);
    std::int64_t end = first;
    std::int64_t next = 0;
    // Its life begins with the first acknowledgement, so that every round gets somewhere.
    if (read(ends[0], &next, sizeof next) == sizeof next) {
        end = next;
        std::this_thread::sleep_for(life);
    }
    kill(child, SIGKILL);
    while (read(ends[0], &next, sizeof next) == sizeof next) {
        end = next;
    }
    close(ends[0]);
    int status = 0;
    EXPECT_EQ(waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFSIGNALED(status)) << "the child ended by itself with " << WEXITSTATUS(status);
    return end;
}

TEST_P(CrashContract, NothingAcknowledgedIsLostAndNothingDoubled) {
    Dwelling dwelling;
    with_engine(
        [&](Engine& engine) -> Task<void> { dwelling = co_await make_dwelling(engine, 1); });
    std::mt19937 random(23);
    std::int64_t acknowledged = 0;
    for (int crash = 0; crash < kCrashes; ++crash) {
        const std::chrono::microseconds life{random() % 20'000};
        const std::int64_t before = acknowledged;
        acknowledged = run_and_kill(GetParam(), folder(), dwelling, before, life);
        ASSERT_GT(acknowledged, before);
        with_engine([&](Engine& engine) -> Task<void> {
            const Span all{.from = kNow, .to = kNow + hours{24 * 365}};
            const auto stored = co_await engine.readings().read(
                system_scope(), dwelling.home, dwelling.channels[0], Measure::power, all, false);
            const auto count = static_cast<std::int64_t>(stored.value().size());
            // One append may have been committed without the time to say so.
            EXPECT_GE(count, acknowledged);
            EXPECT_LE(count, acknowledged + static_cast<std::int64_t>(kPerAppend));
            std::int64_t n = 0;
            for (const Reading& reading : stored.value()) {
                EXPECT_EQ(reading, reading_number(n++));
            }
        });
        if (HasFailure()) {
            FAIL() << "after crash " << crash;
        }
    }
}

}  // namespace
}  // namespace ohmstead::test
