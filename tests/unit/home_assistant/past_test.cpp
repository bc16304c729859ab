#include "home_assistant/past.hpp"

#include "unit/home_assistant/link_fixture.hpp"

namespace ohmstead::home_assistant {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr Instant kNoon = instant_from_ms(1'771'070'400'000);  // 2026-02-14T12:00Z
constexpr auto kDay = std::chrono::hours{24};

PastSource source_at(std::string id, Instant reached,
                     StatisticsPeriod period = StatisticsPeriod::hour) {
    return {.id = std::move(id),
            .place = PastPlace{.began = kNoon, .reached = reached, .period = period}};
}

CounterRow hour_row(Instant from, std::int64_t sum) {
    return {.span = {from, from + 1h}, .state = 1'000 + sum, .sum = sum};
}

TEST(NextRequest, TakesAFewSourcesOfOnePlaceTogetherAndThenTheNext) {
    std::vector<PastSource> sources;
    for (int i = 0; i < 12; ++i) {
        sources.push_back(source_at("sensor." + std::to_string(i), kNoon));
    }
    const auto request = next_request(sources, {});
    ASSERT_TRUE(request);
    EXPECT_THAT(request->sources, SizeIs(10));
    EXPECT_EQ(request->span, (Span{kNoon - 92 * kDay, kNoon}));
    // Those that have begun go on before others begin.
    for (std::size_t i = 0; i < 10; ++i) {
        sources[i].place->reached = request->span.from;
    }
    EXPECT_THAT(next_request(sources, {})->sources, SizeIs(10));
    for (std::size_t i = 0; i < 10; ++i) {
        sources[i].place->complete = true;
    }
    EXPECT_THAT(next_request(sources, {})->sources, ElementsAre(10, 11));
    sources[10].place->complete = sources[11].place->complete = true;
    EXPECT_EQ(next_request(sources, {}), std::nullopt);
}

TEST(NextRequest, FiveMinutesAndHoursAreAskedForApart) {
    const std::vector sources{source_at("sensor.a", kNoon, StatisticsPeriod::five_minutes),
                              source_at("sensor.b", kNoon)};
    const auto request = next_request(sources, {});
    EXPECT_THAT(request->sources, ElementsAre(0));
    EXPECT_EQ(request->span.from, kNoon - 10 * kDay);
}

TEST(PartOf, KeepsWhatIsOlderThanWhatIsKeptAndOfFiveMinutesWholeHours) {
    const auto source = source_at("sensor.a", kNoon, StatisticsPeriod::five_minutes);
    std::vector<CounterRow> rows;
    // Home Assistant has thrown away what is before 9:40, and sends a row too many.
    for (auto at = kNoon - 140min; at < kNoon + 5min; at += 5min) {
        rows.push_back({.span = {at, at + 5min}, .state = 5, .sum = 5});
    }
    const auto part = part_of(source, rows, {kNoon - 10 * kDay, kNoon});
    ASSERT_THAT(part.rows, SizeIs(24));
    EXPECT_EQ(part.rows.front().span.from, kNoon - 2h);
    EXPECT_EQ(part.rows.back().span.to, kNoon);
    EXPECT_EQ(part.place.reached, kNoon - 10 * kDay);
    EXPECT_EQ(part.place.fine_from, kNoon - 2h);
    // The next look finds none: hours take over where the five minutes begin.
    const PastSource next{.id = "sensor.a", .place = part.place};
    const auto hours = part_of(next, {}, {kNoon - 20 * kDay, kNoon - 10 * kDay});
    EXPECT_EQ(hours.place.period, StatisticsPeriod::hour);
    EXPECT_EQ(hours.place.reached, kNoon - 2h);
    EXPECT_FALSE(hours.place.complete);
}

TEST(PartOf, AHoleThatIsFilledIsComplete) {
    auto source = source_at("sensor.a", kNoon);
    source.place->stop_at = kNoon - 5 * kDay;
    const Span span{kNoon - 10 * kDay, kNoon};
    EXPECT_TRUE(part_of(source, {hour_row(kNoon - 6 * kDay, 7)}, span).place.complete);
    source.place->stop_at = kNoon - 15 * kDay;
    EXPECT_FALSE(part_of(source, {hour_row(kNoon - 6 * kDay, 7)}, span).place.complete);
}

// Statistics as Home Assistant keeps them: hours since `first` but for a hole of two years, five
// minutes for ten days. Every hour amounts to 1 kWh.
class PastTest : public LinkTest, public PastKeeper {
protected:
    static constexpr std::int64_t kHourMs = 3'600'000;
    static constexpr std::int64_t kNowMs = kNowSeconds * 1000;
    static constexpr std::int64_t kFirst = (kNowMs / kHourMs - 4 * 8760) * kHourMs;
    static constexpr std::int64_t kHoleFrom = kFirst + 1000 * kHourMs;
    static constexpr std::int64_t kHoleTo = kHoleFrom + 2 * 8760 * kHourMs;

    void SetUp() override {
        LinkTest::SetUp();
        sources = {counter("sensor.in")};
        snapshot(added("sensor.in", "8", "kWh"));
        server.answer("recorder/statistics_during_period",
                      [this](const boost::json::object& command) { return answer(command); });
        keeper = this;
    }

    std::vector<std::string> answer(const boost::json::object& command) {
        const auto time = [&](const char* key) {
            return ms_of(*parse_rfc3339(std::string(command.at(key).as_string())));
        };
        const auto period = command.at("period").as_string();
        const auto step = period == "5minute" ? kHourMs / 12 : kHourMs;
        auto from = std::max(time("start_time"), kFirst);
        if (period == "5minute") {
            from = std::max(from, kNowMs / kHourMs * kHourMs - 240 * kHourMs);
        }
        boost::json::array answered;
        for (auto at = (from + step - 1) / step * step; at < std::min(time("end_time"), kNowMs);
             at += step) {
            if (at >= kHoleFrom && at < kHoleTo) {
                continue;
            }
            const auto sum = static_cast<double>(at + step - kFirst) / kHourMs;
            answered.push_back(
                {{"start", at}, {"end", at + step}, {"sum", sum}, {"state", 500 + sum}});
        }
        if (period == "month" && !answered.empty()) {
            answered = {{{"start", kFirst}, {"end", answered.back().at("end").as_int64()}}};
        }
        if (refuses) {
            return {test::error_frame(command, "unknown_error")};
        }
        boost::json::object result;
        if (!answered.empty()) {
            result["sensor.in"] = std::move(answered);
        }
        return {test::result_frame(command, result)};
    }

    Task<Result<std::vector<PastSource>>> past_of(HomeId) override {
        co_return std::vector{PastSource{.id = "sensor.in", .place = place}};
    }
    Task<Status> keep_past(HomeId, std::vector<PastPart> parts) override {
        for (const auto& part : parts) {
            EXPECT_EQ(part.from.is_begun() ? std::optional(part.from) : place,
                      place ? place : std::optional(part.from));
            place = part.place;
            rows.insert(rows.begin(), part.rows.begin(), part.rows.end());
        }
        ++kept;
        if (kept == drop_after) {
            server.drop_all();
        }
        co_return Status{};
    }

    Task<void> until_imported() {
        co_await until([this] { return place && place->complete; });
    }

    void expect_all_rows() const {
        const auto fine_from = kNowMs / kHourMs * kHourMs - 240 * kHourMs;
        const auto hours = (fine_from - kFirst - (kHoleTo - kHoleFrom)) / kHourMs;
        const auto began = kNowMs / 900'000 * 900'000;
        const auto fine = (began - fine_from) / (kHourMs / 12);
        ASSERT_EQ(static_cast<std::int64_t>(rows.size()), hours + fine);
        auto before = instant_from_ms(kFirst);
        for (const auto& row : rows) {
            EXPECT_GE(row.span.from, before);
            before = row.span.to;
        }
        EXPECT_EQ(ms_of(before), began);
    }

    std::optional<PastPlace> place;
    std::vector<CounterRow> rows;
    int kept = 0;
    int drop_after = 0;
    bool refuses = false;
};

TEST_F(PastTest, ImportsToTheFirstDayOverAHoleOfYears) {
    with_link([this]() -> Task<void> { co_await until_imported(); });
    expect_all_rows();
    EXPECT_EQ(rows.front().sum, 1'000'000);
    EXPECT_EQ(rows.front().state, 501'000'000);
    EXPECT_EQ(recorder.past, (PastProgress{.sources = 1, .complete = 1}));
}

TEST_F(PastTest, GoesOnWhereALostConnectionLeftIt) {
    drop_after = 4;
    with_link([this]() -> Task<void> { co_await until_imported(); });
    EXPECT_EQ(server.connections(), 2U);
    expect_all_rows();
}

TEST_F(PastTest, SaysWhenHomeAssistantRefuses) {
    refuses = true;
    with_link([this]() -> Task<void> { co_await until([this] { return recorder.past.stalled; }); });
    EXPECT_EQ(recorder.past.complete, 0U);
    EXPECT_THAT(rows, IsEmpty());
}

TEST_F(PastTest, AHoleOlderThanStatesIsFilledAndNoMore) {
    place = PastPlace{.began = clock.now() - 400 * kDay,
                      .reached = instant_from_ms(kFirst),
                      .period = StatisticsPeriod::hour,
                      .complete = true};
    sources[0].have_until = clock.now() - 200 * kDay;
    with_link([this]() -> Task<void> {
        co_await until([this] { return place->stop_at && place->complete; });
    });
    ASSERT_FALSE(rows.empty());
    EXPECT_LT(rows.front().span.from, clock.now() - 200 * kDay);
    EXPECT_GT(rows.front().span.from, clock.now() - 400 * kDay);
}

}  // namespace
}  // namespace ohmstead::home_assistant
