#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "home_assistant/json_text.hpp"
#include "home_assistant/registry.hpp"

namespace ohmstead::home_assistant {

// Decoders of results. All are tolerant: unknown fields and items that cannot be used are passed
// over; Error (malformed) only when the whole is not what it should be. Pure; large results are
// decoded on a worker.

Result<HomeConfig> decode_config(const JsonText& result);

struct SuitableStates {
    std::vector<EntityState> states;
    bool cut = false;  // more were suitable than are kept
};
// Entities with a unit or class that some role could use, and those in `wanted`.
Result<SuitableStates> decode_states(const JsonText& result, const std::set<std::string>& wanted);

Result<std::vector<AreaEntry>> decode_areas(const JsonText& result);
Result<std::vector<DeviceEntry>> decode_devices(const JsonText& result);
Result<std::vector<EntityEntry>> decode_entities(const JsonText& result);
Result<EnergyPreferences> decode_preferences(const JsonText& result);
Result<std::vector<StatisticEntry>> decode_statistic_list(const JsonText& result);

struct StateRow {
    std::string state;
    Instant at{};
};
struct EntityHistory {
    std::string entity;
    std::vector<StateRow> rows;  // ascending
};
// history/history_during_period
Result<std::vector<EntityHistory>> decode_history(const JsonText& result);

struct StatisticRow {
    Instant start{};
    Instant end{};
    std::optional<double> state;
    std::optional<double> sum;
    std::optional<double> mean;
    std::optional<Instant> last_reset{};  // when its meter began again from 0, as far as it says
};
struct StatisticHistory {
    std::string id;
    std::vector<StatisticRow> rows;
};
// recorder/statistics_during_period
Result<std::vector<StatisticHistory>> decode_statistics(const JsonText& result);

// An entity that was given another id.
struct EntityRename {
    std::string old_id;
    std::string new_id;
};
// The event entity_registry_updated; nothing when it says something else.
std::optional<EntityRename> decode_rename(const JsonText& event);

}  // namespace ohmstead::home_assistant
