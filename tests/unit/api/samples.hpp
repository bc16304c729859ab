#pragma once

#include <string>
#include <utility>

#include "domain/home/channel.hpp"
#include "domain/home/home.hpp"

namespace ohmstead::test {

inline Home sample_home(HomeId id) {
    Home home;
    home.id = std::move(id);
    home.name = "House";
    home.time_zone = "Europe/Amsterdam";
    home.currency = "EUR";
    home.country = "NL";
    return home;
}

// A channel in use, with one binding.
inline Channel sample_channel(ChannelRole role, Measure measure, std::string source = "sensor.a",
                              SourceType type = SourceType::entity) {
    Binding binding;
    binding.id = BindingId::make();
    binding.source_type = type;
    binding.source_id = std::move(source);
    binding.measure = measure;
    Channel channel;
    channel.id = ChannelId::make();
    channel.name = "A channel";
    channel.role = role;
    channel.bindings = {std::move(binding)};
    return channel;
}

}  // namespace ohmstead::test
