#pragma once

#include <cstdint>
#include <optional>

#include <boost/describe/enum.hpp>

#include "domain/balance/storage_content.hpp"

namespace ohmstead {

// Shares of 0 to 1, of flows that were attributed slot by slot and then summed: they cannot be made
// from sums of meters. Each is nothing where there is nothing to have a share of.
struct Ratios {
    // 1 - import / use, at least 0. Charging a battery from the grid lowers it. Home Assistant's
    // "self-sufficiency".
    std::optional<double> grid_independence;
    // 1 - what the grid gave the home directly / use: all that a battery gives counts as own.
    std::optional<double> direct_self_sufficiency;
    // 1 - (what the grid gave directly + what the batteries gave that had come from the grid) /
    // use. What was in a battery before its first known charge counts as own. Ours, where nothing
    // else is said.
    std::optional<double> self_sufficiency;
    // Solar that the home used, directly or out of a battery, of all that it used or exported. What
    // is charged counts when it comes out.
    std::optional<double> self_consumption;

    friend bool operator==(const Ratios&, const Ratios&) = default;
};

// `discharge` is of the same slots as `flows`; without it, only what needs no origins is told.
Ratios ratios(const Flows& flows, const std::optional<Discharge>& discharge);

// Why devices would add up to more than the home that they are part of.
enum class DeficitReason : std::uint8_t {
    none,
    source_missing,  // more left the home than came in: a source of energy is not measured
    timing_assumed,  // a device's meter is coarse or was not heard of: it may be the other way soon
    meters_disagree,  // all are known, and do not match
};
BOOST_DESCRIBE_ENUM(DeficitReason, none, source_missing, timing_assumed, meters_disagree)

// What a home used without any of its devices telling. Never negative: what the devices tell beyond
// the home is kept apart, with its reason.
struct Untracked {
    std::int64_t amount = 0;
    std::int64_t deficit = 0;
    DeficitReason reason = DeficitReason::none;

    friend bool operator==(const Untracked&, const Untracked&) = default;
};

// `tracked` is what the top-level devices add up to in the slots that `home` and `residual`, the
// sums of Balance, are of; `assumed` is whether the timing of any of it is assumed.
Untracked untracked(std::int64_t home, std::int64_t residual, std::int64_t tracked, bool assumed);

}  // namespace ohmstead
