#pragma once

#include <cstdint>

#include "domain/balance/balance.hpp"

namespace ohmstead {

// Where energy that came out of the battery had come from, in mWh.
struct Origins {
    std::int64_t solar = 0;
    std::int64_t grid = 0;
    std::int64_t unknown = 0;  // what was in it before its first charge that is known

    std::int64_t sum() const { return solar + grid + unknown; }
    Origins& operator+=(const Origins& other);
    friend bool operator==(const Origins&, const Origins&) = default;
};

// No battery holds more, in mWh; what a faulty meter says beyond is dropped.
inline constexpr std::int64_t kMostContent = 1'000'000'000'000'000;

// What a home's battery holds of each origin. Several batteries count as one, as they do in the
// balance. A charge adds to its origin, a discharge takes from both in proportion: so the order in
// which a day is looked at does not matter, nor where a view starts.
//
// Neither origin is ever negative: what is discharged beyond the content is of unknown origin. What
// is lost in the battery stays in its content, because no slot tells when.
struct StorageContent {
    std::int64_t solar = 0;
    std::int64_t grid = 0;
    // Of one mWh, in 2^-32: what solar is still owed of earlier discharges, which were taken in
    // whole mWh. 0 when a discharge has left nothing to share.
    std::uint32_t owed_to_solar = 0;

    friend bool operator==(const StorageContent&, const StorageContent&) = default;
};

// Where the discharge of one slot had come from.
struct Discharge {
    Origins to_home;
    Origins to_grid;

    Discharge& operator+=(const Discharge& other);
    friend bool operator==(const Discharge&, const Discharge&) = default;
};

// Carries `content` over one slot: charged first, then discharged to the home, then to the grid.
// What went from the battery to itself within the slot changes nothing. Every mWh is accounted for:
// content before + charged = content after + discharged of known origin.
Discharge carry_over(StorageContent& content, const Flows& flows);

}  // namespace ohmstead
