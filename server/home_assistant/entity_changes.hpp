#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "home_assistant/json_text.hpp"

namespace ohmstead::home_assistant {

// What one subscribe_entities event says about one entity, reduced to what readings need.
struct EntityChange {
    enum class Kind { added, changed, removed };

    Kind kind = Kind::changed;
    std::string id;
    std::optional<std::string> state{};
    std::optional<std::string> unit{};    // present and empty: the unit is gone
    std::optional<Instant> updated{};     // last_updated, by Home Assistant's clock
    std::optional<Instant> last_reset{};  // when a counter began again from 0, as it says itself

    friend bool operator==(const EntityChange&, const EntityChange&) = default;
};

struct EntityChanges {
    std::vector<EntityChange> changes;
    bool complete = true;  // false: the rest could not be read
};

EntityChanges decode_entity_changes(const JsonText& event);

}  // namespace ohmstead::home_assistant
