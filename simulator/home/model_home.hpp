#pragma once

#include <optional>
#include <vector>

#include "simulator/base/clock.hpp"
#include "simulator/home/home_spec.hpp"
#include "simulator/home/journal.hpp"
#include "simulator/home/meter.hpp"
#include "simulator/model/timeline.hpp"
#include "simulator/peer/home.hpp"

namespace ohmstead::simulator {

/// A home whose every value comes from the physical model.
class ModelHome final : public Home {
public:
    /// Works out the whole past, which takes some tenths of a second. `clock` must outlive it.
    /// What is done to the home is kept in the file `journal`, if one is named.
    /// Throws std::runtime_error when the home does not fit together.
    ModelHome(HomeSpec spec, const SimClock& clock, std::string journal = "");

    const Directory& directory() const override { return directory_; }
    StateMachine& states() override { return states_; }
    Millis now() const override { return clock_.now(); }
    Millis tick() override;
    std::vector<StatisticInfo> statistics_info() const override;
    std::vector<StatisticRow> statistics(const std::string& id, Millis from, Millis to,
                                         bool five_minutes) override;
    std::vector<HistoryRow> history(const std::string& entity_id, Millis from, Millis to) override;
    std::vector<std::pair<Millis, double>> solar_forecast() override;
    ServiceResult switch_entity(const std::string& entity_id, std::string_view service) override;
    std::optional<boost::json::object> act(std::string_view name,
                                           const boost::json::object& parameters) override;
    std::vector<std::string> abilities() const override;
    std::optional<boost::json::object> ledger(Millis from, Millis to) override;

    /// What an entity shows at the instant of a cursor: a state, or nothing when nothing new was
    /// written just then.
    std::optional<std::string> shown_at(const std::string& entity_id, const Cursor& cursor) const;

    const HomeSpec& spec() const { return spec_; }
    const HomeModel& model() const { return model_; }
    const Timeline& timeline() const { return timeline_; }

private:
    /// An entity at work.
    struct Channel {
        EntitySpec spec;
        int signal = 0;
        std::optional<Meter> meter{};
        Presence presence;
        std::optional<std::size_t> action{};  // of a toggle: what its last switching set off
        bool on = true;                       // of a toggle that is a relay

        bool counts() const { return meter.has_value(); }
    };

    void add_channel(const EntitySpec& entity);
    AmountAt amounts(int signal) const;
    const Channel* find(const std::string& entity_id) const;
    Channel* find(const std::string& entity_id);
    std::string text(const Channel& channel, const Cursor& cursor) const;
    void report(Channel& channel, Millis at);
    void report_rates(Millis at);
    void announce_statistics(Millis at);
    std::size_t begin_action(const Action& action);
    void restore_relays(Millis now);
    /// Brings the live cursor to this very moment, so that what follows begins now.
    Millis arrive();
    void start(ActionKind kind, const boost::json::object& parameters, std::int64_t value, int load,
               double default_seconds, Millis at);
    /// An empty `entity_id` means all entities.
    void incident(IncidentKind kind, const std::string& entity_id, Millis from, Millis to,
                  double amount);
    std::string energy_entity(std::string_view signal) const;

    /// When the last state of a window was written; nothing if there was none.
    static std::optional<Millis> last_sample(const Channel& channel, Millis start, Millis end);
    std::optional<StatisticRow> mean_row(const Channel& channel, Millis start, Millis end,
                                         Walker& walker) const;
    void sum_rows(const Channel& channel, Millis from, Millis to, Millis window,
                  std::vector<StatisticRow>& rows) const;

    HomeSpec spec_;
    const SimClock& clock_;
    HomeModel model_;
    Journal journal_;
    Actions actions_;
    Timeline timeline_;
    Directory directory_;
    StateMachine states_;
    std::vector<Channel> channels_;
    std::optional<Cursor> live_;
    Millis skew_ = 0;  // how far the stamps of states are off, after a jump of the clock
    Millis next_ = 0;  // next instant at which entities report
};

}  // namespace ohmstead::simulator
