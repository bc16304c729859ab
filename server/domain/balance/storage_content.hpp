#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "domain/balance/balance.hpp"
#include "domain/metering/slot.hpp"

namespace ohmstead {

// Where energy that came out of the batteries had come from, in mWh.
struct Origins {
    std::int64_t solar = 0;
    std::int64_t grid = 0;
    std::int64_t unknown = 0;  // what was in a battery before its first charge that is known

    std::int64_t sum() const { return solar + grid + unknown; }
    Origins& operator+=(const Origins& other);
    friend bool operator==(const Origins&, const Origins&) = default;
};

// No battery holds more, in mWh; what a faulty meter says beyond is dropped.
inline constexpr std::int64_t kMostContent = 1'000'000'000'000'000;

// What one battery holds of each origin. A charge adds to its origin, a discharge takes from both
// in proportion: so the order in which a day is looked at does not matter, nor where a view starts.
//
// Neither origin is ever negative: what is discharged beyond the content is of unknown origin.
//
// No slot tells when energy is lost in a battery, only that it does not come out again. So what a
// battery held in every slot of a week was lost in it, and both origins shrink by it in proportion.
// A reserve that a household never touches counts as lost, too.
struct StorageContent {
    std::int64_t solar = 0;
    std::int64_t grid = 0;
    // Of one mWh, in 2^-32: what solar is still owed of earlier discharges, which were taken in
    // whole mWh. 0 when a discharge has left nothing to share.
    std::uint32_t owed_to_solar = 0;
    // The least that it held in the week of its newest slot, in mWh, and which week that is: they
    // are counted in UTC, as whole ones since 1970.
    std::int64_t least = 0;
    std::uint32_t week = 0;

    std::int64_t sum() const { return solar + grid; }

    friend bool operator==(const StorageContent&, const StorageContent&) = default;
};

// What each battery of a home holds, in the order of its batteries (parts.hpp).
using Storage = std::vector<StorageContent>;

// What one battery took in and gave out in a slot.
struct BatteryPart {
    std::int64_t charge = 0;
    std::int64_t discharge = 0;
};

// Where the discharge of one slot had come from.
struct Discharge {
    Origins to_home;
    Origins to_grid;

    Discharge& operator+=(const Discharge& other);
    friend bool operator==(const Discharge&, const Discharge&) = default;
};

// Carries a single battery over one slot: charged first, then discharged to the home, then to the
// grid. What went from the battery to itself within the slot changes nothing. Every mWh is
// accounted for: content before + charged = content after + discharged of known origin.
Discharge carry_over(StorageContent& content, const Flows& flows);

// The same for all batteries of a home, one part for each. The balance knows the flows of all of
// them together: each battery has a share of what was charged in proportion to what it took in, and
// of what was discharged in proportion to what it gave out. What one battery charged another with
// keeps its origin.
Discharge carry_over(Storage& storage, const Flows& flows, std::span<const BatteryPart> parts);

// The same for what is known of one slot. Before the first one of a week, what the batteries held
// in all of the week before is lost.
Discharge carry_over_slot(Storage& storage, SlotIndex slot, const Flows& flows,
                          std::span<const BatteryPart> parts);

}  // namespace ohmstead
