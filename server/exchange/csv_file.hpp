#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include "base/result.hpp"
#include "exchange/file.hpp"
#include "exchange/number.hpp"
#include "exchange/time_text.hpp"
#include "reflect/field_rule.hpp"

namespace ohmstead::exchange {

BOOST_DESCRIBE_ENUM(DecimalSign, point, comma)

// Of a row that stands for an interval: which of its ends the time is. A counter of a row was read
// at the interval's end either way. `instant`: the row stands for no interval.
enum class RowTime { start, end, instant };
BOOST_DESCRIBE_ENUM(RowTime, start, end, instant)

// How a CSV is to be read. Columns are named by their headings; empty: there is none.
struct CsvSettings {
    static constexpr std::string_view kSchemaName = "CsvSettings";
    std::string delimiter = ",";
    DecimalSign decimal = DecimalSign::point;
    std::int64_t header_line = 1;  // 0: the columns have no headings
    std::string time_column;
    std::string clock_column;   // the time of day, where it has a column of its own
    std::string end_column;     // where rows say when their interval ended
    std::string series_column;  // where each row says what it is about
    std::string value_column;   // the number of such a row
    std::string unit_column;    // the unit of a row
    TimeForm time_form = TimeForm::iso;
    std::string zone;  // of times without an offset; IANA
    RowTime row_time = RowTime::start;
    std::int64_t interval_s = 0;  // whole days are days of the calendar; 0: not known

    friend bool operator==(const CsvSettings&, const CsvSettings&) = default;
};
BOOST_DESCRIBE_STRUCT(CsvSettings, (),
                      (delimiter, decimal, header_line, time_column, clock_column, end_column,
                       series_column, value_column, unit_column, time_form, zone, row_time,
                       interval_s))
inline constexpr FieldRule kCsvSettingsRules[]{
    {.field = "delimiter", .min_length = 1, .max_length = 1, .doc = "Comma, semicolon, tab or |"},
    {.field = "decimal", .doc = "What stands before the decimals"},
    {.field = "header_line",
     .minimum = 0,
     .maximum = 1'000'000,
     .doc = "The line of the headings; 0 without any"},
    {.field = "time_column", .max_length = 255},
    {.field = "clock_column", .max_length = 255, .has_default = true},
    {.field = "end_column", .max_length = 255, .has_default = true},
    {.field = "series_column", .max_length = 255, .has_default = true},
    {.field = "value_column", .max_length = 255, .has_default = true},
    {.field = "unit_column", .max_length = 255, .has_default = true},
    {.field = "zone", .max_length = 64, .doc = "IANA name, of times without an offset"},
    {.field = "row_time",
     .doc = "Which end of its interval a row's time is; a counter was read at the end"},
    {.field = "interval_s",
     .minimum = 0,
     .maximum = 31 * 86'400,
     .doc = "Seconds; whole days are days of the calendar; 0: rows stand for no interval"}};
constexpr std::span<const FieldRule> rules_for(const CsvSettings*) {
    return kCsvSettingsRules;
}

// What a CSV seems to be, for a person to look at.
struct CsvProposal {
    CsvSettings settings;
    std::vector<std::string> columns;
    std::vector<FileSeries> series;
    std::vector<std::vector<std::string>> first_rows;
    std::vector<FileFault> problems;
};

// The bytes of a file as UTF-8 without a mark at the front; what is not UTF-8 is taken for Latin-1.
// Errors (invalid): bytes that are no text, and UTF-16.
Result<std::string> text_of(std::string bytes);

// What `text` seems to be. `zone` is the home's. Errors (invalid): no rows, no times, no numbers.
Result<CsvProposal> propose_csv(std::string_view text, std::string_view zone);
// The same for settings that somebody has changed.
Result<CsvProposal> propose_csv(std::string_view text, CsvSettings settings);

// Every fault is told, and no row stops the others. Errors (invalid): settings that name no column
// of the file or no zone; (too_large) more than kMostValues.
Result<FileContent> read_csv(std::string_view text, const CsvSettings& settings,
                             std::span<const SeriesUse> uses);

}  // namespace ohmstead::exchange
