#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "simulator/model/actions.hpp"
#include "simulator/model/model_spec.hpp"

namespace ohmstead::simulator {

/// A quantity of the home that has a value at every instant. Values are whole numbers; `scale` of
/// them make one unit (1000 for mW to W, mL/h to L/h, and so on).
struct Signal {
    std::string name{};
    double scale = 1000;
};

/// Everything about one local day that does not depend on the battery or on what people do.
struct DayPlan {
    DayFrame frame{};
    std::vector<std::vector<std::int64_t>> loads{};  // per load, mW of each minute
    std::vector<std::vector<std::int64_t>> flows{};
    std::vector<std::vector<std::int64_t>> solar{};
    std::vector<std::int64_t> price{};        // per quarter of an hour
    std::vector<std::int64_t> carbon{};       // per 5 minutes
    std::vector<std::int64_t> temperature{};  // per 15 minutes
    std::int64_t forecast_mwh = 0;            // solar energy expected today

    bool holds(Millis t) const {
        return t >= frame.day.start && t < frame.day.start + frame.day.minutes * kMinute;
    }
};

/// Rates of all signals, constant until something changes, but for a flicker of the base load that
/// is felt by the signals in `up` (and by those in `down` with the other sign).
struct Rates {
    std::vector<std::int64_t> value{};
    BatteryFlow battery{};
    std::int64_t flicker = 0;  // greatest deviation, mW
    std::vector<int> up{};
    std::vector<int> down{};
};

/// The physics of a home: a pure function of its description and the time, apart from the content
/// of the battery, which `Timeline` carries along. At every instant, in whole milliwatts,
///     grid.net = home + battery.charge - battery.discharge - solar.
class HomeModel {
public:
    /// Throws std::runtime_error when the description contradicts itself.
    explicit HomeModel(ModelSpec spec);

    const ModelSpec& spec() const { return spec_; }
    const Zone& zone() const { return zone_; }
    const std::vector<Signal>& signals() const { return signals_; }
    /// Index of a signal; -1 when the home has none of that name.
    int signal(std::string_view name) const;
    int load(std::string_view id) const;

    DayPlan plan_day(Millis t) const;
    /// Rates at `t`, to be kept up for `span`, with `content` in the battery (mW x ms).
    void evaluate(const DayPlan& plan, Millis t, Millis span, std::int64_t content,
                  const Effects& effects, Rates& out) const;
    /// Solar energy of every hour of the local day of `t` under its expected sky, in Wh.
    std::vector<std::pair<Millis, double>> solar_forecast(Millis t) const;

private:
    int add_signal(std::string name, double scale = 1000);
    void add_grid_signals();
    void plan_solar(DayPlan& plan) const;
    std::int64_t sum_loads(const DayPlan& plan, std::size_t minute, const Effects& effects,
                           Rates& out, std::int64_t (&phases)[3]) const;
    std::int64_t sum_solar(const DayPlan& plan, std::size_t minute, const Effects& effects,
                           Rates& out, std::int64_t (&phases)[3]) const;
    void set_grid(Millis t, std::int64_t net, Rates& out) const;
    void set_flicker(Millis t, const Effects& effects, Rates& out) const;
    bool low_tariff(Millis t) const;

    ModelSpec spec_;
    Zone zone_;
    Weather weather_;
    Market market_;
    std::vector<Signal> signals_;
    std::vector<int> parent_;  // per load
    struct {
        int home, solar, charge, discharge, battery, soc, net, import_, export_;
        int import_low, import_normal, export_low, export_normal, phase, flows, solar_first;
        int price, carbon, temperature, forecast;
    } at_{};
};

}  // namespace ohmstead::simulator
