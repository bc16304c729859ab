#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/ids.hpp"
#include "domain/home/channel.hpp"
#include "domain/home/entity_condition.hpp"
#include "domain/home/home.hpp"
#include "domain/metering/reading.hpp"

namespace ohmstead::ingest {

// Whether a power value is what the source said, or the mean between two steps of its counter,
// which is never shown as an instant.
enum class PowerKind { measured, mean };

struct PowerChange {
    ChannelId channel;
    Reading power;  // base units
    PowerKind kind = PowerKind::measured;
    Milliseconds mean_over{0};  // of a mean: the time between the two steps
};

// A channel of a state role.
struct StateChange {
    ChannelId channel;
    Reading state;
};

// What a channel amounted to since local midnight, in base units.
struct TodayAmount {
    ChannelId channel;
    std::int64_t amount = 0;
    std::int64_t estimated = 0;      // part of it whose timing is assumed
    std::optional<Instant> until{};  // when the newest reading in it was true
};

// Hears of everything new, in the turn of the I/O thread in which it arrived. Must not block.
class LiveFeed {
public:
    virtual ~LiveFeed() = default;
    // The home and its channels, before anything else is said of them and whenever they change.
    virtual void on_home(const Home& home, std::vector<Channel> channels) = 0;
    virtual void on_power(const HomeId& home, std::span<const PowerChange> changes) = 0;
    virtual void on_state(const HomeId& home, std::span<const StateChange> changes) = 0;
    // Of the home's flow channels, for the local day that starts at `midnight`: all whose amount is
    // known.
    virtual void on_today(const HomeId& home, Instant midnight,
                          std::vector<TodayAmount> amounts) = 0;
    virtual void on_condition(const HomeId& home, const ChannelId& channel,
                              EntityCondition condition, Instant since) = 0;
};

}  // namespace ohmstead::ingest
