#pragma once

#include <optional>
#include <vector>

#include "simulator/peer/home.hpp"
#include "simulator/replay/replay_map.hpp"

namespace ohmstead::simulator {

/// A recorded home, lived through again. Its time is the recording's: it stands still at the first
/// reading until a client subscribes to states, and ends with the last.
class ReplayHome final : public Home {
public:
    /// `speed` times as fast as it was recorded; 0 = as fast as the clients read.
    ReplayHome(ReplayMap map, Recording recording, double speed, bool paused);

    const Directory& directory() const override { return directory_; }
    StateMachine& states() override { return states_; }
    Millis now() const override;
    Millis tick() override;
    std::vector<StatisticInfo> statistics_info() const override;
    std::vector<StatisticRow> statistics(const std::string& id, Millis from, Millis to,
                                         bool five_minutes) override;
    std::vector<HistoryRow> history(const std::string& entity_id, Millis from, Millis to) override;
    ServiceResult switch_entity(const std::string&, std::string_view) override {
        return ServiceResult::no_such_entity;
    }
    /// `replay`: where it stands; `{"pause":true}` halts it, `{"pause":false}` lets it go on.
    std::optional<boost::json::object> act(std::string_view name,
                                           const boost::json::object& parameters) override;
    /// Per counter what the replayed part of the file adds up to in (from, to].
    std::optional<boost::json::object> ledger(Millis from, Millis to) override;

private:
    void emit_row();
    std::optional<std::size_t> column(const std::string& entity_id) const;
    std::vector<StatisticRow> sum_rows(std::size_t column, Millis from, Millis to,
                                       Millis window) const;
    std::vector<StatisticRow> mean_rows(std::size_t column, Millis from, Millis to,
                                        Millis window) const;

    ReplayMap map_;
    Recording recording_;
    Directory directory_;
    StateMachine states_;
    std::vector<boost::json::object> attributes_;
    double speed_;
    std::size_t position_ = 0;  // rows that have been emitted
    bool paused_;
    Millis started_wall_ = 0;
    Millis started_at_ = 0;
};

}  // namespace ohmstead::simulator
