#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/time.hpp"
#include "base/units.hpp"
#include "home_assistant/reading_sink.hpp"
#include "home_assistant/records.hpp"

namespace ohmstead::home_assistant {

// What a source is watched for.
struct SourceUse {
    Measure measure{};
    Quantity quantity{};

    friend bool operator==(const SourceUse&, const SourceUse&) = default;
};

enum class ConversionFault { unknown_unit, wrong_quantity, out_of_range };

// `number` with the unit `symbol` as base units of `use`, or why not.
struct Conversion {
    std::optional<std::int64_t> value{};
    ConversionFault fault{};
};
Conversion convert(double number, const std::string& symbol, const SourceUse& use);

// How to read the past of sources, which comes without units. A copy of its own, so that a worker
// can use it.
struct SourceUses {
    struct UnitSince {
        Instant since{};
        std::string symbol;
    };
    struct Entry {
        std::vector<SourceUse> uses;
        std::vector<UnitSince> units;  // of an entity, ascending; the last one holds
        bool is_entity = true;
    };
    std::unordered_map<std::string, Entry> entries;
};

// Readings of states in the past, each in the unit its entity had then as far as that was seen.
std::vector<SourceReadings> readings_of(const std::vector<EntityHistory>& histories,
                                        const SourceUses& uses, Instant receipt);

// Readings of statistics that were asked for in display units.
std::vector<SourceReadings> readings_of(const std::vector<StatisticHistory>& histories,
                                        const SourceUses& uses, Instant receipt);

}  // namespace ohmstead::home_assistant
