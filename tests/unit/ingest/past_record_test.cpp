#include "ingest/past_record.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/energy.hpp"

namespace ohmstead::ingest {
namespace {

using namespace std::chrono_literals;
using home_assistant::CounterRow;
using home_assistant::PastPart;
using home_assistant::PastPlace;
using home_assistant::StatisticsPeriod;
using test::kKwh;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

Instant at(const char* text) {
    return parse_rfc3339(text).value();
}

// Parts of one source, from the newest to the oldest, and what became of them.
class TakePart : public testing::Test {
protected:
    std::vector<Reading> take(std::vector<CounterRow> rows, bool complete,
                              StatisticsPeriod period = StatisticsPeriod::hour) {
        const PastPart part{.type = type,
                            .source = "sensor.in",
                            .period = period,
                            .rows = std::move(rows),
                            .from = {},
                            .place = {.began = at("2026-04-01T00:00:00Z"), .complete = complete}};
        return take_part(state, part, {&binding, 1}, rules, zone);
    }

    static CounterRow hour(const char* from, std::optional<std::int64_t> state,
                           std::optional<std::int64_t> sum) {
        return {.span = {at(from), at(from) + 1h}, .state = state, .sum = sum};
    }

    std::int64_t booked(const std::string& month) const {
        std::int64_t amount = 0;
        for (const auto& each : state.months) {
            amount += each.month == month ? each.amount : 0;
        }
        return amount;
    }

    std::vector<BookedReason> reasons(const std::string& month) const {
        for (const auto& each : state.months) {
            if (each.month == month) {
                return each.reasons;
            }
        }
        return {};
    }

    SourceType type = SourceType::entity;
    Binding binding;
    MeterRules rules;
    Zone zone = Zone::utc();
    PastState state;
};

TEST_F(TakePart, ReadsTheMetersOwnCountAndBooksTheSumsDifferences) {
    const auto newer = take({hour("2026-03-10T10:00:00Z", 107 * kKwh, 7 * kKwh),
                             hour("2026-03-10T11:00:00Z", 109 * kKwh, 9 * kKwh)},
                            false);
    EXPECT_THAT(newer, ElementsAre(Reading{at("2026-03-10T11:00:00Z"), 107 * kKwh},
                                   Reading{at("2026-03-10T12:00:00Z"), 109 * kKwh}));
    EXPECT_EQ(booked("2026-03"), 2 * kKwh) << "the oldest row waits for the one before";
    take({hour("2026-03-10T09:00:00Z", 104 * kKwh, 4 * kKwh)}, false);
    EXPECT_EQ(booked("2026-03"), 5 * kKwh);
    // Nothing is older: what Home Assistant booked in its first hour counts from there.
    const auto first = take({}, true);
    EXPECT_THAT(first, ElementsAre(Reading{at("2026-03-10T09:00:00Z"), 100 * kKwh}));
    EXPECT_EQ(booked("2026-03"), 9 * kKwh);
    EXPECT_THAT(reasons("2026-03"), IsEmpty());
    EXPECT_EQ(state.compared_from, at("2026-03-10T09:00:00Z"));
}

TEST_F(TakePart, NamesWhatHomeAssistantDecidedInItsOwnWay) {
    take({hour("2026-01-10T10:00:00Z", 100 * kKwh, 50 * kKwh),
          hour("2026-01-10T11:00:00Z", 3 * kKwh, 53 * kKwh)},
         false);
    EXPECT_THAT(reasons("2026-01"), ElementsAre(BookedReason::reset));
    state = {};
    take({hour("2026-01-10T10:00:00Z", 100 * kKwh, 50 * kKwh),
          hour("2026-01-10T11:00:00Z", 95 * kKwh, 45 * kKwh)},
         false);
    EXPECT_THAT(reasons("2026-01"), ElementsAre(BookedReason::fell));
    state = {};
    take({hour("2026-01-10T10:00:00Z", 100 * kKwh, 50 * kKwh),
          hour("2026-01-10T11:00:00Z", 214 * kKwh, 164 * kKwh)},
         false);
    EXPECT_THAT(reasons("2026-01"), ElementsAre(BookedReason::spike));
    state = {};
    take({hour("2026-01-10T10:00:00Z", 100 * kKwh, 50 * kKwh),
          hour("2026-01-10T11:00:00Z", 101 * kKwh, 60 * kKwh)},
         false);
    EXPECT_THAT(reasons("2026-01"), ElementsAre(BookedReason::adjusted));
}

TEST_F(TakePart, AHoleIsBookedAtItsEndAndNamedInEveryMonthOfIt) {
    take({hour("2026-01-31T22:00:00Z", 100 * kKwh, 50 * kKwh),
          hour("2026-03-02T07:00:00Z", 160 * kKwh, 110 * kKwh)},
         false);
    EXPECT_EQ(booked("2026-03"), 60 * kKwh);
    for (const auto* month : {"2026-01", "2026-02", "2026-03"}) {
        EXPECT_THAT(reasons(month), ElementsAre(BookedReason::hole)) << month;
    }
}

TEST_F(TakePart, AMonthThatCutsAnHourIsNamed) {
    zone = Zone::find("Asia/Kathmandu").value();
    // The local month begins at 18:15Z.
    take({hour("2026-02-28T17:00:00Z", 100 * kKwh, 50 * kKwh),
          hour("2026-02-28T18:00:00Z", 101 * kKwh, 51 * kKwh)},
         false);
    EXPECT_EQ(booked("2026-02"), kKwh);
    EXPECT_THAT(reasons("2026-02"), ElementsAre(BookedReason::zone_cut));
    EXPECT_THAT(reasons("2026-03"), ElementsAre(BookedReason::zone_cut));
}

TEST_F(TakePart, WhereTheCountIsNotKnownTheSumCarriesItOn) {
    const auto readings = take({hour("2026-03-10T09:00:00Z", std::nullopt, 2 * kKwh),
                                hour("2026-03-10T10:00:00Z", std::nullopt, std::nullopt),
                                hour("2026-03-10T11:00:00Z", 109 * kKwh, 9 * kKwh)},
                               false);
    EXPECT_THAT(readings, ElementsAre(Reading{at("2026-03-10T10:00:00Z"), 102 * kKwh},
                                      Reading{at("2026-03-10T12:00:00Z"), 109 * kKwh}));
}

TEST_F(TakePart, AStatisticWithoutAnEntityIsItsSum) {
    type = SourceType::statistic;
    take({hour("2026-03-10T10:00:00Z", std::nullopt, 7 * kKwh)}, false);
    const auto first = take({}, true);
    EXPECT_THAT(first, ElementsAre(Reading{at("2026-03-10T10:00:00Z"), 0}));
    EXPECT_EQ(booked("2026-03"), 7 * kKwh);
}

TEST_F(TakePart, AMeterThatSaysWhenItBeganAgainIsBelieved) {
    auto before = hour("2026-03-10T09:00:00Z", 24 * kKwh, 24 * kKwh);
    auto after = hour("2026-03-10T10:00:00Z", kKwh, 25 * kKwh);
    before.last_reset = at("2026-03-09T10:20:00Z");
    after.last_reset = at("2026-03-10T10:20:00Z");
    take({after}, false);
    const auto readings = take({before}, false);
    EXPECT_THAT(readings, ElementsAre(Reading{at("2026-03-10T10:00:00Z"), 24 * kKwh},
                                      Reading{at("2026-03-10T10:20:00Z"), kRestarted}));
}

TEST_F(TakePart, OutsideTheBindingNothingCounts) {
    binding.valid_from = at("2026-03-10T11:00:00Z");
    const auto readings = take({hour("2026-03-10T08:00:00Z", 104 * kKwh, 4 * kKwh),
                                hour("2026-03-10T09:00:00Z", 105 * kKwh, 5 * kKwh),
                                hour("2026-03-10T10:00:00Z", 107 * kKwh, 7 * kKwh)},
                               true);
    EXPECT_THAT(readings, ElementsAre(Reading{at("2026-03-10T11:00:00Z"), 107 * kKwh}));
    EXPECT_EQ(booked("2026-03"), 2 * kKwh);
}

TEST_F(TakePart, FiveMinutesAndHoursAreBookedApart) {
    take({{.span = {at("2026-03-10T12:00:00Z"), at("2026-03-10T12:05:00Z")},
           .state = 110 * kKwh,
           .sum = 10 * kKwh}},
         false, StatisticsPeriod::five_minutes);
    take({hour("2026-03-10T10:00:00Z", 107 * kKwh, 7 * kKwh),
          hour("2026-03-10T11:00:00Z", 109 * kKwh, 9 * kKwh)},
         false);
    ASSERT_THAT(state.months, SizeIs(2));
    EXPECT_EQ(state.months[0],
              (BookedMonth{"2026-03", StatisticsPeriod::five_minutes, 1 * kKwh, {}}));
    EXPECT_EQ(state.months[1], (BookedMonth{"2026-03", StatisticsPeriod::hour, 2 * kKwh, {}}));
}

TEST_F(TakePart, WhatIsNotedCanBeReadAgain) {
    take({hour("2026-01-10T10:00:00Z", 100 * kKwh, 50 * kKwh),
          hour("2026-01-10T11:00:00Z", 3 * kKwh, 53 * kKwh)},
         false);
    EXPECT_EQ(decode_past(encode_past(state)).value(), state);
    EXPECT_EQ(decode_past(encode_past({})).value(), PastState{});
    EXPECT_FALSE(decode_past("{"));
}

}  // namespace
}  // namespace ohmstead::ingest
