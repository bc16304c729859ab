#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "async/task.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "store_sqlite/readers.hpp"
#include "store_sqlite/series_key.hpp"

namespace ohmstead {

// Remembers the numbers of channels, and up to which hour each of their series has chunks. Lives
// on the I/O thread.
class ChannelNumbers {
public:
    explicit ChannelNumbers(Readers& readers) : readers_(readers) {}

    // The number, if it is remembered.
    std::optional<std::int64_t> find(const HomeId& home, const ChannelId& channel) const;

    // Looks up those of `channels` that are not remembered. What the home does not have stays
    // unknown; not even the home need exist.
    Task<Status> learn(HomeId home, std::vector<ChannelId> channels);

    // Whether the hour may have a chunk.
    bool may_be_packed(SeriesNumber series, HourIndex hour) const;
    void packed(ChunkKey key);

    // Forgets a home and answers the numbers of its channels.
    std::vector<std::int64_t> forget(const HomeId& home);

private:
    Readers& readers_;
    std::unordered_map<HomeId, std::unordered_map<ChannelId, std::int64_t>> homes_;
    std::unordered_map<SeriesNumber, HourIndex> newest_packed_;
};

}  // namespace ohmstead
