// Green Button files, in and out.

#include "exchange/green_button.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "exchange/green_button_write.hpp"
#include "exchange/local_time_parameters.hpp"
#include "unit/domain/zones.hpp"

namespace ohmstead::exchange {
namespace {

using test::utc;
using ::testing::HasSubstr;

// A feed whose entries come in another order than they are linked, with prefixes, absolute links
// and a slash too many.
std::string feed(std::string_view readings, std::string_view type_fields = "<e:uom>72</e:uom>") {
    return std::string(
               "<?xml version=\"1.0\"?><?xml-stylesheet href=\"x\"?>"
               "<a:feed xmlns:a=\"http://www.w3.org/2005/Atom\" "
               "xmlns:e=\"http://naesb.org/espi\">"
               "<a:entry><a:link rel=\"up\" "
               "href=\"https://u.example/espi/1_1/resource/M/1/IntervalBlock/\"/>"
               "<a:content><e:IntervalBlock>") +
           std::string(readings) +
           "</e:IntervalBlock></a:content></a:entry>"
           "<a:entry><a:link rel=\"self\" href=\"/espi/1_1/resource/ReadingType/1\"/><a:content>"
           "<e:ReadingType><e:accumulationBehaviour>4</e:accumulationBehaviour>"
           "<e:commodity>1</e:commodity><e:flowDirection>19</e:flowDirection>" +
           std::string(type_fields) +
           "</e:ReadingType></a:content></a:entry>"
           "<a:entry><a:link rel=\"self\" href=\"/espi/1_1/resource/M/1\"/>"
           "<a:link rel=\"related\" href=\"/espi/1_1/resource/M/1/IntervalBlock\"/>"
           "<a:link rel=\"related\" href=\"/espi/1_1/resource/ReadingType/1\"/>"
           "<a:title>Roof</a:title><a:content><e:MeterReading/></a:content></a:entry></a:feed>";
}

std::string reading(std::string_view start, std::string_view duration, std::string_view value) {
    return "<e:IntervalReading><e:timePeriod><e:duration>" + std::string(duration) +
           "</e:duration><e:start>" + std::string(start) + "</e:start></e:timePeriod><e:value>" +
           std::string(value) + "</e:value></e:IntervalReading>";
}

FileContent read(const std::string& text) {
    const auto series = propose_green_button(text).value().front();
    return read_green_button(text, std::vector<SeriesUse>{{.series = series.id,
                                                           .kind = series.kind,
                                                           .unit = series.unit,
                                                           .quantity = quantity_of(series.role)}})
        .value();
}

TEST(GreenButton, FollowsTheLinks) {
    const auto text = feed(reading("1740783600", "900", "94"));
    const auto series = propose_green_button(text).value();
    ASSERT_EQ(series.size(), 1U);
    EXPECT_EQ(series[0].name, "Roof");
    EXPECT_EQ(series[0].unit, "Wh");
    EXPECT_EQ(series[0].role, ChannelRole::grid_export);
    EXPECT_EQ(series[0].kind, ValueKind::amount);
    const auto content = read(text);
    ASSERT_EQ(content.series[0].size(), 1U);
    EXPECT_EQ(content.series[0][0].from, utc("2025-02-28T23:00:00Z"));
    EXPECT_EQ(content.series[0][0].to, utc("2025-02-28T23:15:00Z"));
    EXPECT_EQ(content.series[0][0].value, 94'000);
}

TEST(GreenButton, TakesThePowerOfTen) {
    const auto content = read(feed(reading("1740783600", "900", "94"),
                                   "<e:powerOfTenMultiplier>3</e:powerOfTenMultiplier>"
                                   "<e:uom>72</e:uom>"));
    EXPECT_EQ(content.series[0][0].value, 94'000'000);
}

TEST(GreenButton, APowerOfTenThatNobodyMeansIsRefusedAtOnce) {
    const auto with_power = [](const std::string& power, const std::string& value) {
        return read(feed(
            reading("1740783600", "900", value),
            "<e:powerOfTenMultiplier>" + power + "</e:powerOfTenMultiplier><e:uom>72</e:uom>"));
    };
    EXPECT_EQ(with_power("2000000000", "0").series[0][0].value, 0);
    EXPECT_EQ(with_power("-2000000000", "0").series[0][0].value, 0);
    EXPECT_EQ(with_power("-2000000000", "94").series[0][0].value, 0);
    for (const auto* power : {"2000000000", "4294967296"}) {
        const auto content = with_power(power, "94");
        EXPECT_TRUE(content.series[0].empty());
        EXPECT_EQ(content.faults.kept()[0].code, "range");
    }
}

TEST(GreenButton, EveryBadReadingIsTold) {
    const auto content = read(
        feed(reading("1740783600", "900", "94") + "\n" + reading("1740784500", "900", "a lot") +
             "\n" + reading("-5", "900", "1") + "\n" + reading("1740786300", "0", "1") + "\n" +
             reading("1740786300", "900", "-1") + "\n" +
             reading("1740786300", "900", "999999999999999") + "\n<e:IntervalReading/>"));
    EXPECT_EQ(content.series[0].size(), 2U) << "the one below 0 takes back";
    std::vector<std::pair<std::size_t, std::string>> told;
    for (const auto& fault : content.faults.kept()) {
        told.emplace_back(fault.line, fault.code);
    }
    const decltype(told) expected{{2, "number"},    {2, "incomplete"}, {3, "time"},
                                  {4, "interval"},  {5, "negative"},   {6, "range"},
                                  {7, "incomplete"}};
    EXPECT_EQ(told, expected);
    EXPECT_EQ(content.rows, 7U);
    EXPECT_EQ(content.refused_rows, 5U);
}

TEST(GreenButton, RefusesWhatIsNotPlainXml) {
    const auto error_of = [](const std::string& text) {
        return propose_green_button(text).error().detail;
    };
    EXPECT_THAT(error_of("<feed><entry></feed>"), HasSubstr("Line 1, column"));
    EXPECT_THAT(error_of("<!DOCTYPE feed [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>"
                         "<feed>&x;</feed>"),
                HasSubstr("document type"));
    std::string deep;
    for (int i = 0; i < 100; ++i) {
        deep += "<a>";
    }
    EXPECT_THAT(error_of(deep), HasSubstr("32 deep"));
    EXPECT_THAT(error_of("<feed>" + std::string(10'000, 'x') + "</feed>"),
                HasSubstr("bytes of text"));
    EXPECT_THAT(error_of("<feed/>"), HasSubstr("no Green Button file"));
}

TEST(GreenButton, WhatIsWrittenIsReadAgain) {
    const auto zone = test::zone("Europe/Berlin");
    const Span day = zone.day_span(test::date("2026-03-29"));
    const HomeId home{"aaaaaaaaaaaaaaaaaaaa"};
    GreenButtonWriter writer(home, "A <home> & more", zone, day, Milliseconds{900'000},
                             utc("2026-04-01T00:00:00Z"),
                             {{ChannelId{"b"}, "Import", ChannelRole::grid_import},
                              {ChannelId{"c"}, "Gas", ChannelRole::gas}});
    const Span slot{day.from, day.from + Milliseconds{900'000}};
    writer.add_block(0, day, {{.span = slot, .value = 1'234'567}});
    writer.add_block(1, day, {{.span = slot, .value = 89, .quality = Quality::estimated}});
    const auto text = writer.finish();
    EXPECT_THAT(text, HasSubstr("<duration>82800</duration>")) << "a day of 23 hours";
    EXPECT_THAT(text, HasSubstr("A &lt;home&gt; &amp; more"));
    EXPECT_THAT(text, HasSubstr("<quality>8</quality>"));
    const auto series = propose_green_button(text).value();
    ASSERT_EQ(series.size(), 2U);
    EXPECT_EQ(series[0].role, ChannelRole::grid_import);
    EXPECT_EQ(series[1].role, ChannelRole::gas);
    const std::vector<SeriesUse> uses{
        {.series = series[0].id, .unit = "Wh", .quantity = Quantity::energy},
        {.series = series[1].id, .unit = "L", .quantity = Quantity::volume}};
    const auto content = read_green_button(text, uses).value();
    EXPECT_EQ(content.series[0][0].value, 1'234'567);
    EXPECT_EQ(content.series[0][0].from, slot.from);
    EXPECT_EQ(content.series[1][0].value, 89);
}

TEST(LocalTimeParameters, AreThoseOfTheStandard) {
    const auto of = [](std::string_view name) {
        return espi::local_time_parameters(test::zone(name), std::chrono::year{2026});
    };
    EXPECT_EQ(of("Europe/Berlin").dst_start, "3E0E2000");
    EXPECT_EQ(of("Europe/Berlin").dst_end, "AE0E3000");
    EXPECT_EQ(of("Europe/Berlin").offset, 3600);
    EXPECT_EQ(of("Europe/London").dst_start, "3E0E1000");
    EXPECT_EQ(of("Europe/London").dst_end, "AE0E2000");
    EXPECT_EQ(of("Etc/UTC").dst_start, "FFFFFFFF");
    EXPECT_EQ(of("Australia/Sydney").offset, 36'000) << "its year begins in summer";
    EXPECT_EQ(of("Australia/Sydney").dst_offset, 3600);
    EXPECT_EQ(of("Australia/Sydney").dst_start, "A40E2000");
    EXPECT_EQ(of("Australia/Sydney").dst_end, "440E3000");
    EXPECT_EQ(of("America/New_York").offset, -18'000);
    EXPECT_EQ(of("America/New_York").dst_offset, 3600);
}

}  // namespace
}  // namespace ohmstead::exchange
