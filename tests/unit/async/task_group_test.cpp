#include "async/task_group.hpp"

#include <stdexcept>

#include <gtest/gtest.h>

#include "async/sleep.hpp"
#include "support/task_runner.hpp"

namespace ohmstead {
namespace {

using namespace std::chrono_literals;

class RecordingSink final : public LogSink {
public:
    bool wants(LogLevel) const override { return true; }
    void write(LogLevel, std::string_view, std::string_view message) override {
        lines.emplace_back(message);
    }
    std::vector<std::string> lines;
};

Task<void> fail() {
    throw std::runtime_error("the disk is on fire");
    co_return;
}

Task<void> wait_for_ever() {
    co_await sleep_for(24h);
}

Task<void> set(bool& flag) {
    flag = true;
    co_return;
}

Task<void> cancel_and_join(TaskGroup& group) {
    co_await sleep_for(1ms);
    group.cancel();
    co_await group.join();
}

TEST(TaskGroup, LogsWhatEscapesATaskUnderItsNameAndGoesOn) {
    test::TaskRunner runner;
    RecordingSink sink;
    TaskGroup group(runner.executor(), Log(sink, "test"));
    bool ran = false;
    group.spawn("burner", fail());
    group.spawn("setter", set(ran));
    runner.run(group.join());
    EXPECT_TRUE(ran);
    ASSERT_EQ(sink.lines.size(), 1U);
    EXPECT_EQ(sink.lines[0], "burner ended by a fault: the disk is on fire");
}

TEST(TaskGroup, CancelEndsWaitingTasksWithoutALogLine) {
    test::TaskRunner runner;
    RecordingSink sink;
    TaskGroup group(runner.executor(), Log(sink, "test"));
    group.spawn("first", wait_for_ever());
    group.spawn("second", wait_for_ever());
    EXPECT_EQ(group.size(), 2U);
    runner.run(cancel_and_join(group));
    EXPECT_EQ(group.size(), 0U);
    EXPECT_TRUE(sink.lines.empty());
}

TEST(TaskGroup, StartsNothingAfterCancel) {
    test::TaskRunner runner;
    TaskGroup group(runner.executor(), Log());
    group.cancel();
    bool ran = false;
    group.spawn("late", set(ran));
    runner.run(group.join());
    EXPECT_FALSE(ran);
}

TEST(TaskGroup, NamesWhatStillRuns) {
    test::TaskRunner runner;
    TaskGroup group(runner.executor(), Log());
    group.spawn("first", wait_for_ever());
    EXPECT_EQ(group.names(), std::vector<std::string>{"first"});
    runner.run(cancel_and_join(group));
}

}  // namespace
}  // namespace ohmstead
