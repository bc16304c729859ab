#include "ingest/source_router.hpp"

#include <algorithm>

namespace ohmstead::ingest {

std::string SourceRouter::key_of(std::string_view source, Measure measure) {
    std::string key(source);
    key += measure == Measure::counter ? "|c" : measure == Measure::power ? "|p" : "|s";
    return key;
}

SourceRouter::SourceRouter(const std::vector<Channel>& channels) {
    for (std::size_t position = 0; position < channels.size(); ++position) {
        const auto& channel = channels[position];
        for (const auto& binding : channel.bindings) {
            if (binding.source_type != SourceType::push) {
                takers_[key_of(binding.source_id, binding.measure)].push_back(
                    {position, quantity_of(channel.role), binding});
            }
        }
        if (!channel.device_entity.empty()) {
            entities_.emplace(channel.device_entity, position);
        }
    }
}

std::vector<ChannelReadings> SourceRouter::route(
    const home_assistant::SourceReadings& source) const {
    std::vector<ChannelReadings> routed;
    const auto found = takers_.find(key_of(source.source, source.measure));
    if (found == takers_.end()) {
        return routed;
    }
    for (const auto& taker : found->second) {
        if (taker.quantity != source.quantity) {
            continue;
        }
        ChannelReadings taken{.channel = taker.channel,
                              .measure = source.measure,
                              .rank = static_cast<std::uint8_t>(source.origin),
                              .readings = {}};
        for (const auto& reading : source.readings) {
            if (is_valid_at(taker.binding, reading.at)) {
                taken.readings.push_back(
                    {reading.at, as_channel_takes(taker.binding, reading.value)});
            }
        }
        if (!taken.readings.empty()) {
            routed.push_back(std::move(taken));
        }
    }
    return routed;
}

std::vector<home_assistant::WatchedSource> SourceRouter::watched() const {
    std::vector<home_assistant::WatchedSource> sources;
    for (const auto& [key, takers] : takers_) {
        const auto& taker = takers.front();
        sources.push_back({.type = taker.binding.source_type,
                           .id = taker.binding.source_id,
                           .measure = taker.binding.measure,
                           .quantity = taker.quantity});
    }
    std::sort(sources.begin(), sources.end(),
              [](const auto& a, const auto& b) { return a.id < b.id; });
    return sources;
}

std::vector<std::size_t> SourceRouter::channels_of_entity(std::string_view entity) const {
    std::vector<std::size_t> channels;
    const auto [first, last] = entities_.equal_range(entity);
    for (auto it = first; it != last; ++it) {
        channels.push_back(it->second);
    }
    return channels;
}

}  // namespace ohmstead::ingest
