#include "home_assistant/source_use.hpp"

#include <algorithm>
#include <iterator>

#include "home_assistant/clock_check.hpp"
#include "home_assistant/protocol.hpp"

namespace ohmstead::home_assistant {
namespace {

SourceReadings empty_readings(const std::string& source, const SourceUse& use, Origin origin) {
    return {.source = source,
            .measure = use.measure,
            .quantity = use.quantity,
            .origin = origin,
            .readings = {}};
}

}  // namespace

Conversion convert(double number, const std::string& symbol, const SourceUse& use) {
    const auto unit = parse_unit(symbol);
    if (!unit) {
        return {.value = {}, .fault = ConversionFault::unknown_unit};
    }
    if (unit->quantity != use.quantity || unit->measure != use.measure) {
        return {.value = {}, .fault = ConversionFault::wrong_quantity};
    }
    return {.value = to_base_units(number, *unit), .fault = ConversionFault::out_of_range};
}

std::vector<SourceReadings> readings_of(const std::vector<EntityHistory>& histories,
                                        const SourceUses& uses, Instant receipt) {
    std::vector<SourceReadings> all;
    for (const auto& history : histories) {
        const auto found = uses.entries.find(history.entity);
        if (found == uses.entries.end()) {
            continue;
        }
        const auto& units = found->second.units;
        for (const auto& use : found->second.uses) {
            auto series = empty_readings(history.entity, use, Origin::state);
            for (const auto& row : history.rows) {
                const auto number = parse_number(row.state);
                const auto later =
                    std::upper_bound(units.begin(), units.end(), row.at,
                                     [](Instant at, const auto& unit) { return at < unit.since; });
                if (!number || later == units.begin() ||
                    row.at > receipt + ClockCheck::kTolerance) {
                    continue;
                }
                const auto conversion = convert(*number, std::prev(later)->symbol, use);
                if (conversion.value) {
                    series.readings.push_back({row.at, *conversion.value});
                }
            }
            if (!series.readings.empty()) {
                all.push_back(std::move(series));
            }
        }
    }
    return all;
}

std::vector<SourceReadings> readings_of(const std::vector<StatisticHistory>& histories,
                                        const SourceUses& uses, Instant receipt) {
    std::vector<SourceReadings> all;
    for (const auto& history : histories) {
        const auto found = uses.entries.find(history.id);
        if (found == uses.entries.end()) {
            continue;
        }
        for (const auto& use : found->second.uses) {
            const SourceUnit display{use.quantity, use.measure,
                                     base_units_per_display_unit(use.quantity, use.measure), 1};
            auto series = empty_readings(history.id, use, Origin::statistics);
            for (const auto& row : history.rows) {
                // A counter stood at that value when the row ended; a mean holds from its start.
                // An entity goes on in its own count, so that live readings continue it.
                const bool counter = use.measure == Measure::counter;
                const auto number =
                    counter ? (found->second.is_entity ? row.state : row.sum) : row.mean;
                const auto at = counter ? row.end : row.start;
                const auto value = number ? to_base_units(*number, display) : std::nullopt;
                if (value && at <= receipt + ClockCheck::kTolerance) {
                    series.readings.push_back({at, *value});
                }
            }
            if (!series.readings.empty()) {
                all.push_back(std::move(series));
            }
        }
    }
    return all;
}

}  // namespace ohmstead::home_assistant
