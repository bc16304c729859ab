#pragma once

#include "ingest/live_feed.hpp"

namespace ohmstead::ingest {

// A live feed that goes nowhere.
class NobodyLooks : public LiveFeed {
public:
    void on_home(const Home&, std::vector<Channel>) override {}
    void on_power(const HomeId&, std::span<const PowerChange>) override {}
    void on_state(const HomeId&, std::span<const StateChange>) override {}
    void on_today(const HomeId&, Instant, std::vector<TodayAmount>) override {}
    void on_condition(const HomeId&, const ChannelId&, EntityCondition, Instant) override {}
};

}  // namespace ohmstead::ingest
