#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json.hpp>

#include "simulator/peer/state_machine.hpp"

namespace ohmstead::simulator {

/// One row of a statistic, in the unit the statistic is stored in.
struct StatisticRow {
    Millis start = 0;
    Millis end = 0;
    std::optional<double> change{};
    std::optional<double> sum{};
    std::optional<double> state{};
    std::optional<double> mean{};
    std::optional<double> min{};
    std::optional<double> max{};
};

struct HistoryRow {
    Millis at = 0;
    std::string state{};
};

/// What Home Assistant knows about a statistic.
struct StatisticInfo {
    std::string id{};
    std::string source = "recorder";
    std::string name{};
    std::string unit{};
    std::string unit_class{};  // empty = null
    bool has_sum = false;
    bool has_mean = false;
};

/// What an installation says about itself; everything is ready to be sent.
struct Directory {
    std::string id{};
    std::string location_name{};
    std::string time_zone = "UTC";
    std::string currency = "EUR";
    std::string country = "NL";
    std::string language = "en";
    double latitude = 0;
    double longitude = 0;
    int elevation = 0;
    boost::json::array areas{};
    boost::json::array devices{};
    boost::json::array entities{};
    std::optional<boost::json::object> energy{};  // none = never configured
    boost::json::object cost_sensors{};
    boost::json::array forecast_domains{};
};

enum class ServiceResult { done, no_such_entity, no_such_service };

/// The content of one simulated Home Assistant; what speaks for it to clients is `Peer`.
class Home {
public:
    virtual ~Home() = default;

    virtual const Directory& directory() const = 0;
    virtual StateMachine& states() = 0;
    /// The time this home lives in.
    virtual Millis now() const = 0;
    /// Brings the states up to `now()` and returns how long (wall time, ms) nothing is to be done.
    virtual Millis tick() = 0;

    virtual std::vector<StatisticInfo> statistics_info() const = 0;
    /// Rows that start in [from, to), every hour or every five minutes, in order of time.
    virtual std::vector<StatisticRow> statistics(const std::string& id, Millis from, Millis to,
                                                 bool five_minutes) = 0;
    /// States written in [from, to), the one valid at `from` first.
    virtual std::vector<HistoryRow> history(const std::string& entity_id, Millis from,
                                            Millis to) = 0;
    /// Expected solar energy by hour, Wh; empty when the home has none.
    virtual std::vector<std::pair<Millis, double>> solar_forecast() { return {}; }

    /// Switches something. `service` is turn_on, turn_off or toggle.
    virtual ServiceResult switch_entity(const std::string& entity_id, std::string_view service) = 0;

    /// Acts on the home by the name of an action; the parameters depend on it. Returns the answer,
    /// nothing for an unknown name. Throws std::runtime_error for wrong parameters.
    virtual std::optional<boost::json::object> act(std::string_view name,
                                                   const boost::json::object& parameters) = 0;
    /// Names of the actions a person can see the effect of in this home.
    virtual std::vector<std::string> abilities() const { return {}; }
    /// True amounts per role and entity in [from, to); nothing when the home does not know them.
    virtual std::optional<boost::json::object> ledger(Millis from, Millis to) = 0;
};

}  // namespace ohmstead::simulator
