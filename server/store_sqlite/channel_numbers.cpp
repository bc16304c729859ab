#include "store_sqlite/channel_numbers.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "store_sqlite/channel_rows.hpp"
#include "store_sqlite/chunk_rows.hpp"

namespace ohmstead {
namespace {

constexpr std::array kMeasures{Measure::counter, Measure::power, Measure::state};

struct FoundChannel {
    ChannelId channel;
    std::int64_t number = 0;
    std::array<HourIndex, kMeasures.size()> newest_packed{};
};

std::vector<FoundChannel> look_up(Connection& connection, const HomeId& home,
                                  const std::vector<ChannelId>& channels) {
    std::vector<FoundChannel> found;
    const auto home_no = home_number(connection, home);
    for (const ChannelId& channel : channels) {
        const auto number = home_no ? channel_number(connection, *home_no, channel) : std::nullopt;
        if (number) {
            FoundChannel& entry = found.emplace_back();
            entry.channel = channel;
            entry.number = *number;
            std::ranges::transform(kMeasures, entry.newest_packed.begin(), [&](Measure measure) {
                return newest_packed_hour(connection, series_number(*number, measure));
            });
        }
    }
    return found;
}

}  // namespace

std::optional<std::int64_t> ChannelNumbers::find(const HomeId& home,
                                                 const ChannelId& channel) const {
    const auto known_home = homes_.find(home);
    if (known_home == homes_.end()) {
        return std::nullopt;
    }
    const auto known = known_home->second.find(channel);
    return known == known_home->second.end() ? std::nullopt : std::optional(known->second);
}

Task<Status> ChannelNumbers::learn(HomeId home, std::vector<ChannelId> channels) {
    std::erase_if(channels,
                  [&](const ChannelId& channel) { return find(home, channel).has_value(); });
    if (channels.empty()) {
        co_return Status{};
    }
    auto query = [home, channels = std::move(channels)](Connection& connection) {
        return look_up(connection, home, channels);
    };
    OHMSTEAD_CO_TRY(const auto found, co_await readers_.read(std::move(query)));
    for (const FoundChannel& entry : found) {
        homes_[home][entry.channel] = entry.number;
        for (const Measure measure : kMeasures) {
            const HourIndex newest = entry.newest_packed[static_cast<std::size_t>(measure)];
            packed(chunk_key(series_number(entry.number, measure), std::max<HourIndex>(newest, 0)));
        }
    }
    co_return Status{};
}

bool ChannelNumbers::may_be_packed(SeriesNumber series, HourIndex hour) const {
    const auto newest = newest_packed_.find(series);
    return newest == newest_packed_.end() || hour <= newest->second;
}

void ChannelNumbers::packed(ChunkKey key) {
    HourIndex& newest = newest_packed_[series_of(key)];
    newest = std::max(newest, hour_of_key(key));
}

std::vector<std::int64_t> ChannelNumbers::forget(const HomeId& home) {
    std::vector<std::int64_t> numbers;
    for (const auto& [channel, number] : homes_[home]) {
        numbers.push_back(number);
        for (const Measure measure : kMeasures) {
            newest_packed_.erase(series_number(number, measure));
        }
    }
    homes_.erase(home);
    return numbers;
}

}  // namespace ohmstead
