// Numbers, times and headings as files write them.

#include <gtest/gtest.h>

#include "exchange/guess.hpp"
#include "exchange/number.hpp"
#include "exchange/time_text.hpp"
#include "unit/domain/zones.hpp"

namespace ohmstead::exchange {
namespace {

using test::utc;

std::optional<std::int64_t> mwh(std::string_view text, DecimalSign sign, std::string_view unit) {
    const auto number = parse_decimal(text, sign);
    return number ? in_base_units(*number, parse_unit(unit).value()) : std::nullopt;
}

TEST(Number, IsExactInEitherNotation) {
    EXPECT_EQ(mwh("1234.567891", DecimalSign::point, "kWh"), 1'234'567'891);
    EXPECT_EQ(mwh("1,234.5", DecimalSign::point, "kWh"), 1'234'500'000);
    EXPECT_EQ(mwh("1.234,5", DecimalSign::comma, "kWh"), 1'234'500'000);
    EXPECT_EQ(mwh("1 234,5", DecimalSign::comma, "kWh"), 1'234'500'000);
    EXPECT_EQ(mwh("1\u00a0234,5", DecimalSign::comma, "kWh"), 1'234'500'000);
    EXPECT_EQ(mwh("-0.25", DecimalSign::point, "Wh"), -250);
    EXPECT_EQ(mwh("2.5e-3", DecimalSign::point, "MWh"), 2'500'000);
    EXPECT_EQ(mwh("0.0000005", DecimalSign::point, "kWh"), 1)
        << "half a mWh is rounded away from 0";
}

TEST(Number, RefusesWhatCouldMeanSomethingElse) {
    for (const auto* text :
         {"", "-", "1,23", "12,34.5", "1.2.3", "0x10", "nan", "inf", "1e", "1e999",
          "1234567890123456789", "9999999999999999991", "12 kWh", "1,,234", ",5,000"}) {
        EXPECT_FALSE(parse_decimal(text, DecimalSign::point)) << text;
    }
    EXPECT_FALSE(mwh("999999999999", DecimalSign::point, "GWh")) << "does not fit";
}

std::optional<Instant> instant(std::string_view text, TimeForm form, std::string_view zone,
                               const RowOrder& order = {}) {
    const auto time = parse_time(text, form);
    return time ? resolve(*time, test::zone(zone), order) : std::nullopt;
}

TEST(TimeText, KnowsWhatFilesWrite) {
    const auto expected = utc("2026-03-01T09:30:00Z");
    EXPECT_EQ(instant("2026-03-01T10:30:00+01:00", TimeForm::iso, "Etc/UTC"), expected);
    EXPECT_EQ(instant("2026-03-01T09:30Z", TimeForm::iso, "Asia/Tokyo"), expected);
    EXPECT_EQ(instant("2026-03-01 10:30:00 +0100", TimeForm::iso, "Etc/UTC"), expected);
    EXPECT_EQ(instant("2026-03-01 10:30", TimeForm::iso, "Europe/Berlin"), expected);
    EXPECT_EQ(instant("01.03.2026 10:30", TimeForm::day_first, "Europe/Berlin"), expected);
    EXPECT_EQ(instant("1/3/26 10:30", TimeForm::day_first, "Europe/Berlin"), expected);
    EXPECT_EQ(instant("3/1/2026 10:30 AM", TimeForm::month_first, "Europe/Berlin"), expected);
    EXPECT_EQ(instant("1772357400", TimeForm::unix_s, "Etc/UTC"), expected);
    EXPECT_EQ(instant("1772357400000", TimeForm::unix_ms, "Etc/UTC"), expected);
    EXPECT_EQ(instant("2026-02-28 24:00", TimeForm::iso, "Europe/Berlin"),
              utc("2026-02-28T23:00:00Z"));
}

TEST(TimeText, RefusesWhatDoesNotExist) {
    for (const auto* text : {"2026-02-29", "2026-13-01", "2026-03-01T25:00", "2026-03-01T10:60",
                             "2026-03-01T10:00+99:00", "2026-03-01Tx", "today", "", "1969-12-31"}) {
        EXPECT_FALSE(parse_time(text, TimeForm::iso)) << text;
    }
    EXPECT_FALSE(parse_time("1772357400000", TimeForm::unix_s)) << "milliseconds";
}

TEST(TimeText, TheHourThatTheClockRepeatsIsTwo) {
    const auto first = instant("2026-10-25 02:30", TimeForm::iso, "Europe/Berlin");
    EXPECT_EQ(first, utc("2026-10-25T00:30:00Z"));
    EXPECT_EQ(instant("2026-10-25 02:00", TimeForm::iso, "Europe/Berlin", {.before = first}),
              utc("2026-10-25T01:00:00Z"));
    EXPECT_EQ(instant("2026-10-25 02:30", TimeForm::iso, "Europe/Berlin",
                      {.before = utc("2026-10-25T00:00:00Z")}),
              utc("2026-10-25T00:30:00Z"))
        << "still the first time";
}

TEST(TimeText, TheHourThatTheClockRepeatsIsTwoFromTheNewestOn) {
    RowOrder order;
    order.take(utc("2026-10-25T02:15:00Z"));
    for (auto expected = utc("2026-10-25T02:00:00Z"); expected > utc("2026-10-24T23:00:00Z");
         expected -= std::chrono::minutes{15}) {
        const auto local = expected + test::zone("Europe/Berlin").regime_at(expected).offset;
        const auto text = format_rfc3339(local).substr(0, 16);
        const auto at = instant(text, TimeForm::iso, "Europe/Berlin", order);
        ASSERT_EQ(at, expected) << text;
        order.take(*at);
    }
}

TEST(TimeText, TheHourThatTheClockSkipsIsNone) {
    EXPECT_FALSE(instant("2026-03-29 02:30", TimeForm::iso, "Europe/Berlin"));
    EXPECT_EQ(instant("2026-03-29 03:00", TimeForm::iso, "Europe/Berlin"),
              utc("2026-03-29T01:00:00Z"));
}

TEST(Guess, HeadingsNameUnitsAndRoles) {
    EXPECT_EQ(unit_in("Consumption (kwh)"), "kWh");
    EXPECT_EQ(unit_in("solar_wh"), "Wh");
    EXPECT_EQ(unit_in("gas_dm3"), "L");
    EXPECT_EQ(unit_in("Verbrauch [m³]"), "m³");
    EXPECT_EQ(unit_in("battery_soc_pct"), "%");
    EXPECT_EQ(unit_in("eur_per_mwh"), "EUR/MWh");
    EXPECT_EQ(unit_in("actual_gco2_per_kwh"), "g/kWh");
    EXPECT_EQ(unit_in("status"), "");
    EXPECT_EQ(role_in("grid_import_kwh", "kWh"), ChannelRole::grid_import);
    EXPECT_EQ(role_in("export_low_wh", "Wh"), ChannelRole::grid_export);
    EXPECT_EQ(role_in("today_discharge_kwh", "kWh"), ChannelRole::battery_discharge);
    EXPECT_EQ(role_in("house_water_counter_l", "L"), ChannelRole::water);
    EXPECT_EQ(role_in("fridge", "kWh"), ChannelRole::device);
}

}  // namespace
}  // namespace ohmstead::exchange
