#include <algorithm>
#include <random>

#include "contract/store_contract.hpp"

namespace ohmstead::test {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

OHMSTEAD_STORE_CONTRACT(ReadingStoreContract);

SeriesReadings power_of(const ChannelId& channel, std::vector<Reading> readings,
                        std::uint8_t rank = 1) {
    SeriesReadings part;
    part.channel = channel;
    part.measure = Measure::power;
    part.source_rank = rank;
    part.readings = std::move(readings);
    return part;
}

Task<std::size_t> append(Engine& engine, HomeId home, SeriesReadings part,
                         Durability durability = Durability::now) {
    std::vector<SeriesReadings> batch{std::move(part)};
    const auto changed =
        co_await engine.readings().append(system_scope(), home, std::move(batch), durability);
    co_return changed.value();
}

Task<std::vector<Reading>> read(Engine& engine, HomeId home, ChannelId channel, Span span,
                                bool with_previous = false) {
    auto readings = co_await engine.readings().read(system_scope(), home, channel, Measure::power,
                                                    span, with_previous);
    co_return std::move(readings).value();
}

std::vector<Reading> every(Milliseconds step, Instant from, std::size_t count) {
    std::vector<Reading> readings;
    for (std::size_t i = 0; i < count; ++i) {
        readings.push_back({.at = from + step * static_cast<std::int64_t>(i),
                            .value = static_cast<std::int64_t>(i * 37 % 1000) * 100});
    }
    return readings;
}

TEST_P(ReadingStoreContract, ReadsBackWhatWasAppendedNowLaterAndAfterARestart) {
    Dwelling dwelling;
    const auto readings = every(Seconds{10}, kNow - hours{5}, 5 * 360);
    const auto expect_all = [&](Engine& engine) -> Task<void> {
        const auto stored = co_await read(engine, dwelling.home, dwelling.channels[0], kWeek);
        EXPECT_EQ(stored, readings);
    };
    with_engine([&](Engine& engine) -> Task<void> {
        dwelling = co_await make_dwelling(engine, 1);
        const auto changed =
            co_await append(engine, dwelling.home, power_of(dwelling.channels[0], readings));
        EXPECT_EQ(changed, readings.size());
        co_await expect_all(engine);
    });
    with_engine(expect_all);
    with_engine([&](Engine& engine) -> Task<void> {
        co_await engine.let_time_pass(hours{3});
        co_await expect_all(engine);
    });
    with_engine(expect_all);
}

TEST_P(ReadingStoreContract, SoonMeansWithinTenSeconds) {
    Dwelling dwelling;
    const auto readings = every(Seconds{1}, kNow - Seconds{5}, 5);
    with_engine([&](Engine& engine) -> Task<void> {
        dwelling = co_await make_dwelling(engine, 1);
        (void)co_await append(engine, dwelling.home, power_of(dwelling.channels[0], readings),
                              Durability::soon);
        const auto at_once = co_await read(engine, dwelling.home, dwelling.channels[0], kWeek);
        EXPECT_EQ(at_once, readings) << "readable before it is durable";
        co_await engine.let_time_pass(Seconds{10});
    });
    with_engine([&](Engine& engine) -> Task<void> {
        const auto stored = co_await read(engine, dwelling.home, dwelling.channels[0], kWeek);
        EXPECT_EQ(stored, readings);
    });
}

// Beside an hour that is open, over chunks that are there, and twice.
TEST_P(ReadingStoreContract, YearsAtOnceAreKeptLikeAnythingElse) {
    Dwelling dwelling;
    auto readings = every(hours{1}, kNow - hours{300}, 300);
    with_engine([&](Engine& engine) -> Task<void> {
        dwelling = co_await make_dwelling(engine, 1);
        const auto channel = dwelling.channels[0];
        (void)co_await append(engine, dwelling.home, power_of(channel, {readings[5]}));
        co_await engine.let_time_pass(hours{3});
        const Reading better{.at = readings[299].at, .value = 77};
        (void)co_await append(engine, dwelling.home, power_of(channel, {better}, 2));
        const auto changed =
            co_await append(engine, dwelling.home, power_of(channel, readings), Durability::bulk);
        EXPECT_EQ(changed, 298U);
        const auto again =
            co_await append(engine, dwelling.home, power_of(channel, readings), Durability::bulk);
        EXPECT_EQ(again, 0U);
        readings[299] = better;
    });
    with_engine([&](Engine& engine) -> Task<void> {
        const auto stored = co_await read(engine, dwelling.home, dwelling.channels[0],
                                          {.from = kNow - hours{1'000}, .to = kNow + hours{1}});
        EXPECT_EQ(stored, readings);
    });
}

TEST_P(ReadingStoreContract, FlushCommitsWhatIsQueued) {
    with_engine([](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await make_dwelling(engine, 1);
        (void)co_await append(engine, dwelling.home,
                              power_of(dwelling.channels[0], {{.at = kNow, .value = 1}}),
                              Durability::soon);
        const auto flushed = co_await engine.readings().flush();
        EXPECT_TRUE(flushed);
        const auto again = co_await engine.readings().flush();
        EXPECT_TRUE(again);
    });
}

TEST_P(ReadingStoreContract, RepeatingAnAppendChangesNothing) {
    with_engine([](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await make_dwelling(engine, 1);
        const auto part = power_of(dwelling.channels[0], every(Seconds{10}, kNow - hours{3}, 900));
        (void)co_await append(engine, dwelling.home, part);
        auto changed = co_await append(engine, dwelling.home, part);
        EXPECT_EQ(changed, 0U);
        co_await engine.let_time_pass(hours{3});
        changed = co_await append(engine, dwelling.home, part);
        EXPECT_EQ(changed, 0U) << "also when the hours are closed";
        const auto stored = co_await read(engine, dwelling.home, dwelling.channels[0], kWeek);
        EXPECT_EQ(stored, part.readings);
    });
}

TEST_P(ReadingStoreContract, OfEqualTimesTheHigherRankWinsThenTheGreaterValue) {
    with_engine([](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await make_dwelling(engine, 1);
        const auto put = [&](std::uint8_t rank, std::int64_t value) {
            return append(engine, dwelling.home,
                          power_of(dwelling.channels[0], {{.at = kNow, .value = value}}, rank));
        };
        auto changed = co_await put(1, 10);
        EXPECT_EQ(changed, 1U);
        changed = co_await put(0, 99);
        EXPECT_EQ(changed, 0U);
        changed = co_await put(1, 9);
        EXPECT_EQ(changed, 0U);
        changed = co_await put(1, 11);
        EXPECT_EQ(changed, 1U);
        co_await engine.let_time_pass(hours{3});
        changed = co_await put(1, 10);
        EXPECT_EQ(changed, 0U);
        changed = co_await put(2, 1);
        EXPECT_EQ(changed, 1U);
        co_await engine.let_time_pass(hours{3});
        const auto stored = co_await read(engine, dwelling.home, dwelling.channels[0], kWeek);
        EXPECT_EQ(stored, (std::vector<Reading>{{.at = kNow, .value = 1}}));
    });
}

TEST_P(ReadingStoreContract, TheOrderOfArrivalDoesNotMatter) {
    std::mt19937 random(17);
    std::vector<SeriesReadings> parts;
    for (int i = 0; i < 60; ++i) {
        std::vector<Reading> readings;
        for (int j = 0; j < 40; ++j) {
            readings.push_back({.at = kNow - hours{4} + Seconds{10 * (random() % 1500)},
                                .value = static_cast<std::int64_t>(random() % 50)});
        }
        parts.push_back(power_of({}, readings, static_cast<std::uint8_t>(random() % 3)));
    }
    std::vector<Reading> expected;
    with_engine([&](Engine& engine) -> Task<void> {
        for (int round = 0; round < 4; ++round) {
            const Dwelling dwelling = co_await make_dwelling(engine, 1);
            std::ranges::shuffle(parts, random);
            for (std::size_t i = 0; i < parts.size(); ++i) {
                parts[i].channel = dwelling.channels[0];
                (void)co_await append(engine, dwelling.home, parts[i],
                                      i % 2 == 0 ? Durability::now : Durability::soon);
                if (i % 13 == 12) {
                    co_await engine.let_time_pass(hours{1});
                }
            }
            const auto stored = co_await read(engine, dwelling.home, dwelling.channels[0], kWeek);
            EXPECT_GT(stored.size(), 500U);
            if (round == 0) {
                expected = stored;
            }
            EXPECT_EQ(stored, expected);
        }
    });
}

TEST_P(ReadingStoreContract, AnUnknownChannelRefusesTheWholeBatch) {
    with_engine([](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await make_dwelling(engine, 1);
        const Dwelling other = co_await make_dwelling(engine, 1);
        std::vector<SeriesReadings> batch{
            power_of(dwelling.channels[0], {{.at = kNow, .value = 1}}),
            power_of(other.channels[0], {{.at = kNow, .value = 1}})};
        const auto refused = co_await engine.readings().append(system_scope(), dwelling.home, batch,
                                                               Durability::now);
        EXPECT_EQ(refusal(refused), ErrorCode::not_found);
        const auto stored = co_await read(engine, dwelling.home, dwelling.channels[0], kWeek);
        EXPECT_TRUE(stored.empty());
    });
}

TEST_P(ReadingStoreContract, TimesOutsideAllReasonAreRefused) {
    with_engine([](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await make_dwelling(engine, 1);
        for (const std::int64_t ms :
             {std::int64_t{-1}, std::int64_t{4'102'444'800'000},
              std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()}) {
            std::vector<SeriesReadings> batch{
                power_of(dwelling.channels[0],
                         {{.at = kNow, .value = 1}, {.at = instant_from_ms(ms), .value = 1}})};
            const auto refused = co_await engine.readings().append(system_scope(), dwelling.home,
                                                                   batch, Durability::now);
            EXPECT_EQ(refusal(refused), ErrorCode::invalid);
        }
        const auto stored = co_await read(engine, dwelling.home, dwelling.channels[0], kWeek);
        EXPECT_TRUE(stored.empty());
    });
}

TEST_P(ReadingStoreContract, AClockThatRunsAheadHoldsNothingUp) {
    with_engine([](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await make_dwelling(engine, 1);
        const std::vector<Reading> ahead{{.at = kNow + hours{50}, .value = 5}};
        (void)co_await append(engine, dwelling.home, power_of(dwelling.channels[0], ahead));
        co_await engine.let_time_pass(hours{3});
        const auto stored = co_await read(engine, dwelling.home, dwelling.channels[0], kWeek);
        EXPECT_EQ(stored, ahead);
        co_await engine.let_time_pass(-hours{30});
        const auto after = co_await read(engine, dwelling.home, dwelling.channels[0], kWeek);
        EXPECT_EQ(after, ahead);
    });
}

TEST_P(ReadingStoreContract, CutsToTheSpanWithThePreviousReading) {
    with_engine([](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await make_dwelling(engine, 1);
        const std::vector<Reading> all{{.at = kNow - hours{70}, .value = 1},
                                       {.at = kNow - hours{30}, .value = 2},
                                       {.at = kNow - minutes{50}, .value = 3},
                                       {.at = kNow - minutes{10}, .value = 4},
                                       {.at = kNow, .value = 5}};
        const auto expect_cuts = [&]() -> Task<void> {
            const auto home = dwelling.home;
            const auto channel = dwelling.channels[0];
            Span span{.from = kNow - minutes{10}, .to = kNow};
            auto stored = co_await read(engine, home, channel, span);
            EXPECT_EQ(stored, (std::vector<Reading>{all[3]})) << "half-open";
            stored = co_await read(engine, home, channel, span, true);
            EXPECT_EQ(stored, (std::vector<Reading>{all[2], all[3]})) << "within the hour";
            span = {.from = kNow - hours{1}, .to = kNow - minutes{20}};
            stored = co_await read(engine, home, channel, span, true);
            EXPECT_EQ(stored, (std::vector<Reading>{all[1], all[2]})) << "hours before";
            span = {.from = kNow - hours{31}, .to = kNow - hours{29}};
            stored = co_await read(engine, home, channel, span, true);
            EXPECT_EQ(stored, (std::vector<Reading>{all[0], all[1]}));
            span = {.from = kNow - hours{71}, .to = kNow - hours{69}};
            stored = co_await read(engine, home, channel, span, true);
            EXPECT_EQ(stored, (std::vector<Reading>{all[0]})) << "nothing is before the first";
            span = {.from = kNow, .to = kNow};
            stored = co_await read(engine, home, channel, span, true);
            EXPECT_TRUE(stored.empty()) << "an empty span";
        };
        const std::vector<Reading> old(all.begin(), all.begin() + 2);
        (void)co_await append(engine, dwelling.home, power_of(dwelling.channels[0], old));
        co_await engine.let_time_pass(hours{3});
        (void)co_await append(engine, dwelling.home, power_of(dwelling.channels[0], all));
        co_await expect_cuts();
        co_await engine.let_time_pass(hours{3});
        co_await expect_cuts();
    });
}

TEST_P(ReadingStoreContract, MeasuresAreSeriesOfTheirOwn) {
    with_engine([](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await make_dwelling(engine, 1);
        std::vector<SeriesReadings> batch;
        for (const Measure measure : {Measure::counter, Measure::power, Measure::state}) {
            batch.push_back(power_of(dwelling.channels[0],
                                     {{.at = kNow, .value = static_cast<std::int64_t>(measure)}}));
            batch.back().measure = measure;
        }
        const auto changed = co_await engine.readings().append(system_scope(), dwelling.home, batch,
                                                               Durability::now);
        EXPECT_EQ(changed.value(), 3U);
        for (const Measure measure : {Measure::counter, Measure::power, Measure::state}) {
            const auto stored = co_await engine.readings().read(
                system_scope(), dwelling.home, dwelling.channels[0], measure, kWeek, false);
            EXPECT_EQ(stored.value()[0].value, static_cast<std::int64_t>(measure));
        }
    });
}

TEST_P(ReadingStoreContract, BucketsAreTheSameBeforeAndAfterPacking) {
    with_engine([](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await make_dwelling(engine, 2);
        const auto readings = every(Seconds{10}, kNow - hours{2}, 720);
        (void)co_await append(engine, dwelling.home, power_of(dwelling.channels[0], readings));
        const BucketGrid grid{
            .from = kNow - hours{2} - minutes{10}, .step = minutes{5}, .count = 30};
        const std::vector<ChannelId> channels{dwelling.channels[1], dwelling.channels[0],
                                              ChannelId::make()};
        const auto cut = [&] {
            return engine.readings().buckets(member(dwelling.home, HomeRole::viewer), dwelling.home,
                                             channels, grid, minutes{1});
        };
        const auto before = co_await cut();
        co_await engine.let_time_pass(hours{3});
        const auto after = co_await cut();
        EXPECT_EQ(before.value().size(), 3U);
        for (std::size_t i = 0; i < channels.size(); ++i) {
            EXPECT_EQ(before.value()[i].channel, channels[i]);
            EXPECT_EQ(before.value()[i].mean, after.value()[i].mean);
            EXPECT_EQ(before.value()[i].min, after.value()[i].min);
            EXPECT_EQ(before.value()[i].max, after.value()[i].max);
            EXPECT_EQ(before.value()[i].present, after.value()[i].present);
        }
        const BucketColumns& columns = after.value()[1];
        EXPECT_FALSE(columns.present[1]);
        EXPECT_TRUE(columns.present[2]);
        double sum = 0;
        for (std::size_t i = 0; i < 30; ++i) {
            sum += static_cast<double>(readings[i].value);
        }
        EXPECT_DOUBLE_EQ(columns.mean[2], sum / 30);
        EXPECT_TRUE(columns.present[26]) << "the last reading holds";
        EXPECT_EQ(columns.min[26], columns.max[26]);
        EXPECT_FALSE(columns.present[27]) << "but not for ever";
        EXPECT_EQ(after.value()[0].present, std::vector<bool>(30, false));
    });
}

TEST_P(ReadingStoreContract, ImpossibleGridsAreRefused) {
    with_engine([](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await make_dwelling(engine, 1);
        for (const BucketGrid grid :
             {BucketGrid{kNow, Seconds{0}, 10}, BucketGrid{kNow, Seconds{1}, 0},
              BucketGrid{kNow, -Seconds{1}, 10}, BucketGrid{kNow, Seconds{1}, 10'000'000}}) {
            const auto cut = co_await engine.readings().buckets(
                system_scope(), dwelling.home, dwelling.channels, grid, minutes{1});
            EXPECT_EQ(refusal(cut), ErrorCode::invalid);
        }
    });
}

TEST_P(ReadingStoreContract, KeepsToTheScope) {
    with_engine([](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await make_dwelling(engine, 1);
        const std::vector<SeriesReadings> batch{
            power_of(dwelling.channels[0], {{.at = kNow, .value = 1}})};
        auto& store = engine.readings();
        const BucketGrid grid{.from = kNow, .step = minutes{1}, .count = 1};
        for (const AccessScope& scope :
             {AccessScope{}, person(UserId::make()), member(dwelling.home, HomeRole::admin),
              scope_for_ingest(HomeId::make())}) {
            const auto added = co_await store.append(scope, dwelling.home, batch, Durability::now);
            EXPECT_EQ(refusal(added), ErrorCode::not_found);
        }
        const AccessScope key = scope_for_ingest(dwelling.home);
        const auto added = co_await store.append(key, dwelling.home, batch, Durability::now);
        EXPECT_EQ(added.value(), 1U);
        for (const AccessScope& scope : {AccessScope{}, person(UserId::make()), key}) {
            const auto readings = co_await store.read(scope, dwelling.home, dwelling.channels[0],
                                                      Measure::power, kWeek, true);
            EXPECT_EQ(refusal(readings), ErrorCode::not_found);
            const auto columns =
                co_await store.buckets(scope, dwelling.home, dwelling.channels, grid, minutes{1});
            EXPECT_EQ(refusal(columns), ErrorCode::not_found);
        }
        const auto readings =
            co_await store.read(member(dwelling.home, HomeRole::viewer), dwelling.home,
                                dwelling.channels[0], Measure::power, kWeek, true);
        EXPECT_EQ(readings.value().size(), 1U);
    });
}

TEST_P(ReadingStoreContract, TakesMoreThanItHoldsInMemory) {
    with_engine([](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await make_dwelling(engine, 1);
        std::size_t count = 0;
        for (int day = 0; day < 40; ++day) {
            const auto readings = every(Seconds{2}, kNow - hours{24 * (40 - day)}, 43'200);
            count +=
                co_await append(engine, dwelling.home, power_of(dwelling.channels[0], readings));
        }
        EXPECT_EQ(count, 40U * 43'200);
        const Span all{.from = kNow - hours{24 * 40}, .to = kNow};
        const auto stored = co_await read(engine, dwelling.home, dwelling.channels[0], all);
        EXPECT_EQ(stored.size(), count);
    });
}

}  // namespace
}  // namespace ohmstead::test
