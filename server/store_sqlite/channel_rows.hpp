#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "domain/home/channel.hpp"
#include "store_sqlite/connection.hpp"

namespace ohmstead {

// The number of a home in the keys of other tables.
std::optional<std::int64_t> home_number(Connection& connection, const HomeId& home);

// The number of a channel of a home, also of one that has left the home's set.
std::optional<std::int64_t> channel_number(Connection& connection, std::int64_t home_no,
                                           const ChannelId& channel);

// The home's channels with their bindings, in their order.
std::vector<Channel> read_channels(Connection& connection, std::int64_t home_no);

// Makes `channels` the home's set. One that is left out keeps its number, and so its readings, in
// case that it comes back.
void replace_channels(Connection& connection, std::int64_t home_no,
                      const std::vector<Channel>& channels);

}  // namespace ohmstead
