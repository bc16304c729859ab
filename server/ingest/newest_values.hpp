#pragma once

#include <unordered_map>
#include <vector>

#include "ingest/live_feed.hpp"
#include "store/live_store.hpp"

namespace ohmstead::ingest {

// The newest values of one home's channels, as an agent sends them. Power that is only a mean
// between two steps of a counter is nobody's power now, and not sent.
class NewestValues final : public LiveFeed {
public:
    // What is known of the home's channels, at `at`.
    LiveSnapshot snapshot(Revision revision, Instant at) const;

    void on_home(const Home& home, std::vector<Channel> channels) override;
    void on_power(const HomeId& home, std::span<const PowerChange> changes) override;
    void on_state(const HomeId& home, std::span<const StateChange> changes) override;
    void on_today(const HomeId&, Instant, std::vector<TodayAmount>) override {}
    void on_condition(const HomeId& home, const ChannelId& channel, EntityCondition condition,
                      Instant since) override;

private:
    struct Switched {
        EntityCondition condition = EntityCondition::unavailable;
        Instant since{};
    };

    std::vector<ChannelId> channels_;
    std::unordered_map<ChannelId, Reading> power_;
    std::unordered_map<ChannelId, Reading> state_;
    std::unordered_map<ChannelId, Switched> switched_;
};

}  // namespace ohmstead::ingest
