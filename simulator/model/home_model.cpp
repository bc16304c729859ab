#include "simulator/model/home_model.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "simulator/base/noise.hpp"

namespace ohmstead::simulator {

namespace {

constexpr std::int64_t kFlicker = 14'000;  // mW
constexpr double kSystemShare = 0.88;      // of the irradiance times peak that reaches the meter

std::uint64_t seed_of(std::uint64_t seed, std::string_view id) {
    std::uint64_t key = 0xcbf29ce484222325ULL;
    for (const char c : id) {
        key = (key ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    }
    return hash(seed, key);
}

void spread(std::int64_t mw, int phase, std::int64_t (&phases)[3]) {
    if (phase > 0) {
        phases[phase - 1] += mw;
        return;
    }
    const std::int64_t third = mw / 3;
    phases[0] += mw - 2 * third;
    phases[1] += third;
    phases[2] += third;
}

}  // namespace

HomeModel::HomeModel(ModelSpec spec)
    : spec_(std::move(spec)),
      zone_(spec_.time_zone),
      weather_(spec_.climate, seed_of(spec_.seed, "weather")),
      market_(spec_.price, spec_.carbon_mean_g, seed_of(spec_.seed, "market")) {
    for (const LoadSpec& each : spec_.loads) {
        add_signal("load." + each.id);
    }
    for (const LoadSpec& each : spec_.loads) {
        parent_.push_back(each.parent.empty() ? -1 : load(each.parent));
        if (!each.parent.empty() && parent_.back() < 0) {
            throw std::runtime_error("load '" + each.id + "' has an unknown parent");
        }
    }
    at_.solar_first = static_cast<int>(signals_.size());
    for (const SolarSpec& each : spec_.solar) {
        add_signal("solar." + each.id);
    }
    at_.flows = static_cast<int>(signals_.size());
    for (const FlowSpec& each : spec_.flows) {
        add_signal("flow." + each.id);
    }
    add_grid_signals();
}

void HomeModel::add_grid_signals() {
    at_.home = add_signal("home");
    at_.solar = add_signal("solar");
    at_.charge = add_signal("battery.charge");
    at_.discharge = add_signal("battery.discharge");
    at_.battery = add_signal("battery.power");
    at_.soc = add_signal("battery.soc");
    at_.net = add_signal("grid.net");
    at_.import_ = add_signal("grid.import");
    at_.export_ = add_signal("grid.export");
    at_.import_low = add_signal("grid.import.low");
    at_.import_normal = add_signal("grid.import.normal");
    at_.export_low = add_signal("grid.export.low");
    at_.export_normal = add_signal("grid.export.normal");
    at_.phase = add_signal("phase.L1");
    add_signal("phase.L2");
    add_signal("phase.L3");
    at_.price = add_signal("price", 1e6);
    at_.carbon = add_signal("carbon");
    at_.temperature = add_signal("temperature");
    at_.forecast = add_signal("solar.forecast_today", 1e6);
}

int HomeModel::add_signal(std::string name, double scale) {
    signals_.push_back({.name = std::move(name), .scale = scale});
    return static_cast<int>(signals_.size()) - 1;
}

int HomeModel::signal(std::string_view name) const {
    const auto found = std::ranges::find(signals_, name, &Signal::name);
    return found == signals_.end() ? -1 : static_cast<int>(found - signals_.begin());
}

int HomeModel::load(std::string_view id) const {
    const auto found = std::ranges::find(spec_.loads, id, &LoadSpec::id);
    return found == spec_.loads.end() ? -1 : static_cast<int>(found - spec_.loads.begin());
}

DayPlan HomeModel::plan_day(Millis t) const {
    DayPlan plan;
    plan.frame.day = zone_.day_of(t);
    const LocalDay& day = plan.frame.day;
    const auto minutes = static_cast<std::size_t>(day.minutes);
    const Millis noon = day.start + 12 * kHour;
    plan.frame.away = std::ranges::any_of(
        spec_.away, [&](const Span& span) { return span.from <= noon && noon < span.to; });

    const auto fill = [&](const std::string& id, const Pattern& pattern) {
        std::vector<std::int64_t> out(minutes);
        fill_day(pattern, seed_of(spec_.seed, id), plan.frame, weather_, out);
        return out;
    };
    for (const LoadSpec& each : spec_.loads) {
        plan.loads.push_back(fill(each.id, each.pattern));
    }
    for (const FlowSpec& each : spec_.flows) {
        plan.flows.push_back(fill(each.id, each.pattern));
    }
    for (std::size_t i = 0; i < minutes; i += 15) {
        const Millis at = day.start + static_cast<Millis>(i) * kMinute;
        plan.price.push_back(std::llround(market_.price(at, day, weather_) * 1e6));
        plan.temperature.push_back(std::llround(weather_.temperature_c(at, day) * 10.0) * 100);
    }
    for (std::size_t i = 0; i < minutes; i += 5) {
        const Millis at = day.start + static_cast<Millis>(i) * kMinute;
        plan.carbon.push_back(std::llround(market_.carbon_g(at, day) * 1000.0));
    }

    plan_solar(plan);
    return plan;
}

void HomeModel::plan_solar(DayPlan& plan) const {
    const LocalDay& day = plan.frame.day;
    const auto minutes = static_cast<std::size_t>(day.minutes);
    plan.solar.assign(spec_.solar.size(), std::vector<std::int64_t>(minutes));
    double clear_wh = 0;
    double expected_wh = 0;
    std::vector<double> clear(spec_.solar.size());
    for (std::size_t i = 0; i < minutes && !spec_.solar.empty(); ++i) {
        const Millis at = day.start + static_cast<Millis>(i) * kMinute;
        // The sun moves slowly: one position per five minutes, the clouds every minute.
        if (i % 5 == 0) {
            const Sun sun = sun_at(at + 150 * kSecond, spec_.latitude, spec_.longitude);
            for (std::size_t s = 0; s < clear.size(); ++s) {
                const SolarSpec& string = spec_.solar[s];
                clear[s] = string.peak_w * kSystemShare * clear_sky(sun, string.surface);
            }
        }
        const double sum = std::accumulate(clear.begin(), clear.end(), 0.0);
        if (sum == 0) {
            continue;
        }
        const double sky = weather_.sky(at);
        for (std::size_t s = 0; s < clear.size(); ++s) {
            const double w = clear[s] * sky;
            // An inverter does not wake up for a few watts.
            plan.solar[s][i] =
                w < 4.0 ? 0 : std::llround(std::min(w, spec_.solar[s].peak_w) * 1000.0);
        }
        clear_wh += sum / 60.0;
        expected_wh += sum * sky / 60.0;
    }
    const double error = 0.85 + 0.3 * uniform(seed_of(spec_.seed, "forecast"), day.number);
    plan.forecast_mwh = std::llround(std::min(clear_wh, expected_wh * error) * 1000.0);
}

std::vector<std::pair<Millis, double>> HomeModel::solar_forecast(Millis t) const {
    const DayPlan plan = plan_day(t);
    std::vector<std::pair<Millis, double>> hours;
    std::int64_t total = 0;
    for (int hour = 0; hour < plan.frame.day.minutes / 60; ++hour) {
        std::int64_t sum = 0;
        for (const auto& string : plan.solar) {
            for (int minute = 0; minute < 60; ++minute) {
                sum += string[static_cast<std::size_t>(hour * 60 + minute)];
            }
        }
        total += sum;
        hours.emplace_back(plan.frame.day.start + hour * kHour, static_cast<double>(sum) / 6e4);
    }
    const double scale =
        total > 0 ? static_cast<double>(plan.forecast_mwh) * 60.0 / static_cast<double>(total) : 0;
    for (auto& [start, wh] : hours) {
        wh = std::round(wh * scale);
    }
    return hours;
}

std::int64_t HomeModel::sum_loads(const DayPlan& plan, std::size_t minute, const Effects& effects,
                                  Rates& out, std::int64_t (&phases)[3]) const {
    const std::size_t count = spec_.loads.size();
    for (std::size_t i = 0; i < count; ++i) {
        out.value[i] = plan.loads[i][minute];
    }
    for (const auto& [index, mw] : effects.loads) {
        out.value[static_cast<std::size_t>(index)] = mw;
    }
    std::int64_t home = 0;
    for (std::size_t i = 0; i < count; ++i) {
        home += out.value[i];
        spread(out.value[i], spec_.loads[i].phase, phases);
    }
    // A strip shows itself and its children; only now, so that no child is counted twice.
    for (std::size_t i = 0; i < count; ++i) {
        if (parent_[i] >= 0) {
            out.value[static_cast<std::size_t>(parent_[i])] += out.value[i];
        }
    }
    return home;
}

std::int64_t HomeModel::sum_solar(const DayPlan& plan, std::size_t minute, const Effects& effects,
                                  Rates& out, std::int64_t (&phases)[3]) const {
    std::int64_t solar = 0;
    for (std::size_t s = 0; s < spec_.solar.size(); ++s) {
        std::int64_t mw = plan.solar[s][minute];
        if (effects.noon > 0) {
            mw = std::llround(spec_.solar[s].peak_w) * effects.noon;
        }
        mw = mw * effects.cloud / 1000;
        out.value[static_cast<std::size_t>(at_.solar_first) + s] = mw;
        solar += mw;
        spread(-mw, spec_.solar[s].phase, phases);
    }
    return solar;
}

bool HomeModel::low_tariff(Millis t) const {
    if (!spec_.low_tariff) {
        return false;
    }
    const Millis local = t + zone_.offset(t);
    const auto hour = static_cast<int>(local / kHour % 24);
    const auto weekday = static_cast<int>((local / kDay + 3) % 7);  // 1970-01-01 was a Thursday
    return weekday >= 5 || hour >= spec_.low_tariff->from_hour || hour < spec_.low_tariff->to_hour;
}

void HomeModel::set_grid(Millis t, std::int64_t net, Rates& out) const {
    const auto set = [&out](int signal, std::int64_t value) {
        out.value[static_cast<std::size_t>(signal)] = value;
    };
    const std::int64_t taken = std::max<std::int64_t>(net, 0);
    const std::int64_t given = std::max<std::int64_t>(-net, 0);
    const bool low = low_tariff(t);
    set(at_.net, net);
    set(at_.import_, taken);
    set(at_.export_, given);
    set(at_.import_low, low ? taken : 0);
    set(at_.import_normal, low ? 0 : taken);
    set(at_.export_low, low ? given : 0);
    set(at_.export_normal, low ? 0 : given);
}

void HomeModel::set_flicker(Millis t, const Effects& effects, Rates& out) const {
    out.up.clear();
    out.down.clear();
    out.flicker = static_cast<std::int64_t>(static_cast<double>(kFlicker) *
                                            uniform(spec_.seed ^ 0x51, t / kMinute));
    const bool low = low_tariff(t);
    const std::int64_t net = out.value[static_cast<std::size_t>(at_.net)];
    const bool overridden =
        std::ranges::any_of(effects.loads, [](const auto& each) { return each.first == 0; });
    if (overridden || out.value[0] < kFlicker) {
        out.flicker = 0;
        return;
    }
    out.up = {0, at_.home};
    // Whoever balances the home feels it, as long as it does not reach one of its limits.
    if (out.battery.discharge_mw > kFlicker && net == 0) {
        out.up.insert(out.up.end(), {at_.discharge, at_.battery, at_.phase});
        out.down.push_back(at_.phase + spec_.battery->phase - 1);
    } else if (out.battery.charge_mw > kFlicker && net == 0) {
        out.up.insert(out.up.end(), {at_.battery, at_.phase});
        out.down.insert(out.down.end(), {at_.charge, at_.phase + spec_.battery->phase - 1});
    } else if (net > kFlicker) {
        out.up.insert(out.up.end(),
                      {at_.net, at_.import_, at_.phase, low ? at_.import_low : at_.import_normal});
    } else if (net < -kFlicker) {
        out.up.insert(out.up.end(), {at_.net, at_.phase});
        out.down.insert(out.down.end(), {at_.export_, low ? at_.export_low : at_.export_normal});
    } else {
        out.up.clear();
        out.flicker = 0;
    }
}

void HomeModel::evaluate(const DayPlan& plan, Millis t, Millis span, std::int64_t content,
                         const Effects& effects, Rates& out) const {
    out.value.assign(signals_.size(), 0);
    const auto minute = static_cast<std::size_t>((t - plan.frame.day.start) / kMinute);
    const auto set = [&out](int signal, std::int64_t value) {
        out.value[static_cast<std::size_t>(signal)] = value;
    };
    std::int64_t phases[3] = {0, 0, 0};
    const std::int64_t home = sum_loads(plan, minute, effects, out, phases);
    const std::int64_t solar = sum_solar(plan, minute, effects, out, phases);
    const std::int64_t price = plan.price[minute / 15];

    out.battery = {};
    if (spec_.battery) {
        const bool paid_to_charge = price < 0 && spec_.price.dynamic;
        out.battery = dispatch(*spec_.battery, content, solar - home, span, paid_to_charge);
        const std::int64_t capacity = spec_.battery->capacity_mwh * kPerMilliwattHour;
        set(at_.soc, content / (capacity / 100'000));
        spread(out.battery.charge_mw - out.battery.discharge_mw, spec_.battery->phase, phases);
    }
    set(at_.home, home);
    set(at_.solar, solar);
    set(at_.charge, out.battery.charge_mw);
    set(at_.discharge, out.battery.discharge_mw);
    set(at_.battery, out.battery.discharge_mw - out.battery.charge_mw);
    set_grid(t, home + out.battery.charge_mw - out.battery.discharge_mw - solar, out);
    for (int i = 0; i < 3; ++i) {
        set(at_.phase + i, phases[i]);
    }
    for (std::size_t i = 0; i < spec_.flows.size(); ++i) {
        set(at_.flows + static_cast<int>(i), plan.flows[i][minute]);
    }
    set(at_.price, price);
    set(at_.carbon, plan.carbon[minute / 5]);
    set(at_.temperature, plan.temperature[minute / 15]);
    set(at_.forecast, plan.forecast_mwh);
    set_flicker(t, effects, out);
}

}  // namespace ohmstead::simulator
