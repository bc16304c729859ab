#include <algorithm>
#include <array>
#include <functional>
#include <map>

#include <fmt/format.h>

#include "base/ascii.hpp"
#include "exchange/csv_columns.hpp"
#include "exchange/csv_file.hpp"
#include "exchange/csv_scanner.hpp"
#include "exchange/guess.hpp"
#include "reflect/utf8.hpp"

namespace ohmstead::exchange {
namespace {

constexpr std::size_t kShown = 8;
constexpr std::size_t kMostSeries = 200;

struct Record {
    std::size_t line = 0;
    std::vector<std::string> fields;
};

std::vector<Record> first_records(std::string_view text, char delimiter) {
    std::vector<Record> records;
    CsvScanner scanner(text, delimiter);
    while (records.size() < kLookedAtRecords && scanner.next() == CsvScanner::Outcome::record) {
        records.push_back({scanner.line(), scanner.fields()});
    }
    return records;
}

struct Dialect {
    char delimiter = ',';
    std::size_t width = 0;
    std::vector<Record> records;
};

// The delimiter by which the records are widest and of one width.
Dialect dialect_of(std::string_view text) {
    Dialect best;
    for (const char delimiter : {';', '\t', ',', '|'}) {
        Dialect dialect{
            .delimiter = delimiter, .width = 0, .records = first_records(text, delimiter)};
        dialect.width = usual_width(text, delimiter);
        if (dialect.width > best.width) {
            best = std::move(dialect);
        }
    }
    return best;
}

bool is_any(std::string_view name, std::initializer_list<std::string_view> names) {
    return std::ranges::find(names, name) != names.end();
}

std::string_view cell(const Record& record, std::size_t column) {
    return column < record.fields.size() ? std::string_view(record.fields[column])
                                         : std::string_view{};
}

// Rows that have something in `column`, and how many of these `fits`.
template <class Fits>
bool most_fit(std::span<const Record> rows, std::size_t column, Fits fits) {
    std::size_t filled = 0;
    std::size_t fitting = 0;
    for (const auto& row : rows) {
        if (!cell(row, column).empty()) {
            ++filled;
            fitting += fits(cell(row, column)) ? 1 : 0;
        }
    }
    return filled > 0 && fitting * 10 >= filled * 8;
}

// The form that most of a column's times have; a day that could be a month either way is a day.
std::optional<TimeForm> time_form_of(std::span<const Record> rows, std::size_t column) {
    for (const auto form : {TimeForm::iso, TimeForm::day_first, TimeForm::month_first,
                            TimeForm::unix_s, TimeForm::unix_ms}) {
        const bool is_count = form == TimeForm::unix_s || form == TimeForm::unix_ms;
        // Numbers are times only when they are of this century.
        const auto fits = [&](std::string_view text) {
            const auto time = parse_time(text, form);
            return time && (!is_count || *time->instant > instant_from_ms(946'684'800'000));
        };
        if (most_fit(rows, column, fits)) {
            return form;
        }
    }
    return std::nullopt;
}

bool has_number(std::string_view text) {
    return parse_decimal(text, DecimalSign::point) || parse_decimal(text, DecimalSign::comma);
}

DecimalSign decimal_of(std::span<const Record> rows, char delimiter,
                       const std::function<bool(std::size_t)>& is_taken) {
    std::size_t points = 0;
    std::size_t commas = 0;
    for (const auto& row : rows) {
        for (std::size_t column = 0; column < row.fields.size(); ++column) {
            const auto& text = row.fields[column];
            if (is_taken(column) || !has_number(text)) {
                continue;
            }
            points += parse_decimal(text, DecimalSign::comma) ? 0 : 1;
            commas += parse_decimal(text, DecimalSign::point) ? 0 : 1;
        }
    }
    if (points == commas) {
        return delimiter == ';' ? DecimalSign::comma : DecimalSign::point;
    }
    return points > commas ? DecimalSign::point : DecimalSign::comma;
}

// The usual step between rows, in seconds; 0 when there is none.
std::int64_t usual_step(std::span<const RowSpan> spans) {
    std::map<std::int64_t, std::size_t> counts;
    std::size_t steps = 0;
    for (std::size_t i = 1; i < spans.size(); ++i) {
        const auto step = std::abs((spans[i].from - spans[i - 1].from).count()) / 1000;
        if (step > 0) {
            // Days of 23 and 25 hours are days.
            const bool is_day = step >= 23 * 3600 && step <= 25 * 3600;
            ++counts[is_day ? 86'400 : step];
            ++steps;
        }
    }
    const auto usual =
        std::ranges::max_element(counts, {}, [](const auto& each) { return each.second; });
    return usual != counts.end() && usual->second * 10 >= steps * 8 ? usual->first : 0;
}

class Proposer {
public:
    Proposer(std::string_view text, Dialect dialect) : text_(text), dialect_(std::move(dialect)) {}

    Result<CsvProposal> run(std::string_view zone) {
        settings_.delimiter = std::string(1, dialect_.delimiter);
        settings_.zone = std::string(zone);
        if (dialect_.width == 0) {
            return make_error(ErrorCode::invalid,
                              "This is no CSV: its lines do not have two or more columns, by "
                              "comma, semicolon, tab or |.");
        }
        find_header();
        OHMSTEAD_TRY_VOID(find_times());
        find_series();
        settings_.decimal = decimal_of(rows(), dialect_.delimiter,
                                       [&](std::size_t column) { return is_taken(column); });
        return run_with(std::move(settings_), /*guess_interval=*/true);
    }

    Result<CsvProposal> run_with(CsvSettings settings, bool guess_interval) {
        settings_ = std::move(settings);
        if (settings_.header_line == 0) {
            names_ = column_names(std::vector<std::string>(dialect_.width));
            first_row_ = 0;
        } else {
            const auto header = std::ranges::find_if(dialect_.records, [&](const Record& record) {
                return static_cast<std::int64_t>(record.line) >= settings_.header_line;
            });
            if (header == dialect_.records.end()) {
                return make_error(ErrorCode::invalid, "The file has no rows.");
            }
            names_ = column_names(header->fields);
            first_row_ = static_cast<std::size_t>(header - dialect_.records.begin()) + 1;
        }
        OHMSTEAD_TRY(const auto columns, find_columns(settings_, names_));
        read_times(columns);
        if (guess_interval) {
            guess_row_time();
        }
        CsvProposal proposal{.settings = settings_,
                             .columns = names_,
                             .series = columns.series ? long_series(columns) : wide_series(columns),
                             .first_rows = {},
                             .problems = std::move(problems_)};
        for (const auto& row : rows().first(std::min(kShown, rows().size()))) {
            proposal.first_rows.push_back(row.fields);
        }
        if (proposal.series.empty()) {
            proposal.problems.push_back(
                {0, 0, "no_numbers", "no column has numbers beside the times"});
        }
        return proposal;
    }

private:
    std::span<const Record> rows() const {
        return std::span(dialect_.records).subspan(std::min(first_row_, dialect_.records.size()));
    }

    // A row may be wider than the heading; what has no name is nobody's.
    bool is_taken(std::size_t column) const {
        if (column >= names_.size()) {
            return true;
        }
        const auto& name = names_[column];
        return name == settings_.time_column || name == settings_.clock_column ||
               name == settings_.end_column || name == settings_.series_column ||
               name == settings_.unit_column;
    }

    // The line before the first with numbers or times is the heading.
    void find_header() {
        const auto is_data = [](const Record& record) {
            return std::ranges::any_of(record.fields, [](const std::string& field) {
                return has_number(field) || parse_time(field, TimeForm::iso) ||
                       parse_time(field, TimeForm::day_first);
            });
        };
        const auto& records = dialect_.records;
        const auto first = std::ranges::find_if(records, [&](const Record& record) {
            return record.fields.size() == dialect_.width && is_data(record);
        });
        first_row_ = static_cast<std::size_t>(first - records.begin());
        const bool has_header =
            first != records.begin() && std::prev(first)->fields.size() == dialect_.width;
        settings_.header_line = has_header ? static_cast<std::int64_t>(std::prev(first)->line) : 0;
        names_ = column_names(has_header ? std::prev(first)->fields
                                         : std::vector<std::string>(dialect_.width));
    }

    Status find_times() {
        std::vector<std::pair<std::size_t, TimeForm>> times;
        for (std::size_t column = 0; column < names_.size(); ++column) {
            if (const auto form = time_form_of(rows(), column)) {
                times.emplace_back(column, *form);
            }
        }
        if (times.empty()) {
            return make_error(ErrorCode::invalid,
                              "No column has times such as 2026-03-01T10:00Z, 01.03.2026 10:00 or "
                              "03/01/2026 10:00.");
        }
        // Texts before numbers that might be times.
        std::ranges::sort(times, {}, [](const auto& each) {
            const bool is_count =
                each.second == TimeForm::unix_s || each.second == TimeForm::unix_ms;
            return std::pair(is_count, each.first);
        });
        const auto column = times.front().first;
        const auto form = times.front().second;
        settings_.time_column = names_[column];
        settings_.time_form = form;
        const bool has_clock = most_fit(rows(), column, [form](std::string_view text) {
            const auto time = parse_time(text, form);
            return time && time->has_clock;
        });
        for (std::size_t other = 0; !has_clock && other < names_.size(); ++other) {
            if (most_fit(rows(), other,
                         [](std::string_view text) { return parse_clock(text).has_value(); })) {
                settings_.clock_column = names_[other];
                break;
            }
        }
        const bool may_be_end = times.size() > 1 && times[1].second == form;
        if (may_be_end && is_end_of(times[1].first, column)) {
            settings_.end_column = names_[times[1].first];
        }
        if (form == TimeForm::day_first && time_form_of_alternative(column)) {
            problems_.push_back(
                {0, column + 1, "ambiguous_date", "days and months could be the other way round"});
        }
        return {};
    }

    bool time_form_of_alternative(std::size_t column) const {
        return most_fit(rows(), column, [](std::string_view text) {
            return text.find('/') != std::string_view::npos &&
                   parse_time(text, TimeForm::month_first).has_value();
        });
    }

    // Every row's second time is after its first.
    bool is_end_of(std::size_t end, std::size_t start) const {
        return std::ranges::all_of(rows(), [&](const Record& row) {
            const auto from = parse_time(cell(row, start), settings_.time_form);
            const auto to = parse_time(cell(row, end), settings_.time_form);
            if (!from || !to) {
                return true;
            }
            const auto zone = Zone::find(settings_.zone).value_or(Zone::utc());
            const auto a = resolve(*from, zone, {});
            const auto b = resolve(*to, zone, {.before = a});
            return a && b && *b > *a;
        });
    }

    // A file whose rows each say what they are about.
    void find_series() {
        std::string series;
        std::string value;
        for (const auto& name : names_) {
            const auto plain = lower_case(name);
            if (series.empty() && is_any(plain, {"series", "channel", "sensor", "entity_id",
                                                 "meter", "name", "register", "zähler"})) {
                series = name;
            } else if (value.empty() &&
                       is_any(plain, {"value", "wert", "amount", "usage", "menge"})) {
                value = name;
            } else if (is_any(plain, {"unit", "einheit", "unit_of_measurement"})) {
                settings_.unit_column = name;
            }
        }
        if (!series.empty() && !value.empty()) {
            settings_.series_column = series;
            settings_.value_column = value;
        }
    }

    void read_times(const CsvColumns& columns) {
        const RowTimes times(settings_, columns);
        std::map<std::string, RowOrder, std::less<>> orders;
        std::map<std::string, std::vector<RowSpan>, std::less<>> spans;
        for (const auto& row : rows()) {
            const std::string series(columns.series ? cell(row, *columns.series) : "");
            FileFault fault{.line = row.line, .column = 0, .code = {}, .detail = {}};
            const auto span = times.read(row.fields, fault, orders[series]);
            if (span) {
                spans[series].push_back(*span);
            } else if (problems_.size() < kShown) {
                problems_.push_back(fault);
            }
        }
        std::size_t most = 0;
        for (const auto& [series, of_series] : spans) {
            if (of_series.size() > most) {
                most = of_series.size();
                step_ = usual_step(of_series);
            }
        }
    }

    void guess_row_time() {
        const auto name = lower_case(settings_.time_column);
        settings_.interval_s = settings_.end_column.empty() && step_ <= 31 * 86'400 ? step_ : 0;
        if (name.find("end") != std::string::npos || name.find("bis") != std::string::npos) {
            settings_.row_time = RowTime::end;
        } else if (name.find("start") != std::string::npos ||
                   name.find("from") != std::string::npos ||
                   name.find("von") != std::string::npos || !settings_.end_column.empty()) {
            settings_.row_time = RowTime::start;
        } else if (settings_.interval_s == 0) {
            settings_.row_time = RowTime::instant;
        }
        says_which_end_ = settings_.row_time != RowTime::start || !settings_.end_column.empty() ||
                          name.find("start") != std::string::npos;
    }

    bool is_regular() const { return settings_.interval_s > 0 || !settings_.end_column.empty(); }

    FileSeries series_of(std::string name, std::string unit,
                         std::span<const std::string_view> texts) {
        FileSeries series{.id = name,
                          .name = name,
                          .unit = unit.empty() ? unit_in(name) : std::move(unit),
                          .kind = ValueKind::amount,
                          .role = ChannelRole::device,
                          .values = 0,
                          .examples = {}};
        std::vector<std::int64_t> values;
        const SourceUnit thousandths{Quantity::energy, Measure::counter, 1000, 1};
        for (const auto text : texts) {
            const auto number = parse_decimal(text, settings_.decimal);
            const auto value = number ? in_base_units(*number, thousandths) : std::nullopt;
            if (value) {
                values.push_back(*value);
            }
            if (series.examples.size() < kExamples && !text.empty()) {
                series.examples.emplace_back(text.substr(0, 40));
            }
        }
        series.values = values.size();
        series.kind = kind_of(series.unit, values, is_regular());
        series.role = role_in(name, series.unit);
        return series;
    }

    // A column may begin long after the others.
    std::vector<FileSeries> wide_series(const CsvColumns& columns) {
        std::vector<std::vector<Record>> filled(names_.size());
        each_row([&](const CsvScanner& scanner) {
            const auto& fields = scanner.fields();
            for (std::size_t column = 0; column < std::min(fields.size(), names_.size());
                 ++column) {
                if (!fields[column].empty() && filled[column].size() < kLookedAtRecords) {
                    filled[column].push_back({scanner.line(), {fields[column]}});
                }
            }
        });
        const auto has_numbers = [&](std::span<const Record> cells) {
            return most_fit(cells, 0, [&](std::string_view text) {
                return parse_decimal(text, settings_.decimal).has_value();
            });
        };
        std::vector<FileSeries> all;
        for (std::size_t column = 0; column < names_.size() && all.size() < kMostSeries; ++column) {
            if (columns.is_taken(column) || !has_numbers(filled[column])) {
                continue;
            }
            std::vector<std::string_view> texts;
            for (const auto& each : filled[column]) {
                texts.push_back(each.fields.front());
            }
            all.push_back(series_of(names_[column], {}, texts));
        }
        note_row_time(all);
        return all;
    }

    // Calls take(scanner) for every row of the file behind the headings.
    template <class Take>
    void each_row(Take take) const {
        CsvScanner scanner(text_, dialect_.delimiter);
        while (scanner.next() == CsvScanner::Outcome::record) {
            if (static_cast<std::int64_t>(scanner.line()) > settings_.header_line) {
                take(scanner);
            }
        }
    }

    std::vector<FileSeries> long_series(const CsvColumns& columns) {
        struct Found {
            std::string unit;
            std::vector<std::string> texts;
            std::size_t count = 0;
        };
        std::map<std::string, Found, std::less<>> found;
        std::vector<std::string> order;
        each_row([&](const CsvScanner& scanner) {
            const Record row{scanner.line(), scanner.fields()};
            const std::string name(cell(row, *columns.series));
            if (name.empty() || (found.size() == kMostSeries && !found.contains(name))) {
                return;
            }
            auto& series = found[name];
            if (series.count++ == 0) {
                order.push_back(name);
                series.unit = columns.unit ? cell(row, *columns.unit) : "";
                if (series.unit == "m3") {
                    series.unit = "m³";
                }
            }
            if (series.texts.size() < kLookedAtRecords) {
                series.texts.emplace_back(cell(row, *columns.value));
            }
        });
        std::vector<FileSeries> all;
        for (const auto& name : order) {
            auto& series = found[name];
            const std::vector<std::string_view> texts(series.texts.begin(), series.texts.end());
            all.push_back(series_of(name, parse_unit(series.unit) ? series.unit : "", texts));
            all.back().values = series.count;
        }
        note_row_time(all);
        return all;
    }

    // A meter that is read at instants stands for no interval, unless the heading says so.
    void note_row_time(std::span<const FileSeries> all) {
        const auto is_instant = [](const FileSeries& series) {
            return series.kind == ValueKind::counter || series.kind == ValueKind::state;
        };
        if (!says_which_end_ && !all.empty() && std::ranges::all_of(all, is_instant)) {
            settings_.row_time = RowTime::instant;
        } else if (!says_which_end_ && is_regular() && !std::ranges::all_of(all, is_instant)) {
            problems_.push_back({0, 0, "row_time",
                                 "the file does not say whether its times are the beginnings or "
                                 "the ends of what the rows stand for"});
        }
    }

    std::string_view text_;
    Dialect dialect_;
    CsvSettings settings_;
    std::vector<std::string> names_;
    std::size_t first_row_ = 0;
    std::int64_t step_ = 0;
    bool says_which_end_ = true;
    std::vector<FileFault> problems_;
};

std::string from_latin1(std::string_view bytes) {
    std::string text;
    text.reserve(bytes.size() + bytes.size() / 16);
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80) {
            text += c;
        } else {
            text += static_cast<char>(0xC0 | (byte >> 6));
            text += static_cast<char>(0x80 | (byte & 0x3F));
        }
    }
    return text;
}

}  // namespace

Result<std::string> text_of(std::string bytes) {
    if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) {
        return make_error(ErrorCode::invalid, "The file is in UTF-16: save it as UTF-8.");
    }
    if (bytes.starts_with("\xEF\xBB\xBF")) {
        bytes.erase(0, 3);
    }
    if (const auto zero = bytes.find('\0'); zero != std::string::npos) {
        const auto line =
            1 + std::count(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(zero), '\n');
        return make_error(ErrorCode::invalid,
                          fmt::format("The file is no text: line {} has a byte of 0.", line));
    }
    return is_valid_utf8(bytes) ? std::move(bytes) : from_latin1(bytes);
}

Result<CsvProposal> propose_csv(std::string_view text, std::string_view zone) {
    return Proposer(text, dialect_of(text)).run(zone);
}

Result<CsvProposal> propose_csv(std::string_view text, CsvSettings settings) {
    const char delimiter = settings.delimiter.empty() ? ',' : settings.delimiter.front();
    Dialect dialect{.delimiter = delimiter, .width = 0, .records = first_records(text, delimiter)};
    dialect.width = usual_width(text, delimiter);
    return Proposer(text, std::move(dialect))
        .run_with(std::move(settings), /*guess_interval=*/false);
}

}  // namespace ohmstead::exchange
