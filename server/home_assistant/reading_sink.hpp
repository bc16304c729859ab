#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "base/units.hpp"
#include "domain/home/entity_condition.hpp"
#include "domain/metering/reading.hpp"

namespace ohmstead::home_assistant {

// How a reading reached us. The numbers are its rank: of two readings of one source at one time
// the higher one is to be believed.
enum class Origin : std::uint8_t {
    statistics = 1,  // compiled by Home Assistant per five minutes or hour
    confirmed = 2,   // not an event of its own: the known value still held at this time
    state = 3,       // a state, live or from the history: the same either way
};

// Numbers that one entity or statistic said. `source` is its id in Home Assistant; the sign is the
// source's own (bindings split it).
struct SourceReadings {
    std::string source;
    Measure measure = Measure::counter;
    Quantity quantity = Quantity::energy;
    Origin origin = Origin::state;
    std::vector<Reading> readings;  // ascending, in base units of quantity and measure

    friend bool operator==(const SourceReadings&, const SourceReadings&) = default;
};

struct EntityReport {
    std::string entity;
    EntityCondition condition = EntityCondition::unavailable;
    Instant since{};  // when it became so

    friend bool operator==(const EntityReport&, const EntityReport&) = default;
};

// Takes what the sources say. Called on the I/O thread; must not block. Readings may be older than
// earlier ones (late data, back-fill) or repeat them.
class ReadingSink {
public:
    virtual ~ReadingSink() = default;
    virtual void accept(const HomeId& home, std::vector<SourceReadings> readings) = 0;
    // Only when something changed, and once for every watched entity after each connect.
    virtual void accept_conditions(const HomeId& home, std::vector<EntityReport> reports) = 0;
};

}  // namespace ohmstead::home_assistant
