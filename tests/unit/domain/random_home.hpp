#pragma once

#include <random>
#include <string>
#include <vector>

#include "domain/home/channel.hpp"
#include "domain/metering/slot.hpp"
#include "unit/domain/zones.hpp"

namespace ohmstead::test {

inline Channel channel(std::string id, ChannelRole role) {
    Channel made;
    made.id = ChannelId{id};
    made.name = std::move(id);
    made.role = role;
    made.bindings.emplace_back();
    return made;
}

inline Slot whole_slot(SlotIndex index, std::int64_t amount, Quality quality = Quality::measured) {
    return {.index = index, .amount = amount, .quality = quality, .seconds_covered = 900};
}

// A home with everything, whose meters know nothing about each other, so that no sum is right by
// chance. Every channel has some holes.
struct RandomHome {
    std::vector<Channel> channels;
    std::vector<ChannelSlots> slots;

    RandomHome(std::uint64_t seed, Span span, std::size_t devices, bool holes = true) {
        channels = {channel("import", ChannelRole::grid_import),
                    channel("export", ChannelRole::grid_export),
                    channel("solar", ChannelRole::solar),
                    channel("charge", ChannelRole::battery_charge),
                    channel("discharge", ChannelRole::battery_discharge)};
        for (std::size_t i = 0; i < devices; ++i) {
            channels.push_back(channel("device" + std::to_string(i), ChannelRole::device));
        }
        std::mt19937_64 random{seed};
        for (const auto& of : channels) {
            ChannelSlots column{of.id, {}};
            column.slots.reserve(static_cast<std::size_t>(slot_of(span.to) - slot_of(span.from)));
            for (auto slot = slot_of(span.from); slot < slot_of(span.to); ++slot) {
                const auto roll = random();
                if (holes && roll % 100 == 0) {
                    continue;
                }
                column.slots.push_back(
                    whole_slot(slot, static_cast<std::int64_t>((roll >> 8) % 5'000'000),
                               roll % 50 == 1 ? Quality::estimated : Quality::measured));
            }
            slots.push_back(std::move(column));
        }
    }
};

}  // namespace ohmstead::test
