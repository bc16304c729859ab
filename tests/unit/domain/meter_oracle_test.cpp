// The meter and the sums of days against an oracle that shares nothing with them: it knows what a
// made-up counter really did, and works out every sum from that, interval by interval.

#include <cstdlib>
#include <random>

#include <gtest/gtest.h>

#include "domain/balance/day_sums.hpp"
#include "domain/metering/meter.hpp"
#include "unit/domain/random_home.hpp"
#include "unit/domain/zones.hpp"

namespace ohmstead {
namespace {

using std::chrono::hours;
using test::date;
using test::utc;

// Something was used between two instants, at an even rate.
struct Use {
    Instant from;
    Instant to;
    std::int64_t amount = 0;
};

struct Story {
    MeterRules rules;
    std::vector<Reading> readings;
    std::vector<Use> uses;
};

// A counter over a span: readings at any millisecond, outages up to ten days, restarts that it
// declares, exchanges that a person declares, falls to another level, and glitches.
class Teller {
public:
    explicit Teller(std::uint64_t seed) : random_(seed) {}

    Story tell(Span span) {
        value_ = odd(pick(0, 400'000'000));
        at_ = span.from + Milliseconds{pick(0, 3'600'000)};
        story_.readings.push_back({at_, value_});
        while (at_ < span.to) {
            switch (pick(0, 60)) {
                case 0:
                    restart();
                    break;
                case 1:
                    exchange();
                    break;
                case 2:
                    fall();
                    break;
                case 3:
                    glitch();
                    break;
                default:
                    count(pick(0, 99) == 0 ? pick(3'600'000, 10 * 86'400'000)
                                           : pick(1'000, 1'800'000));
            }
        }
        return std::move(story_);
    }

private:
    std::int64_t pick(std::int64_t least, std::int64_t most) {
        return std::uniform_int_distribution<std::int64_t>{least, most}(random_);
    }
    // Never a multiple of the steps of a coarse counter.
    static std::int64_t odd(std::int64_t value) { return value | 1; }

    void count(std::int64_t ms) {
        const std::int64_t used = odd(value_ + pick(1, ms * 5 / 3)) - value_;  // up to 6 kW
        story_.uses.push_back({at_, at_ + Milliseconds{ms}, used});
        at_ += Milliseconds{ms};
        value_ += used;
        story_.readings.push_back({at_, value_});
    }
    void restart() {
        at_ += Milliseconds{pick(1, 600'000)};
        story_.readings.push_back({at_, kRestarted});
        value_ = 0;
        count(pick(1'000, 1'800'000));
    }
    void exchange() {
        const Instant when = at_ + Milliseconds{pick(1, 600'000)};
        const std::int64_t last = value_ + pick(0, 50'000);
        story_.uses.push_back({at_, when, last - value_});
        value_ = odd(pick(0, 300'000'000));
        story_.rules.hand_overs.push_back({when, last, value_});
        at_ = when;
        count(pick(1'000, 1'800'000));
    }
    // What was used on the way is known to nobody. Far enough that nothing looks like the way back.
    void fall() {
        if (value_ < 50'000'000) {
            return;
        }
        at_ += Milliseconds{pick(1'000, 600'000)};
        value_ = odd(value_ / 2);
        story_.readings.push_back({at_, value_});
        count(pick(1'000, 1'800'000));
    }
    void glitch() {
        story_.readings.push_back({at_ + Milliseconds{1}, pick(0, 1) == 0 ? 0 : -1});
        count(pick(1'000, 1'800'000));
    }

    std::mt19937_64 random_;
    Story story_;
    std::int64_t value_ = 0;
    Instant at_{};
};

// What was used within a span, by the rule of three.
long double used_within(const std::vector<Use>& uses, Span span) {
    long double sum = 0;
    for (const auto& use : uses) {
        const auto from = std::max(use.from, span.from);
        const auto to = std::min(use.to, span.to);
        if (from < to) {
            sum += static_cast<long double>(use.amount) *
                   static_cast<long double>((to - from).count()) /
                   static_cast<long double>((use.to - use.from).count());
        }
    }
    return sum;
}

void expect_to_the_unit(std::int64_t told, long double truth, const std::string& where) {
    ASSERT_LT(std::abs(static_cast<long double>(told) - truth), 1.0L) << where;
}

// Both clock changes of the year, of either hemisphere.
const Span kAutumnAndSpring[]{{utc("2024-03-25T00:00:00Z"), utc("2024-04-15T00:00:00Z")},
                              {utc("2024-09-26T00:00:00Z"), utc("2024-11-08T00:00:00Z")}};

TEST(MeterOracle, EverySlotAndEveryLocalDayIsExactToOneUnit) {
    for (std::uint64_t seed = 0; seed < 24; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        const auto span = kAutumnAndSpring[seed % 2];
        const auto story = Teller{seed}.tell(span);
        const Span all{span.from, slot_start(slot_of(story.readings.back().at) + 1)};
        const std::vector<ChannelSlots> slots{
            {ChannelId{"meter"}, meter({}, story.readings, story.rules, all).slots}};

        std::int64_t told = 0;
        for (const auto& slot : slots[0].slots) {
            told += slot.amount;
            expect_to_the_unit(
                slot.amount,
                used_within(story.uses, {slot_start(slot.index), slot_start(slot.index + 1)}),
                "slot " + std::to_string(slot.index));
        }
        std::int64_t truth = 0;
        for (const auto& use : story.uses) {
            truth += use.amount;
        }
        ASSERT_EQ(told, truth) << "nothing is lost and nothing is twice";

        const std::vector channels{test::channel("meter", ChannelRole::grid_import)};
        for (const auto* name : test::kZones) {
            const auto here = test::zone(name);
            const auto days =
                local_days(here, here.date_of(span.from), here.date_of(all.to - hours{48}));
            for (const auto& day : day_sums(channels, slots, days, day_stamp(here, channels), {})) {
                expect_to_the_unit(day.channels[0].amount,
                                   used_within(story.uses, here.day_span(day.day.date)),
                                   here.name() + ' ' + format_local_date(day.day.date));
            }
        }
    }
}

}  // namespace
}  // namespace ohmstead
