#include <gtest/gtest.h>

#include "async/backoff.hpp"
#include "async/bounded_queue.hpp"
#include "async/event.hpp"
#include "async/lag_meter.hpp"
#include "async/task_group.hpp"
#include "async/timeout.hpp"
#include "async/turnstile.hpp"
#include "support/task_runner.hpp"

namespace ohmstead {
namespace {

using namespace std::chrono_literals;

Task<int> answer_after(std::chrono::milliseconds delay) {
    co_await sleep_for(delay);
    co_return 42;
}

Task<int> throw_at_once() {
    throw std::runtime_error("broken");
    co_return 0;
}

TEST(ValueWithin, GivesTheValueInTime) {
    test::TaskRunner runner;
    EXPECT_EQ(runner.run(value_within(answer_after(1ms), 10s)), 42);
}

TEST(ValueWithin, CancelsTheWorkWhenTheTimeHasPassed) {
    test::TaskRunner runner;
    EXPECT_EQ(runner.run(value_within(answer_after(24h), 1ms)), std::nullopt);
}

TEST(ValueWithin, RethrowsAtOnceWhatTheWorkThrows) {
    test::TaskRunner runner;
    EXPECT_THROW(runner.run(value_within(throw_at_once(), 24h)), std::runtime_error);
}

Task<void> count_wakes(Event& event, int times, int& woken) {
    for (int i = 0; i < times; ++i) {
        co_await event.wait();
        ++woken;
    }
}

Task<void> notify_later(Event& event) {
    co_await sleep_for(1ms);
    event.notify();
}

TEST(Event, WakesAllWaitersAndKeepsOneNotificationForNobody) {
    test::TaskRunner runner;
    Event event(runner.executor());
    TaskGroup group(runner.executor(), Log());
    int woken = 0;
    group.spawn("a", count_wakes(event, 1, woken));
    group.spawn("b", count_wakes(event, 1, woken));
    runner.run(notify_later(event));
    EXPECT_EQ(woken, 2);

    event.notify();
    event.notify();
    EXPECT_TRUE(runner.run(event.wait_for(1ms)));
    EXPECT_FALSE(runner.run(event.wait_for(1ms)));
}

TEST(Event, TimedWaitHearsALaterNotification) {
    test::TaskRunner runner;
    Event event(runner.executor());
    TaskGroup group(runner.executor(), Log());
    group.spawn("notifier", notify_later(event));
    EXPECT_TRUE(runner.run(event.wait_for(10s)));
}

Task<void> produce(BoundedQueue<int>& queue, int count) {
    for (int i = 0; i < count; ++i) {
        co_await queue.push(i);
    }
    queue.close();
}

Task<int> consume_all(BoundedQueue<int>& queue) {
    int sum = 0;
    for (;;) {
        const auto item = co_await queue.pop();
        if (!item) {
            co_return sum;
        }
        sum += *item;
    }
}

TEST(BoundedQueue, PushesBackWhenFullAndLosesNothing) {
    test::TaskRunner runner;
    BoundedQueue<int> queue(runner.executor(), 3);
    TaskGroup group(runner.executor(), Log());
    group.spawn("producer", produce(queue, 100));
    EXPECT_EQ(runner.run(consume_all(queue)), 99 * 100 / 2);
}

TEST(BoundedQueue, RefusesWhenFullOrClosed) {
    test::TaskRunner runner;
    BoundedQueue<int> queue(runner.executor(), 1);
    EXPECT_TRUE(queue.try_push(1));
    EXPECT_FALSE(queue.try_push(2));
    queue.close();
    EXPECT_EQ(runner.run(queue.pop()), std::optional(1));
    EXPECT_EQ(runner.run(queue.pop()), std::nullopt);
    EXPECT_FALSE(queue.try_push(3));
}

TEST(Backoff, DoublesToTheLongestAndDrawsBetweenHalfAndWhole) {
    Backoff backoff(1s, 60s);
    EXPECT_EQ(backoff.next(0.0), 500ms);
    EXPECT_EQ(backoff.next(0.5), 1500ms);
    for (int i = 0; i < 20; ++i) {
        const auto wait = backoff.next(0.999);
        EXPECT_LE(wait, 60s);
    }
    EXPECT_EQ(backoff.next(0.0), 30s);
    backoff.reset();
    EXPECT_EQ(backoff.next(0.0), 500ms);
}

TEST(LagMeter, SortsLatenessIntoBuckets) {
    LagMeter meter;
    meter.record(500us);
    meter.record(501us);
    meter.record(1s);
    const auto& histogram = meter.histogram();
    EXPECT_EQ(histogram.counts.front(), 1U);
    EXPECT_EQ(histogram.counts[1], 1U);
    EXPECT_EQ(histogram.counts.back(), 1U);
    EXPECT_EQ(histogram.total, 3U);
    EXPECT_EQ(histogram.worst, 1s);
}

Task<void> pass_through(Turnstile& turnstile, int& inside, int& most) {
    const auto pass = co_await turnstile.enter();
    most = std::max(most, ++inside);
    co_await sleep_for(1ms);
    --inside;
}

TEST(Turnstile, LetsSoManyThroughAtATime) {
    for (const std::size_t places : {1U, 3U}) {
        test::TaskRunner runner;
        Turnstile turnstile(runner.executor(), places);
        TaskGroup group(runner.executor(), Log());
        int inside = 0;
        int most = 0;
        for (int i = 0; i < 10; ++i) {
            group.spawn("one", pass_through(turnstile, inside, most));
        }
        runner.run(group.join());
        EXPECT_EQ(most, static_cast<int>(places));
        EXPECT_EQ(inside, 0);
    }
}

TEST(Turnstile, WhoGivesUpWaitingTakesNoPlace) {
    test::TaskRunner runner;
    Turnstile turnstile(runner.executor());
    TaskGroup group(runner.executor(), Log());
    int inside = 0;
    int most = 0;
    group.spawn("one", pass_through(turnstile, inside, most));
    group.spawn("impatient", [](Turnstile& busy) -> Task<void> {
        const auto pass = co_await value_within(busy.enter(), 0ms);
        EXPECT_FALSE(pass);
    }(turnstile));
    group.spawn("two", pass_through(turnstile, inside, most));
    runner.run(group.join());
    EXPECT_EQ(most, 1);
    EXPECT_TRUE(runner.run(value_within(turnstile.enter(), 1s)));
}

}  // namespace
}  // namespace ohmstead
