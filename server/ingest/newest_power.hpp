#pragma once

#include <unordered_map>
#include <vector>

#include "ingest/live_feed.hpp"
#include "store/live_store.hpp"

namespace ohmstead::ingest {

// The newest power of one home's channels, as an agent sends it. What is only a mean between two
// steps of a counter is nobody's power now, and not sent.
class NewestPower final : public LiveFeed {
public:
    // What is known of the home's channels, at `at`.
    LiveSnapshot snapshot(Revision revision, Instant at) const;

    void on_home(const Home& home, std::vector<Channel> channels) override;
    void on_power(const HomeId& home, std::span<const PowerChange> changes) override;
    void on_state(const HomeId&, std::span<const StateChange>) override {}
    void on_today(const HomeId&, Instant, std::vector<TodayAmount>) override {}
    void on_condition(const HomeId&, const ChannelId&, home_assistant::EntityCondition,
                      Instant) override {}

private:
    std::vector<ChannelId> channels_;
    std::unordered_map<ChannelId, Reading> power_;
};

}  // namespace ohmstead::ingest
