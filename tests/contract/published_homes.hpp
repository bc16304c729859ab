#pragma once

#include <utility>
#include <vector>

#include "domain/access/aggregates.hpp"
#include "store/home_store.hpp"
#include "store/slot_store.hpp"
#include "store/supply_store.hpp"
#include "support/system_authority.hpp"

namespace ohmstead::test {

// Homes with a meter, whose slots are told day by day.

struct MeteredHome {
    HomeId id;
    ChannelId meter;
};

inline Task<MeteredHome> make_metered_home(HomeStore& homes, Instant now) {
    Home home;
    home.id = HomeId::make();
    home.name = "Home";
    home.time_zone = "Europe/Amsterdam";
    home.currency = "EUR";
    home.country = "NL";
    home.created_at = now;
    Channel meter;
    meter.id = ChannelId::make();
    meter.name = "Meter";
    meter.role = ChannelRole::grid_import;
    const auto system = SystemAuthorityForTests::system_scope();
    const std::vector<Channel> channels{meter};
    (co_await homes.create(system, home, UserId::make())).value();
    (co_await homes.put_channels(system, home.id, channels)).value();
    co_return MeteredHome{.id = home.id, .meter = meter.id};
}

// A UTC day of the meter with these amounts, slot by slot.
inline Block metered_day(const ChannelId& meter, std::chrono::sys_days day,
                         const std::vector<std::int64_t>& amounts, std::uint64_t revision = 1) {
    Block block{.channel = meter,
                .day = day,
                .revision = {.epoch = 1, .sequence = revision},
                .anchor = {},
                .slots = {}};
    auto index = slot_of(Instant{day});
    for (const auto amount : amounts) {
        block.slots.push_back({.index = index++,
                               .amount = amount,
                               .quality = Quality::measured,
                               .seconds_covered = kSlotSeconds});
    }
    return block;
}

}  // namespace ohmstead::test
