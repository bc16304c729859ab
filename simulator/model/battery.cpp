#include "simulator/model/battery.hpp"

#include <algorithm>

namespace ohmstead::simulator {

BatteryFlow dispatch(const BatterySpec& battery, std::int64_t content, std::int64_t surplus_mw,
                     Millis span, bool from_grid) {
    const std::int64_t capacity = battery.capacity_mwh * kPerMilliwattHour;
    const std::int64_t reserve = capacity / 100 * battery.reserve_percent;
    if (from_grid) {
        surplus_mw = std::max(surplus_mw, battery.charge_mw / 2);
    }
    if (surplus_mw > 0) {
        const std::int64_t room = (capacity - content) / span * 100 / battery.efficiency_percent;
        return {.charge_mw =
                    std::max<std::int64_t>(0, std::min({surplus_mw, battery.charge_mw, room}))};
    }
    const std::int64_t left = (content - reserve) / span * battery.efficiency_percent / 100;
    return {.discharge_mw =
                std::max<std::int64_t>(0, std::min({-surplus_mw, battery.discharge_mw, left}))};
}

std::int64_t content_after(const BatterySpec& battery, std::int64_t content, BatteryFlow flow,
                           Millis span) {
    return content + flow.charge_mw * span / 100 * battery.efficiency_percent -
           flow.discharge_mw * span / battery.efficiency_percent * 100;
}

}  // namespace ohmstead::simulator
