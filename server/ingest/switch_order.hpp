#pragma once

#include <boost/describe/class.hpp>

#include "base/ids.hpp"

namespace ohmstead::ingest {

// What a command to switch a device says: the body of CommandKind::switch_device.
struct SwitchOrder {
    ChannelId channel;
    bool on = false;

    friend bool operator==(const SwitchOrder&, const SwitchOrder&) = default;
};
BOOST_DESCRIBE_STRUCT(SwitchOrder, (), (channel, on))

}  // namespace ohmstead::ingest
