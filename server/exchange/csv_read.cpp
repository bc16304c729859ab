#include <map>

#include <fmt/format.h>

#include "exchange/csv_columns.hpp"
#include "exchange/csv_file.hpp"
#include "exchange/csv_scanner.hpp"

namespace ohmstead::exchange {
namespace {

// One series that is asked for, with where its numbers are.
struct Use {
    const SeriesUse* use = nullptr;
    std::size_t position = 0;
    std::optional<std::size_t> column;  // of a file with a column for each series
    SourceUnit unit;
};

bool is_interval(ValueKind kind) {
    return kind == ValueKind::amount || kind == ValueKind::mean_power;
}

Measure measure_of(ValueKind kind) {
    switch (kind) {
        case ValueKind::amount:
        case ValueKind::counter:
            return Measure::counter;
        case ValueKind::mean_power:
        case ValueKind::power:
            return Measure::power;
        case ValueKind::state:
            return Measure::state;
    }
    return Measure::state;
}

class CsvReader {
public:
    CsvReader(const CsvSettings& settings, const CsvColumns& columns, std::vector<Use> uses)
        : settings_(settings),
          columns_(columns),
          times_(settings, columns),
          uses_(std::move(uses)) {
        content_.series.resize(uses_.size());
        for (const auto& use : uses_) {
            if (!use.column) {
                by_series_[use.use->series].push_back(&use);
            }
        }
    }

    // False when there are too many values.
    bool take(const std::vector<std::string>& fields, std::size_t line) {
        ++content_.rows;
        const std::vector<const Use*>* uses = nullptr;
        auto* order = &order_;
        if (columns_.series) {
            const auto& series = cell(fields, *columns_.series);
            const auto found = by_series_.find(series);
            if (found == by_series_.end()) {
                return true;  // of a series that nobody asked for
            }
            uses = &found->second;
            order = &order_of_[series];
        }
        FileFault fault{.line = line, .column = 0, .code = {}, .detail = {}};
        const auto span = times_.read(fields, fault, *order);
        if (!span) {
            ++content_.refused_rows;
            content_.faults.add(line, fault.column, fault.code, fault.detail);
            return true;
        }
        bool any = false;
        bool any_text = false;
        const auto take_one = [&](const Use& use) {
            const auto column = use.column.value_or(columns_.value.value_or(0));
            const auto& text = cell(fields, column);
            if (!text.empty()) {
                any_text = true;
                any = take_value(use, text, column, fields, line, *span) || any;
            }
        };
        if (uses != nullptr) {
            for (const auto* use : *uses) {
                take_one(*use);
            }
        } else {
            for (const auto& use : uses_) {
                take_one(use);
            }
        }
        content_.refused_rows += any_text && !any ? 1 : 0;
        return values_ <= kMostValues;
    }

    void refuse(std::size_t line, std::string code, std::string detail) {
        ++content_.refused_rows;
        content_.faults.add(line, 0, std::move(code), std::move(detail));
    }
    FileContent finish() && { return std::move(content_); }

private:
    static const std::string& cell(const std::vector<std::string>& fields, std::size_t column) {
        static const std::string kNothing;
        return column < fields.size() ? fields[column] : kNothing;
    }

    bool take_value(const Use& use, const std::string& text, std::size_t column,
                    const std::vector<std::string>& fields, std::size_t line, RowSpan span) {
        const auto fault = [&](std::string code, std::string detail) {
            content_.faults.add(line, column + 1, std::move(code), std::move(detail));
            return false;
        };
        auto unit = use.unit;
        if (columns_.unit && !cell(fields, *columns_.unit).empty()) {
            const auto& written = cell(fields, *columns_.unit);
            const auto of_row = parse_unit(written == "m3" ? "m³" : written);
            if (!of_row || of_row->quantity != unit.quantity || of_row->measure != unit.measure) {
                content_.faults.add(line, *columns_.unit + 1, "unit",
                                    fmt::format("\"{}\" is not a unit like {}",
                                                written.substr(0, kShownOfCell), use.use->unit));
                return false;
            }
            unit = *of_row;
        }
        const auto number = parse_decimal(text, settings_.decimal);
        if (!number) {
            return fault(
                "number",
                fmt::format("\"{}\" is no number such as {}", text.substr(0, kShownOfCell),
                            settings_.decimal == DecimalSign::point ? "1234.5" : "1234,5"));
        }
        auto value = in_base_units(*number, unit);
        if (!value || *value >= kLargestAmount || *value <= -kLargestAmount) {
            return fault("range", fmt::format("{} is too large", text.substr(0, kShownOfCell)));
        }
        *value = as_taken(*use.use, *value);
        if (*value < 0 && use.use->kind == ValueKind::amount) {
            // Whoever wrote it takes back what was too much before, so the sum is right with it.
            fault("negative", fmt::format("{} is below 0: it is taken off the amounts that follow",
                                          text.substr(0, kShownOfCell)));
        } else if (*value < 0 && measure_of(use.use->kind) != Measure::state) {
            return fault("negative", fmt::format("{} is below 0", text.substr(0, kShownOfCell)));
        }
        if (!is_interval(use.use->kind)) {
            // A counter was read at the end of what the row stands for.
            const auto at = use.use->kind == ValueKind::counter ? span.to : span.from;
            span = {at, at};
        } else if (span.from == span.to) {
            return fault("interval", "the row does not say how long it lasted");
        }
        content_.series[use.position].push_back({line, span.from, span.to, *value});
        ++values_;
        return true;
    }

    const CsvSettings& settings_;
    const CsvColumns& columns_;
    RowTimes times_;
    std::vector<Use> uses_;
    std::map<std::string, std::vector<const Use*>, std::less<>> by_series_;
    RowOrder order_;
    std::map<std::string, RowOrder, std::less<>> order_of_;
    FileContent content_;
    std::size_t values_ = 0;
};

Result<std::vector<Use>> find_uses(std::span<const SeriesUse> uses, const CsvColumns& columns,
                                   std::span<const std::string> names) {
    Error error{.code = ErrorCode::invalid, .detail = "Some series cannot be taken like this."};
    std::vector<Use> found;
    for (std::size_t i = 0; i < uses.size(); ++i) {
        const auto fault = [&](std::string_view field, std::string code, std::string detail) {
            error.fields.push_back(
                {fmt::format("/series/{}/{}", i, field), std::move(code), std::move(detail)});
        };
        Use use{.use = &uses[i], .position = i, .column = std::nullopt, .unit = {}};
        const auto unit = parse_unit(uses[i].unit);
        if (!unit) {
            fault("unit", "unknown", "must be a unit such as kWh, W or m³");
        } else if (unit->quantity != uses[i].quantity ||
                   unit->measure != measure_of(uses[i].kind)) {
            fault("unit", "mismatch", "does not fit what the channel measures, or the kind");
        } else {
            use.unit = *unit;
        }
        if (!columns.series) {
            const auto place = std::ranges::find(names, uses[i].series);
            if (place == names.end()) {
                fault("series", "unknown", "is no column of the file");
            } else {
                use.column = static_cast<std::size_t>(place - names.begin());
            }
        }
        found.push_back(use);
    }
    if (!error.fields.empty()) {
        return error;
    }
    return found;
}

}  // namespace

Result<FileContent> read_csv(std::string_view text, const CsvSettings& settings,
                             std::span<const SeriesUse> uses) {
    const char delimiter = settings.delimiter.empty() ? ',' : settings.delimiter.front();
    CsvScanner scanner(text, delimiter);
    std::vector<std::string> names;
    std::optional<CsvColumns> columns;
    std::optional<CsvReader> reader;
    const auto begin = [&](std::span<const std::string> headings) -> Status {
        names = column_names(headings);
        OHMSTEAD_TRY(columns, find_columns(settings, names));
        OHMSTEAD_TRY(auto found, find_uses(uses, *columns, names));
        reader.emplace(settings, *columns, std::move(found));
        return {};
    };
    for (;;) {
        const auto outcome = scanner.next();
        if (outcome != CsvScanner::Outcome::record) {
            if (!reader) {
                return make_error(ErrorCode::invalid, "The file has no rows.");
            }
            if (outcome == CsvScanner::Outcome::open_quote) {
                reader->refuse(scanner.line(), "quote",
                               "a quote is opened here and never closed: nothing after it is read");
            } else if (outcome == CsvScanner::Outcome::too_wide) {
                reader->refuse(scanner.line(), "columns",
                               fmt::format("a row may have {} columns: nothing after it is read",
                                           CsvScanner::kMostFields));
            }
            return std::move(*reader).finish();
        }
        if (!reader) {
            if (settings.header_line == 0) {
                OHMSTEAD_TRY_VOID(begin(std::vector<std::string>(usual_width(text, delimiter))));
            } else if (static_cast<std::int64_t>(scanner.line()) < settings.header_line) {
                continue;
            } else {
                OHMSTEAD_TRY_VOID(begin(scanner.fields()));
                continue;
            }
        }
        if (!reader->take(scanner.fields(), scanner.line())) {
            return make_error(
                ErrorCode::too_large,
                fmt::format("The file has more than {} numbers: split it.", kMostValues));
        }
    }
}

}  // namespace ohmstead::exchange
