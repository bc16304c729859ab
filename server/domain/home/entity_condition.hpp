#pragma once

#include <boost/describe/enum.hpp>

namespace ohmstead {

// What is known of an entity besides numbers.
enum class EntityCondition {
    on,           // a switch that is on; for every other entity: has a value
    off,          // a switch that is off
    unavailable,  // unreachable, unknown, or removed: its value is not known
};
BOOST_DESCRIBE_ENUM(EntityCondition, on, off, unavailable)

}  // namespace ohmstead
