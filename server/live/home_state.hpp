#pragma once

#include <optional>
#include <set>
#include <span>
#include <unordered_map>
#include <vector>

#include "domain/home/channel.hpp"
#include "domain/home/home.hpp"
#include "ingest/live_feed.hpp"
#include "live/frames.hpp"

namespace ohmstead::live {

// The newest values of one home, what they come to, and what changed since it was last asked. Pure.
class HomeState {
public:
    HomeState(const Home& home, std::vector<Channel> channels);

    // Takes a new set of channels; values of those that stay are kept.
    void configure(const Home& home, std::vector<Channel> channels);

    // Values that are older than what is known are left alone.
    void set_power(const ingest::PowerChange& change);
    void set_state(const ingest::StateChange& change);
    // True when anything differs from before.
    bool set_condition(const ChannelId& channel, EntityCondition condition);
    // A sum to which a channel without an amount belongs is unknown.
    bool set_today(Instant midnight, std::span<const ingest::TodayAmount> amounts);
    void set_connection(Connection connection) { connection_ = std::move(connection); }

    bool has_changes() const { return !changed_.empty(); }
    // What changed since the last call.
    PowerFrame take_changes(std::uint64_t seq, Instant now);
    SnapshotFrame snapshot(std::uint64_t seq, Instant now) const;
    const std::optional<TodayFrame>& today() const { return today_; }
    // Of its channels, by their ids.
    const std::unordered_map<std::string, ChannelRole>& roles() const { return roles_; }

private:
    struct Value {
        Reading reading;
        ingest::PowerKind kind = ingest::PowerKind::measured;
        Milliseconds mean_over{0};
        bool kind_changed = true;
    };

    BalanceFrame balance() const;
    bool power_is_known(ChannelRole role) const;
    bool has_role(ChannelRole role) const;

    Home home_;
    std::vector<Channel> channels_;
    std::unordered_map<ChannelId, std::size_t> position_;
    std::unordered_map<std::string, ChannelRole> roles_;
    std::vector<bool> counts_;  // whether a channel's power is added to its role's
    std::unordered_map<ChannelId, Value> power_;
    std::unordered_map<ChannelId, Reading> state_;
    std::unordered_map<ChannelId, EntityCondition> conditions_;
    std::set<ChannelId> changed_;
    std::optional<TodayFrame> today_;
    Connection connection_{.state = "not_configured", .message = ""};
};

}  // namespace ohmstead::live
