#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "simulator/base/clock.hpp"
#include "simulator/peer/home.hpp"

namespace ohmstead::simulator {

/// A home that knows its present only: no statistics, no history, and nothing to switch.
class PresentHome : public Home {
public:
    explicit PresentHome(Directory directory) : directory_(std::move(directory)) {}

    const Directory& directory() const override { return directory_; }
    StateMachine& states() override { return states_; }
    Millis now() const override { return wall_now(); }
    Millis tick() override { return kSecond; }
    std::vector<StatisticInfo> statistics_info() const override { return {}; }
    std::vector<StatisticRow> statistics(const std::string&, Millis, Millis, bool) override {
        return {};
    }
    std::vector<HistoryRow> history(const std::string&, Millis, Millis) override { return {}; }
    ServiceResult switch_entity(const std::string&, std::string_view) override {
        return ServiceResult::no_such_entity;
    }
    std::optional<boost::json::object> act(std::string_view, const boost::json::object&) override {
        return {};
    }
    std::optional<boost::json::object> ledger(Millis, Millis) override { return {}; }

private:
    Directory directory_;
    StateMachine states_;
};

}  // namespace ohmstead::simulator
