#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "domain/home/channel.hpp"
#include "home_assistant/link.hpp"
#include "home_assistant/reading_sink.hpp"

namespace ohmstead::ingest {

// Readings of a source, as one channel takes them.
struct ChannelReadings {
    std::size_t channel = 0;  // position among the home's channels
    Measure measure = Measure::counter;
    std::uint8_t rank = 0;
    std::vector<Reading> readings;
};

// Knows which bindings of a home take which source. Pure; made anew when the channels change.
class SourceRouter {
public:
    explicit SourceRouter(const std::vector<Channel>& channels);

    // What the home's channels take from `source`: nothing when nobody is bound to it or its
    // quantity is not the channel's; several entries for a signed source that is split.
    std::vector<ChannelReadings> route(const home_assistant::SourceReadings& source) const;

    // Every source that some binding takes from Home Assistant, without repeats.
    std::vector<home_assistant::WatchedSource> watched() const;

    // The channels whose device shows its state by this entity.
    std::vector<std::size_t> channels_of_entity(std::string_view entity) const;

private:
    struct Taker {
        std::size_t channel;
        Quantity quantity;
        Binding binding;
    };
    static std::string key_of(std::string_view source, Measure measure);

    std::unordered_map<std::string, std::vector<Taker>> takers_;
    std::multimap<std::string, std::size_t, std::less<>> entities_;
};

}  // namespace ohmstead::ingest
