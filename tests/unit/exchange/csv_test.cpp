// What a CSV seems to be, what is read of it, and what is said of a bad one.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "exchange/csv_file.hpp"
#include "exchange/csv_write.hpp"
#include "unit/domain/zones.hpp"

namespace ohmstead::exchange {
namespace {

using test::utc;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

CsvProposal propose(std::string_view text, std::string_view zone = "Europe/Berlin") {
    return propose_csv(text, zone).value();
}

SeriesUse use_of(const FileSeries& series) {
    return {.series = series.id,
            .kind = series.kind,
            .unit = series.unit,
            .quantity = quantity_of(series.role)};
}

FileContent read_all(std::string_view text, const CsvProposal& proposal) {
    std::vector<SeriesUse> uses;
    for (const auto& series : proposal.series) {
        uses.push_back(use_of(series));
    }
    return read_csv(text, proposal.settings, uses).value();
}

FileContent read_as_proposed(std::string_view text, std::string_view zone = "Europe/Berlin") {
    return read_all(text, propose(text, zone));
}

TEST(CsvProposal, AGermanFileWithTheTimeInTwoColumns) {
    const auto proposal = propose(
        "Zählpunkt DE000123;;\n\n"
        "Datum;Zeit;Bezug (kWh)\n"
        "01.03.2026;00:00;0,125\n01.03.2026;00:15;1.000,5\n01.03.2026;00:30;0,2\n"
        "01.03.2026;00:45;0,1\n");
    EXPECT_EQ(proposal.settings.delimiter, ";");
    EXPECT_EQ(proposal.settings.decimal, DecimalSign::comma);
    EXPECT_EQ(proposal.settings.header_line, 3);
    EXPECT_EQ(proposal.settings.time_column, "Datum");
    EXPECT_EQ(proposal.settings.clock_column, "Zeit");
    EXPECT_EQ(proposal.settings.time_form, TimeForm::day_first);
    EXPECT_EQ(proposal.settings.interval_s, 900);
    ASSERT_EQ(proposal.series.size(), 1U);
    EXPECT_EQ(proposal.series[0].unit, "kWh");
    EXPECT_EQ(proposal.series[0].kind, ValueKind::amount);
    EXPECT_EQ(proposal.series[0].role, ChannelRole::grid_import);
}

TEST(CsvProposal, AnEnglishFileWithStartAndEnd) {
    const std::string_view text =
        "Consumption (kwh), Estimated Cost Inc. Tax (p), Start, End\r\n"
        "0.5, 12.1, 2026-03-01T00:00:00+00:00, 2026-03-01T00:30:00+00:00\r\n"
        "0.25, 6.0, 2026-03-01T00:30:00+00:00, 2026-03-01T01:00:00+00:00\r\n"
        "0.75, 18.0, 2026-03-01T01:00:00+00:00, 2026-03-01T01:30:00+00:00\r\n";
    const auto proposal = propose(text);
    EXPECT_EQ(proposal.settings.time_column, "Start");
    EXPECT_EQ(proposal.settings.end_column, "End");
    EXPECT_EQ(proposal.settings.decimal, DecimalSign::point);
    ASSERT_EQ(proposal.series.size(), 2U);
    const auto content =
        read_csv(text, proposal.settings, std::vector{use_of(proposal.series[0])}).value();
    EXPECT_THAT(
        content.series[0],
        ElementsAre(
            FileValue{2, utc("2026-03-01T00:00:00Z"), utc("2026-03-01T00:30:00Z"), 500'000},
            FileValue{3, utc("2026-03-01T00:30:00Z"), utc("2026-03-01T01:00:00Z"), 250'000},
            FileValue{4, utc("2026-03-01T01:00:00Z"), utc("2026-03-01T01:30:00Z"), 750'000}));
}

TEST(CsvProposal, CountersNamedByTheHourAreReadAtItsEnd) {
    const std::string_view text =
        "hour_start_utc,pv_kwh\n2026-03-01T10:00:00Z,5.0\n2026-03-01T11:00:00Z,5.5\n"
        "2026-03-01T12:00:00Z,6.5\n";
    const auto proposal = propose(text);
    EXPECT_EQ(proposal.series[0].kind, ValueKind::counter);
    EXPECT_EQ(proposal.settings.row_time, RowTime::start);
    const auto content = read_all(text, proposal);
    EXPECT_EQ(content.series[0][0].from, utc("2026-03-01T11:00:00Z"));
    EXPECT_EQ(content.series[0][0].to, utc("2026-03-01T11:00:00Z"));
}

TEST(CsvProposal, DaysOfTheCalendarMayHave23Hours) {
    const std::string_view text =
        "date,usage_kwh\n2026-03-27,1\n2026-03-28,2\n2026-03-29,1\n2026-03-30,2\n";
    const auto content = read_as_proposed(text);
    EXPECT_EQ(content.series[0][2].from, utc("2026-03-28T23:00:00Z"));
    EXPECT_EQ(content.series[0][2].to, utc("2026-03-29T22:00:00Z"));
}

TEST(CsvProposal, WithoutHeadingsColumnsAreNumbered) {
    const auto proposal = propose("2026-03-01 00:00,1.5\n2026-03-01 01:00,1.25\n");
    EXPECT_EQ(proposal.settings.header_line, 0);
    EXPECT_THAT(proposal.columns, ElementsAre("Column 1", "Column 2"));
}

TEST(CsvProposal, SaysWhatIsNoCsv) {
    EXPECT_THAT(propose_csv("hello\nworld\n", "Etc/UTC").error().detail, HasSubstr("no CSV"));
    EXPECT_THAT(propose_csv("a,b\n1,2\n3,4\n", "Etc/UTC").error().detail,
                HasSubstr("No column has times"));
    EXPECT_THAT(propose_csv("", "Etc/UTC").error().detail, HasSubstr("no CSV"));
    EXPECT_THAT(text_of(std::string("a,b\n1,\0", 7)).error().detail, HasSubstr("line 2"));
    EXPECT_THAT(text_of("\xFF\xFE"
                        "a")
                    .error()
                    .detail,
                HasSubstr("UTF-16"));
    EXPECT_EQ(text_of("\xEF\xBB\xBF"
                      "m\xC2\xB3")
                  .value(),
              "m³");
    EXPECT_EQ(text_of("m\xB3").value(), "m³") << "Latin-1";
}

struct BadRow {
    std::string row;
    std::size_t column;
    std::string code;
    std::string said;
};

TEST(CsvRead, EveryBadRowIsToldWithLineColumnAndWhatWouldBeRight) {
    const std::string head =
        "time,unit,import_kwh\n2026-03-29 00:00,kWh,1\n2026-03-29 01:00,kWh,2\n";
    const auto proposal = propose(head);
    for (const auto& bad : {
             BadRow{"2026-03-29 02:30,kWh,3", 1, "time_skipped", "put forward"},
             BadRow{"yesterday,kWh,3", 1, "time", "2026-03-01T10:00:00Z"},
             BadRow{"2026-03-29 04:00,kWh,three", 3, "number", "1234.5"},
             BadRow{"2026-03-29 04:00,litres,3", 2, "unit", "like kWh"},
             BadRow{"2026-03-29 04:00,kWh,99999999999999999", 3, "range", "too large"},
             BadRow{"2026-03-29 04:00,kWh,\"3", 0, "quote", "never closed"},
         }) {
        const auto content = read_all(head + bad.row, proposal);
        ASSERT_EQ(content.faults.count(), 1U) << bad.row;
        const auto& fault = content.faults.kept().front();
        EXPECT_EQ(fault.line, 4U) << bad.row;
        EXPECT_EQ(fault.column, bad.column) << bad.row;
        EXPECT_EQ(fault.code, bad.code) << bad.row;
        EXPECT_THAT(fault.detail, HasSubstr(bad.said)) << bad.row;
        EXPECT_EQ(content.series[0].size(), 2U) << "the others are taken: " << bad.row;
        EXPECT_EQ(content.refused_rows, 1U) << bad.row;
    }
}

TEST(CsvRead, AnAmountBelowZeroIsTakenAndTold) {
    const auto content =
        read_as_proposed("time,import_kwh\n2026-03-01 00:00,1\n2026-03-01 01:00,-2\n");
    EXPECT_EQ(content.series[0][1].value, -2'000'000);
    EXPECT_EQ(content.faults.kept().front().code, "negative");
    EXPECT_EQ(content.refused_rows, 0U);
}

TEST(CsvRead, OnePartOfSignedAmountsMayBeTaken) {
    const std::string_view text =
        "time,net kWh\n2026-03-01 00:00,1\n2026-03-01 00:15,-0.25\n2026-03-01 00:30,2\n";
    const auto proposal = propose(text, "Europe/Berlin");
    const auto taken = [&](SignPart sign) {
        auto use = use_of(proposal.series.at(0));
        use.sign = sign;
        const auto content = read_csv(text, proposal.settings, std::vector{use}).value();
        std::vector<std::int64_t> values;
        for (const auto& each : content.series.at(0)) {
            values.push_back(each.value);
        }
        return values;
    };
    EXPECT_THAT(taken(SignPart::both), ElementsAre(1'000'000, -250'000, 2'000'000));
    EXPECT_THAT(taken(SignPart::positive), ElementsAre(1'000'000, 0, 2'000'000));
    EXPECT_THAT(taken(SignPart::negative), ElementsAre(0, 250'000, 0));
}

TEST(CsvProposal, AColumnMayBeginLate) {
    std::string text = "time,a_kwh,b_kwh\n";
    for (int day = 0; day < 2'500; ++day) {
        text += format_rfc3339(utc("2020-01-01T00:00:00Z") + std::chrono::hours{day}) + ",1," +
                (day < 2'300 ? "" : "2") + "\n";
    }
    EXPECT_EQ(propose(text).series.size(), 2U);
}

TEST(CsvRead, UnitsMayChangeFromRowToRow) {
    const auto content = read_as_proposed(
        "time,unit,import_kwh\n2026-03-01 00:00,kWh,1\n2026-03-01 01:00,Wh,2000\n");
    EXPECT_EQ(content.series[0][0].value, 1'000'000);
    EXPECT_EQ(content.series[0][1].value, 2'000'000);
}

TEST(CsvRead, SettingsThatDoNotFitAreNamed) {
    const std::string_view text = "time,a_kwh\n2026-03-01 00:00,1\n2026-03-01 01:00,2\n";
    auto settings = propose(text).settings;
    settings.time_column = "when";
    settings.zone = "Mars/Olympus";
    const auto error = read_csv(text, settings, {}).error();
    ASSERT_EQ(error.fields.size(), 2U);
    EXPECT_EQ(error.fields[0].pointer, "/csv/time_column");
    EXPECT_EQ(error.fields[1].pointer, "/csv/zone");
    settings = propose(text).settings;
    const std::vector<SeriesUse> uses{{.series = "b", .unit = "furlong"},
                                      {.series = "a_kwh", .unit = "m³"}};
    const auto wrong = read_csv(text, settings, uses).error();
    ASSERT_EQ(wrong.fields.size(), 3U);
    EXPECT_EQ(wrong.fields[0].pointer, "/series/0/unit");
    EXPECT_EQ(wrong.fields[1].pointer, "/series/0/series");
    EXPECT_EQ(wrong.fields[2].pointer, "/series/1/unit");
}

TEST(CsvRead, TheDayOf25HoursInLocalTimes) {
    std::string text = "time,import_kwh\n";
    for (const auto* time : {"00:00", "01:00", "02:00", "02:00", "03:00"}) {
        text += std::string("2026-10-25 ") + time + ",1\n";
    }
    const auto content = read_as_proposed(text);
    ASSERT_EQ(content.series[0].size(), 5U);
    for (std::size_t i = 1; i < 5; ++i) {
        EXPECT_EQ(content.series[0][i].from, content.series[0][i - 1].to);
    }
}

TEST(CsvRead, WhatIsWiderThanTheHeadingIsLeftOut) {
    const auto content = read_as_proposed(
        "time,import_kwh\n2026-03-01 00:00,1\n2026-03-01 01:00,2,7,8\n2026-03-01 02:00,3\n");
    ASSERT_THAT(content.series, SizeIs(1));
    EXPECT_EQ(content.series[0][0].value, 1'000'000);
}

TEST(CsvRead, ALineBeforeRowsWithoutAHeadingDoesNotSayHowWideTheyAre) {
    const std::string_view text =
        "Consumption\n01.03.2026;00:00;0,125\n01.03.2026;00:15;0,25\n01.03.2026;00:30;0,5\n";
    const auto proposal = propose_csv(text, "Europe/Berlin").value();
    ASSERT_THAT(proposal.series, SizeIs(1));
    const SeriesUse use{.series = proposal.series[0].id,
                        .kind = ValueKind::amount,
                        .unit = "kWh",
                        .quantity = Quantity::energy};
    const auto content = read_csv(text, proposal.settings, std::vector{use}).value();
    EXPECT_EQ(content.rows, 4U);
    EXPECT_EQ(content.refused_rows, 1U);
    EXPECT_EQ(content.series[0][0].value, 125'000);
}

// Most of a column are times; what is not is refused and nothing else is read of it.
TEST(CsvRead, ACellThatIsNoTimeIsPassedOver) {
    std::string text = "time,import_kwh\n";
    for (int hour = 10; hour < 19; ++hour) {
        text += "2026-03-01 " + std::to_string(hour) + ":00,1\n";
    }
    const auto content = read_as_proposed(text + "2026-03-01 0 19:00,1\n");
    EXPECT_EQ(content.refused_rows, 1U);
    ASSERT_THAT(content.series, SizeIs(1));
    EXPECT_THAT(content.series[0], SizeIs(9));
}

TEST(CsvRead, QuotedFieldsMayHoldAnything) {
    const auto content = read_as_proposed(
        "time,note,import_kwh\r\n\"2026-03-01 00:00\",\"a \"\"b\"\",\r\nc\",1\r\n"
        "2026-03-01 01:00,,2\r\n2026-03-01 02:00,,3\r\n2026-03-01 03:00,,4\r\n"
        "2026-03-01 04:00,,oops\r\n");
    ASSERT_THAT(content.series, SizeIs(1));
    EXPECT_EQ(content.series[0][0].value, 1'000'000);
    EXPECT_EQ(content.faults.kept().front().line, 7U) << "the field above has a line of its own";
}

TEST(CsvWrite, WhatIsWrittenIsReadAgain) {
    const auto zone = test::zone("Asia/Kathmandu");
    auto series = export_series("Home", "=Roof \"south\"", "solar", Quantity::energy,
                                Measure::counter, "EUR");
    const Span span{utc("2026-03-01T00:00:00Z"), utc("2026-03-01T00:15:00Z")};
    std::string text = csv_header();
    add_csv_row(text, series, {.span = span, .value = 1'000'001}, zone);
    add_csv_row(text, series,
                {.span = {span.to, span.to + std::chrono::minutes{15}},
                 .value = 7,
                 .quality = Quality::estimated,
                 .known_thousandths = 250},
                zone);
    EXPECT_THAT(text, HasSubstr("\"'=Roof \"\"south\"\"\",\"solar\",2026-03-01T00:00:00Z,"
                                "2026-03-01T00:15:00Z,2026-03-01T05:45:00+05:45,"
                                "\"Asia/Kathmandu\",1.000001,\"kWh\",\"measured\",1.000\r\n"));
    const auto proposal = propose(text);
    EXPECT_EQ(proposal.settings.series_column, "channel");
    ASSERT_EQ(proposal.series.size(), 1U);
    const auto content = read_all(text, proposal);
    EXPECT_THAT(content.series[0],
                ElementsAre(FileValue{2, span.from, span.to, 1'000'001},
                            FileValue{3, span.to, span.to + std::chrono::minutes{15}, 7}));
    EXPECT_THAT(content.faults.kept(), IsEmpty());
}

}  // namespace
}  // namespace ohmstead::exchange
