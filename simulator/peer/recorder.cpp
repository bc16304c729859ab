#include "simulator/peer/recorder.hpp"

#include <algorithm>
#include <array>

#include "simulator/base/json_file.hpp"
#include "simulator/peer/messages.hpp"

namespace ohmstead::simulator {

namespace json = boost::json;

namespace {

constexpr std::array<std::string_view, 6> kPeriods = {"5minute", "hour",  "day",
                                                      "week",    "month", "year"};

struct UnitFactor {
    std::string_view unit_class;
    std::string_view unit;
    double in_base;  // base units per unit
};

constexpr std::array<UnitFactor, 13> kUnits = {{
    {"energy", "mWh", 1e-6},
    {"energy", "Wh", 1e-3},
    {"energy", "kWh", 1},
    {"energy", "MWh", 1e3},
    {"energy", "GWh", 1e6},
    {"energy", "MJ", 1 / 3.6},
    {"power", "mW", 1e-3},
    {"power", "W", 1},
    {"power", "kW", 1e3},
    {"power", "MW", 1e6},
    {"volume", "L", 1e-3},
    {"volume", "m³", 1},
    {"volume", "ft³", 0.028316846592},
}};

const UnitFactor* find_unit(std::string_view unit_class, std::string_view unit) {
    const auto found = std::ranges::find_if(kUnits, [&](const UnitFactor& each) {
        return each.unit_class == unit_class && each.unit == unit;
    });
    return found == kUnits.end() ? nullptr : &*found;
}

/// What a stored value is multiplied with to come out in the unit that was asked for.
double conversion(const StatisticInfo& info, const json::object& units) {
    const std::string wanted = text_or(units, info.unit_class, "");
    const UnitFactor* from = find_unit(info.unit_class, info.unit);
    const UnitFactor* to = find_unit(info.unit_class, wanted);
    return info.unit_class.empty() || from == nullptr || to == nullptr
               ? 1.0
               : from->in_base / to->in_base;
}

json::object metadata_of(const StatisticInfo& info) {
    return {{"statistic_id", info.id},
            {"source", info.source},
            {"name", info.name.empty() ? json::value(nullptr) : json::value(info.name)},
            {"has_sum", info.has_sum},
            {"mean_type", info.has_mean ? 1 : 0},
            {"has_mean", info.has_mean},
            {"unit_class",
             info.unit_class.empty() ? json::value(nullptr) : json::value(info.unit_class)},
            {"statistics_unit_of_measurement", info.unit},
            {"display_unit_of_measurement", info.unit}};
}

Millis time_in(const json::object& command, std::string_view key, const char* error_code) {
    const json::value* value = command.if_contains(key);
    if (value == nullptr || !value->is_string()) {
        throw CommandError("invalid_format",
                           "required key not provided @ data['" + std::string(key) + "']");
    }
    const auto time = parse_time(std::string_view(value->get_string()));
    if (!time) {
        throw CommandError(error_code, "Invalid " + std::string(key));
    }
    return *time;
}

std::vector<std::string> texts_in(const json::object& command, std::string_view key) {
    std::vector<std::string> texts;
    for (const json::value& each : items(command, key)) {
        if (!each.is_string()) {
            throw CommandError("invalid_format", "expected str @ data['" + std::string(key) + "']");
        }
        texts.emplace_back(each.get_string());
    }
    return texts;
}

/// The columns of a row, in the order in which they are sent.
struct Column {
    std::string_view name;
    std::optional<double> StatisticRow::* value;  // null: a column that is always null
};

constexpr std::array<Column, 7> kColumns = {{{"change", &StatisticRow::change},
                                             {"last_reset", nullptr},
                                             {"max", &StatisticRow::max},
                                             {"mean", &StatisticRow::mean},
                                             {"min", &StatisticRow::min},
                                             {"state", &StatisticRow::state},
                                             {"sum", &StatisticRow::sum}}};

/// The columns asked for; all when none is named.
std::vector<Column> columns_in(const json::object& command) {
    const auto types = texts_in(command, "types");
    std::vector<Column> columns;
    for (const Column& column : kColumns) {
        if (types.empty() || std::ranges::find(types, column.name) != types.end()) {
            columns.push_back(column);
        }
    }
    return columns;
}

json::object row_of(const StatisticRow& row, const std::vector<Column>& columns, double factor) {
    json::object out;
    out.reserve(columns.size() + 2);
    out["start"] = row.start;
    out["end"] = row.end;
    for (const Column& column : columns) {
        const auto value = column.value == nullptr ? std::nullopt : row.*column.value;
        out[column.name] = value ? json::value(*value * factor) : json::value(nullptr);
    }
    return out;
}

}  // namespace

json::array statistics_metadata(const Home& home, const json::object& command) {
    const auto wanted = texts_in(command, "statistic_ids");
    json::array out;
    for (const StatisticInfo& info : home.statistics_info()) {
        if (wanted.empty() || std::ranges::find(wanted, info.id) != wanted.end()) {
            out.push_back(metadata_of(info));
        }
    }
    return out;
}

json::array statistic_ids(const Home& home, const json::object& command) {
    const std::string type = text_or(command, "statistic_type", "");
    json::array out;
    for (const StatisticInfo& info : home.statistics_info()) {
        if (type.empty() || (type == "sum" && info.has_sum) || (type == "mean" && info.has_mean)) {
            out.push_back(metadata_of(info));
        }
    }
    return out;
}

std::vector<StatisticRow> roll_up(const std::vector<StatisticRow>& hours, const Zone& zone,
                                  std::string_view period) {
    std::vector<StatisticRow> out;
    double mean_sum = 0;
    int count = 0;
    const auto finish = [&] {
        if (!out.empty() && out.back().mean) {
            out.back().mean = mean_sum / count;
        }
    };
    for (const StatisticRow& hour : hours) {
        if (out.empty() || hour.start >= out.back().end) {
            finish();
            out.push_back(hour);
            out.back().start = zone.floor_local(hour.start, period);
            out.back().end = zone.next_local(hour.start, period);
            mean_sum = 0;
            count = 0;
        } else {
            StatisticRow& row = out.back();
            row.sum = hour.sum;
            row.state = hour.state;
            if (hour.change) {
                row.change = row.change.value_or(0) + *hour.change;
            }
            if (hour.mean) {
                row.min = std::min(row.min.value_or(*hour.min), *hour.min);
                row.max = std::max(row.max.value_or(*hour.max), *hour.max);
            }
        }
        mean_sum += hour.mean.value_or(0);
        ++count;
    }
    finish();
    return out;
}

json::object statistics_during_period(Home& home, const json::object& command) {
    Millis from = time_in(command, "start_time", "invalid_start_time");
    Millis to = command.contains("end_time") ? time_in(command, "end_time", "invalid_end_time")
                                             : home.now();
    const auto ids = texts_in(command, "statistic_ids");
    const std::string period = text_or(command, "period", "");
    if (ids.empty()) {
        throw CommandError("invalid_format",
                           "length of value must be at least 1 for dictionary value @ "
                           "data['statistic_ids']");
    }
    if (std::ranges::find(kPeriods, period) == kPeriods.end()) {
        throw CommandError("invalid_format",
                           "value must be one of ['5minute', 'day', 'hour', "
                           "'month', 'week', 'year'] for dictionary value @ "
                           "data['period']");
    }
    const std::vector<Column> columns = columns_in(command);
    const Zone zone(home.directory().time_zone);
    const bool long_period = period != "5minute" && period != "hour";
    if (long_period) {
        from = zone.floor_local(from, period);
        to = zone.floor_local(to, period) == to ? to : zone.next_local(to, period);
    }
    json::object out;
    for (const StatisticInfo& info : home.statistics_info()) {
        if (std::ranges::find(ids, info.id) == ids.end()) {
            continue;
        }
        auto rows = home.statistics(info.id, from, to, period == "5minute");
        if (long_period) {
            rows = roll_up(rows, zone, period);
        }
        if (rows.empty()) {
            continue;
        }
        const double factor = conversion(info, section(command, "units"));
        json::array list;
        list.reserve(rows.size());
        for (const StatisticRow& row : rows) {
            list.push_back(row_of(row, columns, factor));
        }
        out[info.id] = std::move(list);
    }
    return out;
}

json::object history_during_period(Home& home, const json::object& command) {
    const Millis from = time_in(command, "start_time", "invalid_start_time");
    const Millis to = command.contains("end_time")
                          ? time_in(command, "end_time", "invalid_end_time")
                          : home.now() + 1;
    json::object out;
    if (from > home.now()) {
        return out;
    }
    const auto ids = texts_in(command, "entity_ids");
    if (ids.empty()) {
        throw CommandError("invalid_format", "required key not provided @ data['entity_ids']");
    }
    const bool bare = flag_or(command, "no_attributes", false);
    const bool minimal = flag_or(command, "minimal_response", false);
    const bool with_start = flag_or(command, "include_start_time_state", true);
    for (const std::string& id : ids) {
        const auto rows = home.history(id, from, to);
        json::array list;
        list.reserve(rows.size());
        for (const HistoryRow& row : rows) {
            if (row.at < from && !with_start) {
                continue;
            }
            json::object item{{"s", row.state}};
            const EntityState* state = home.states().find(id);
            if (!bare && (!minimal || list.empty()) && state != nullptr) {
                item["a"] = state->attributes;
            } else if (!minimal || list.empty()) {
                item["a"] = json::object{};
            }
            item["lu"] = static_cast<double>(row.at) / 1000.0;
            list.push_back(std::move(item));
        }
        if (!list.empty()) {
            out[id] = std::move(list);
        }
    }
    return out;
}

}  // namespace ohmstead::simulator
