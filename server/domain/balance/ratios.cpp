#include "domain/balance/ratios.hpp"

#include <algorithm>

namespace ohmstead {
namespace {

std::optional<double> share(std::int64_t part, std::int64_t whole) {
    if (whole <= 0) {
        return std::nullopt;
    }
    return std::clamp(static_cast<double>(part) / static_cast<double>(whole), 0.0, 1.0);
}

std::optional<double> rest(std::int64_t part, std::int64_t whole) {
    return share(whole - std::min(part, whole), whole);
}

}  // namespace

Ratios ratios(const Flows& flows, const std::optional<Discharge>& discharge) {
    const auto use = flows.grid_to_home + flows.solar_to_home + flows.battery_to_home;
    const auto import = flows.grid_to_home + flows.grid_to_battery + flows.grid_to_grid;
    Ratios result{.grid_independence = rest(import, use),
                  .direct_self_sufficiency = rest(flows.grid_to_home, use),
                  .self_sufficiency = std::nullopt,
                  .self_consumption = std::nullopt};
    if (discharge) {
        const auto used = flows.solar_to_home + discharge->to_home.solar;
        const auto exported = flows.solar_to_grid + discharge->to_grid.solar;
        result.self_sufficiency = rest(flows.grid_to_home + discharge->to_home.grid, use);
        result.self_consumption = share(used, used + exported);
    }
    return result;
}

Untracked untracked(std::int64_t home, std::int64_t residual, std::int64_t tracked, bool assumed) {
    if (tracked <= home) {
        return {.amount = home - tracked};
    }
    return {.deficit = tracked - home,
            .reason = residual < 0 ? DeficitReason::source_missing
                      : assumed    ? DeficitReason::timing_assumed
                                   : DeficitReason::meters_disagree};
}

}  // namespace ohmstead
