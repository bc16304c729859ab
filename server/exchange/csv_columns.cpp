#include "exchange/csv_columns.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "exchange/csv_scanner.hpp"

namespace ohmstead::exchange {
namespace {

constexpr std::int64_t kDaySeconds = 86'400;

std::string_view example_of(TimeForm form) {
    switch (form) {
        case TimeForm::iso:
            return "2026-03-01T10:00:00Z or 2026-03-01 10:00";
        case TimeForm::day_first:
            return "01.03.2026 10:00";
        case TimeForm::month_first:
            return "03/01/2026 10:00";
        case TimeForm::unix_s:
            return "1772359200 (seconds since 1970)";
        case TimeForm::unix_ms:
            return "1772359200000 (milliseconds since 1970)";
    }
    return "";
}

}  // namespace

std::size_t usual_width(std::string_view text, char delimiter) {
    std::map<std::size_t, std::size_t> counts;
    std::size_t records = 0;
    CsvScanner scanner(text, delimiter);
    while (records < kLookedAtRecords && scanner.next() == CsvScanner::Outcome::record) {
        ++counts[scanner.fields().size()];
        ++records;
    }
    std::size_t width = 0;
    std::size_t most = 0;
    for (const auto& [columns, count] : counts) {
        if (columns > 1 && count >= most) {
            width = columns;
            most = count;
        }
    }
    return most * 2 > records ? width : 0;
}

std::vector<std::string> column_names(std::span<const std::string> headings) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < headings.size(); ++i) {
        std::string name =
            headings[i].empty() ? fmt::format("Column {}", i + 1) : headings[i].substr(0, 200);
        const auto repeated = std::ranges::count(headings.first(i), headings[i]);
        if (repeated > 0 && !headings[i].empty()) {
            name += fmt::format(" ({})", repeated + 1);
        }
        names.push_back(std::move(name));
    }
    return names;
}

bool CsvColumns::is_taken(std::size_t column) const {
    return column == time || column == clock || column == end || column == series || column == unit;
}

Result<CsvColumns> find_columns(const CsvSettings& settings, std::span<const std::string> columns) {
    Error error{.code = ErrorCode::invalid, .detail = "The file cannot be read like this."};
    CsvColumns found;
    const auto find = [&](std::string_view field,
                          const std::string& name) -> std::optional<std::size_t> {
        if (name.empty()) {
            return std::nullopt;
        }
        const auto place = std::ranges::find(columns, name);
        if (place == columns.end()) {
            error.fields.push_back(
                {fmt::format("/csv/{}", field), "unknown", "is no column of the file"});
            return std::nullopt;
        }
        return static_cast<std::size_t>(place - columns.begin());
    };
    const auto time = find("time_column", settings.time_column);
    if (settings.time_column.empty()) {
        error.fields.push_back({"/csv/time_column", "required", "must name a column"});
    }
    found.time = time.value_or(0);
    found.clock = find("clock_column", settings.clock_column);
    found.end = find("end_column", settings.end_column);
    found.series = find("series_column", settings.series_column);
    found.value = find("value_column", settings.value_column);
    found.unit = find("unit_column", settings.unit_column);
    if (found.series.has_value() != found.value.has_value()) {
        error.fields.push_back(
            {"/csv/value_column", "required", "and series_column go together: both or none"});
    }
    if (const auto zone = Zone::find(settings.zone)) {
        found.zone = *zone;
    } else {
        error.fields.push_back(
            {"/csv/zone", "unknown", "must be a time zone such as Europe/Berlin"});
    }
    if (!error.fields.empty()) {
        return error;
    }
    return found;
}

std::optional<Instant> RowTimes::read_one(std::string_view text,
                                          std::optional<std::string_view> clock, std::size_t column,
                                          FileFault& fault, const RowOrder& order) const {
    fault.column = column + 1;
    auto time = parse_time(text, settings_.time_form);
    if (time && clock) {
        const auto of_day = parse_clock(*clock);
        if (!of_day) {
            fault.column = *columns_.clock + 1;
            fault.code = "time";
            fault.detail = fmt::format("\"{}\" is no time of day such as 10:00",
                                       clock->substr(0, kShownOfCell));
            return std::nullopt;
        }
        time->clock = *of_day;
        time->has_clock = true;
    }
    if (!time) {
        fault.code = "time";
        fault.detail = fmt::format("\"{}\" is no time such as {}", text.substr(0, kShownOfCell),
                                   example_of(settings_.time_form));
        return std::nullopt;
    }
    const auto at = resolve(*time, columns_.zone, order);
    if (!at) {
        fault.code = "time_skipped";
        fault.detail = fmt::format("\"{}\" does not exist in {}: the clock was put forward",
                                   text.substr(0, kShownOfCell), columns_.zone.name());
    }
    return at;
}

// By the calendar for whole days, so that a day of 23 hours is one.
Instant RowTimes::shifted(Instant at, int intervals) const {
    if (settings_.interval_s % kDaySeconds != 0) {
        return at + Seconds{settings_.interval_s * intervals};
    }
    const auto local = at + columns_.zone.regime_at(at).offset;
    const auto day = std::chrono::floor<std::chrono::days>(local);
    const auto days = static_cast<int>(settings_.interval_s / kDaySeconds) * intervals;
    return columns_.zone.instant_of(plus_days(LocalDate{day}, days),
                                    std::chrono::floor<Seconds>(local - day));
}

std::optional<RowSpan> RowTimes::read(std::span<const std::string> fields, FileFault& fault,
                                      RowOrder& order) const {
    const auto cell = [&](std::size_t column) {
        return column < fields.size() ? std::string_view(fields[column]) : std::string_view{};
    };
    const auto clock =
        columns_.clock ? std::optional(cell(*columns_.clock)) : std::optional<std::string_view>{};
    const auto at = read_one(cell(columns_.time), clock, columns_.time, fault, order);
    if (!at) {
        return std::nullopt;
    }
    RowSpan span{*at, *at};
    if (columns_.end) {
        const auto end =
            read_one(cell(*columns_.end), std::nullopt, *columns_.end, fault, {.before = *at});
        if (!end) {
            return std::nullopt;
        }
        if (*end <= *at) {
            fault.code = "time_order";
            fault.detail = "the row ends before it begins";
            return std::nullopt;
        }
        span.to = *end;
    } else if (settings_.interval_s > 0 && settings_.row_time == RowTime::start) {
        span.to = shifted(*at, 1);
    } else if (settings_.interval_s > 0 && settings_.row_time == RowTime::end) {
        span.from = shifted(*at, -1);
    }
    order.take(*at);
    return span;
}

}  // namespace ohmstead::exchange
