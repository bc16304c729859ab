#include "simulator/replay/replay_map.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>
#include <optional>
#include <stdexcept>

#include <fmt/format.h>

#include "simulator/base/json_file.hpp"
#include "simulator/replay/csv.hpp"

namespace ohmstead::simulator {

namespace json = boost::json;

namespace {

ReplayColumn read_column(const json::object& in) {
    ReplayColumn column;
    // The signal of an entity belongs to the physical model; here the column takes its place.
    json::object entity = in;
    entity["signal"] = "column";
    column.entity = read_entity(entity, text_or(in, "currency", "EUR"));
    column.accumulate = flag_or(in, "accumulate", false);
    if (const std::string name = text_or(in, "column", ""); !name.empty()) {
        column.terms.push_back({.column = name, .factor = column.entity.factor});
    }
    for (const json::value& each : items(in, "terms")) {
        const json::array& term = each.as_array();
        column.terms.push_back({.column = std::string(term.at(0).as_string()),
                                .factor = term.at(1).to_number<double>()});
    }
    if (column.terms.empty()) {
        throw std::runtime_error("'" + column.entity.id + "' has neither column nor terms");
    }
    return column;
}

/// Turns the fields of one row into the text of one entity.
class ColumnReader {
public:
    ColumnReader(const ReplayColumn& column, const CsvReader& csv) : column_(column) {
        for (const ReplayTerm& term : column.terms) {
            fields_.push_back(csv.column(term.column));
        }
    }

    std::string read(const std::vector<std::string>& row) {
        if (fields_.size() == 1 && column_.terms.front().factor == 1 && !column_.accumulate) {
            return row[fields_.front()];
        }
        double value = 0;
        for (std::size_t i = 0; i < fields_.size(); ++i) {
            const auto part = finite_number(row[fields_[i]]);
            if (!part) {
                return {};
            }
            value += *part * column_.terms[i].factor;
        }
        if (column_.accumulate) {
            sum_ += value;
            value = sum_;
        }
        return fmt::format("{:.{}f}", value, column_.entity.decimals);
    }

private:
    const ReplayColumn& column_;
    std::vector<std::size_t> fields_;
    double sum_ = 0;
};

}  // namespace

std::optional<double> finite_number(const std::string& text) {
    double value = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (text.empty() || error != std::errc{} || stop != end || !std::isfinite(value)) {
        return std::nullopt;
    }
    return value;
}

ReplayMap read_replay_map(const std::string& path) {
    const json::object file = read_json_file(path);
    try {
        ReplayMap map;
        map.home = read_home(file);
        const json::object& time = section(file, "time");
        map.time_column = text_or(time, "column", "ts_utc");
        map.time_offset = static_cast<Millis>(number_or(time, "offset_s", 0) * 1000.0);
        for (const json::value& each : items(file, "columns")) {
            map.columns.push_back(read_column(each.as_object()));
            map.home.entities.push_back(map.columns.back().entity);
        }
        return map;
    } catch (const std::exception& error) {
        throw std::runtime_error(path + ": " + error.what());
    }
}

Recording read_recording(const std::string& path, const ReplayMap& map) {
    CsvReader csv(path);
    const std::size_t time_field = csv.column(map.time_column);
    std::vector<ColumnReader> readers;
    for (const ReplayColumn& column : map.columns) {
        readers.emplace_back(column, csv);
    }
    Recording raw;
    raw.values.resize(readers.size());
    std::vector<std::string> row;
    while (csv.next(row)) {
        const auto time = parse_time(row[time_field]);
        if (!time) {
            throw std::runtime_error(path + ": '" + row[time_field] + "' is not a time");
        }
        raw.times.push_back(*time + map.time_offset);
        for (std::size_t i = 0; i < readers.size(); ++i) {
            raw.values[i].push_back(readers[i].read(row));
        }
    }
    if (std::ranges::is_sorted(raw.times)) {
        return raw;
    }
    std::vector<std::size_t> order(raw.times.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, {}, [&](std::size_t i) { return std::pair(raw.times[i], i); });
    Recording sorted;
    sorted.values.resize(readers.size());
    for (const std::size_t i : order) {
        sorted.times.push_back(raw.times[i]);
        for (std::size_t column = 0; column < readers.size(); ++column) {
            sorted.values[column].push_back(std::move(raw.values[column][i]));
        }
    }
    return sorted;
}

}  // namespace ohmstead::simulator
