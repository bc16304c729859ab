#include "ingest/past_import.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/energy.hpp"
#include "support/system_authority.hpp"
#include "support/task_runner.hpp"
#include "unit/api/fake_homes.hpp"
#include "unit/ingest/memory_past.hpp"

namespace ohmstead::ingest {
namespace {

using namespace std::chrono_literals;
using home_assistant::CounterRow;
using home_assistant::PastPart;
using home_assistant::PastPlace;
using home_assistant::PastSource;
using home_assistant::StatisticsPeriod;
using test::kKwh;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr Instant kNoon = instant_from_ms(1'771'070'400'000);  // 2026-02-14T12:00Z

// Answers with what was kept before.
class KnownReadings final : public ReadingStore {
public:
    Task<Result<std::size_t>> append(AccessScope, HomeId, std::vector<SeriesReadings> batch,
                                     Durability durability) override {
        EXPECT_EQ(durability, Durability::bulk);
        for (const auto& series : batch) {
            for (const auto& reading : series.readings) {
                kept[series.channel][reading.at] = reading.value;
            }
        }
        co_return batch.size();
    }
    Task<Result<std::vector<Reading>>> read(AccessScope, HomeId, ChannelId channel, Measure,
                                            Span span, bool) override {
        std::vector<Reading> found;
        for (const auto& [at, value] : kept[channel]) {
            if (span.contains(at)) {
                found.push_back({at, value});
            }
        }
        co_return found;
    }
    Task<Result<std::vector<BucketColumns>>> buckets(AccessScope, HomeId, std::vector<ChannelId>,
                                                     BucketGrid, Milliseconds) override {
        co_return std::vector<BucketColumns>{};
    }
    Task<Status> flush() override { co_return Status{}; }

    std::map<ChannelId, std::map<Instant, std::int64_t>> kept;
};

class PastImportTest : public testing::Test {
protected:
    PastImportTest() {
        Channel one;
        one.id = ChannelId::make();
        one.role = ChannelRole::grid_import;
        one.bindings.push_back({.id = BindingId::make(), .source_id = "sensor.in"});
        channels.push_back(one);
    }

    // Another start of the process.
    void start() {
        import.emplace(PastImport::Services{.log = Log{},
                                            .readings = readings,
                                            .past = past,
                                            .scope = SystemAuthorityForTests::system_scope()},
                       home);
    }

    ChannelsPtr shared() const { return std::make_shared<const std::vector<Channel>>(channels); }

    std::vector<PastSource> sources() {
        return runner.run(import->sources(shared(), zone)).value();
    }

    // Hours before `from.reached`, of 1 kWh each.
    PastPart part(const PastPlace& from, int hours, bool complete = false) {
        PastPart part{.source = "sensor.in",
                      .period = StatisticsPeriod::hour,
                      .rows = {},
                      .from = from,
                      .place = from};
        for (int i = hours; i > 0; --i) {
            const auto begin = from.reached - i * 1h;
            const auto sum = (1'000 + (begin - kNoon) / 1h + 1) * kKwh;
            part.rows.push_back({.span = {begin, begin + 1h}, .state = sum, .sum = sum});
        }
        part.place.reached = from.reached - hours * 1h;
        part.place.complete = complete;
        return part;
    }

    Result<PastImport::Completed> keep(PastPart part) {
        return runner.run(import->keep(shared(), Home{}, zone, {std::move(part)}));
    }

    static PastPlace beginning() { return {.began = kNoon, .reached = kNoon - 96h}; }

    const HomeId home = HomeId::make();
    test::TaskRunner runner;
    MemoryPast past;
    KnownReadings readings;
    Zone zone = Zone::utc();
    std::vector<Channel> channels;
    std::optional<PastImport> import;
};

TEST_F(PastImportTest, GoesOnWhereItWasAfterAnyEnd) {
    start();
    ASSERT_THAT(sources(), SizeIs(1));
    EXPECT_EQ(sources().front().place, std::nullopt);
    auto first = beginning();
    first.reached = first.began;
    auto begun = part(first, 100);
    const auto place = begun.place;
    EXPECT_THAT(keep(begun).value(), IsEmpty());
    start();
    EXPECT_EQ(sources().front().place, place);
    const auto completed = keep(part(place, 50, /*complete=*/true)).value();
    ASSERT_THAT(completed, SizeIs(1));
    EXPECT_EQ(completed.begin()->second, kNoon - 150h);
    // The process ends before the slots are made.
    start();
    EXPECT_EQ(runner.run(import->to_be_metered()).value(), completed);
    EXPECT_TRUE(runner.run(import->metered(channels[0].id, completed.begin()->second)));
    EXPECT_THAT(runner.run(import->to_be_metered()).value(), IsEmpty());
    start();
    EXPECT_THAT(runner.run(import->to_be_metered()).value(), IsEmpty());
    EXPECT_TRUE(past.records.begin()->second.done);
}

TEST_F(PastImportTest, APartThatWasNotNotedComesAgainAndCountsOnce) {
    start();
    sources();
    auto first = beginning();
    first.reached = first.began;
    past.broken = true;
    EXPECT_FALSE(keep(part(first, 100)));
    past.broken = false;
    EXPECT_EQ(sources().front().place, std::nullopt);
    EXPECT_TRUE(keep(part(first, 100)));
    const auto report = runner.run(import->report()).value();
    ASSERT_THAT(report, SizeIs(1));
    std::int64_t booked = 0;
    for (const auto& month : report[0].state.months) {
        booked += month.amount;
    }
    EXPECT_EQ(booked, 99 * kKwh);
    EXPECT_THAT(readings.kept[channels[0].id], SizeIs(100 - 48));
}

TEST_F(PastImportTest, APartOfAnImportThatWasBegunAnewIsLeftOut) {
    start();
    sources();
    auto first = beginning();
    first.reached = first.began;
    const auto begun = part(first, 100);
    EXPECT_TRUE(keep(begun));
    EXPECT_TRUE(runner.run(import->forget()));
    EXPECT_TRUE(keep(part(begun.place, 50)));
    EXPECT_EQ(sources().front().place, std::nullopt);
}

TEST_F(PastImportTest, AnotherBindingOrZoneIsAnotherImport) {
    start();
    sources();
    auto first = beginning();
    first.reached = first.began;
    EXPECT_TRUE(keep(part(first, 100)));
    EXPECT_TRUE(sources().front().place);
    channels[0].bindings[0].valid_from = kNoon - 500h;
    EXPECT_FALSE(sources().front().place);
    EXPECT_TRUE(keep(part(first, 100)));
    zone = Zone::find("Europe/Amsterdam").value();
    EXPECT_FALSE(sources().front().place);
}

TEST_F(PastImportTest, AMeterThatTookTheNameOfTheOneBeforeHasOnePast) {
    auto& bindings = channels[0].bindings;
    bindings.push_back(
        {.id = BindingId::make(), .source_id = "sensor.in", .valid_from = kNoon - 30h});
    bindings[0].valid_to = kNoon - 30h;
    start();
    ASSERT_THAT(sources(), SizeIs(1));
    auto first = beginning();
    first.reached = first.began;
    const auto begun = part(first, 60);
    EXPECT_TRUE(keep(begun));
    EXPECT_THAT(readings.kept[channels[0].id], SizeIs(12)) << "states tell the last two days";
    start();
    EXPECT_EQ(sources().front().place, begun.place) << "it goes on";
    EXPECT_TRUE(keep(part(begun.place, 40, /*complete=*/true)));
    EXPECT_THAT(readings.kept[channels[0].id], SizeIs(testing::Ge(52U))) << "of the old meter, too";
    const auto told = runner.run(import->report()).value();
    ASSERT_THAT(told, SizeIs(1));
    EXPECT_TRUE(told[0].state.place.complete);
}

TEST_F(PastImportTest, WhatIsKnownFinerStays) {
    start();
    sources();
    auto& known = readings.kept[channels[0].id];
    // Readings of our own, with an outage of ten hours among them.
    for (auto at = kNoon - 196h; at < kNoon - 96h; at += 10min) {
        if (at < kNoon - 150h || at > kNoon - 140h) {
            known[at] = 1;
        }
    }
    const auto before = known.size();
    auto first = beginning();
    first.reached = first.began;
    EXPECT_TRUE(keep(part(first, 190)));
    // Nine hours of the outage, and what is newer than our own.
    std::size_t added = 0;
    for (const auto& [at, value] : known) {
        added += value != 1 ? 1 : 0;
    }
    EXPECT_EQ(known.size(), before + added);
    EXPECT_EQ(known.count(kNoon - 145h), 1U);
    EXPECT_EQ(known.at(kNoon - 160h), 1);
}

TEST_F(PastImportTest, AChannelThatIsMeteredByOtherRulesIsMeteredAgainAfterAnyEnd) {
    const auto& channel = channels[0].id;
    const auto metered_by = [&](std::string mark, Instant since) {
        return runner.run(import->metered_by({{channel, {std::move(mark), since}}})).value();
    };
    start();
    EXPECT_THAT(metered_by("old", {}), IsEmpty()) << "nobody knows of others";
    start();
    EXPECT_THAT(metered_by("old", {}), IsEmpty());
    EXPECT_EQ(metered_by("new", kNoon), (PastImport::Completed{{channel, kNoon}}));
    // The process ends before the slots are made.
    start();
    EXPECT_EQ(runner.run(import->to_be_metered()).value(),
              (PastImport::Completed{{channel, kNoon}}));
    EXPECT_EQ(metered_by("newer", kNoon + 1h), (PastImport::Completed{{channel, kNoon}}));
    EXPECT_TRUE(runner.run(import->metered(channel, kNoon + 1h)));
    EXPECT_THAT(runner.run(import->to_be_metered()).value(), SizeIs(1));
    EXPECT_TRUE(runner.run(import->metered(channel, kNoon)));
    start();
    EXPECT_THAT(runner.run(import->to_be_metered()).value(), IsEmpty());
    EXPECT_TRUE(runner.run(import->forget()));
    EXPECT_THAT(runner.run(import->report()).value(), IsEmpty());
    EXPECT_THAT(metered_by("newer", {}), IsEmpty());
}

}  // namespace
}  // namespace ohmstead::ingest
