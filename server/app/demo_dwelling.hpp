#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>
#include <vector>

#include "domain/time/zone.hpp"

namespace ohmstead {

// What a dwelling of the demo's customers has, as far as its meters tell.
struct Dwelling {
    std::uint64_t seed = 0;            // makes its days other than those of its neighbours
    std::int32_t always_watts = 100;   // what never sleeps
    std::int32_t people = 2;           // who cook, wash and light
    std::int32_t solar_watts = 0;      // of its panels, at most
    std::int32_t battery_wh = 0;       // what the battery holds
    std::int32_t heat_pump_watts = 0;  // per degree that it is colder than inside
    std::int32_t charger_watts = 0;    // of its vehicle
    std::int32_t gas_ml = 0;           // per slot and degree that it is colder than inside
    std::int32_t work_watts = 0;       // of a farm or workshop, on every day
};

// What it used and made in one slot: mWh, of gas mL. Nothing is negative, and
// import + solar + discharged = used + exported + charged, where the devices are among what is
// used.
struct DwellingSlot {
    std::int64_t imported = 0;
    std::int64_t exported = 0;
    std::int64_t solar = 0;
    std::int64_t charged = 0;
    std::int64_t discharged = 0;
    std::int64_t heat_pump = 0;
    std::int64_t vehicle = 0;
    std::int64_t gas = 0;
    std::int64_t used = 0;

    friend bool operator==(const DwellingSlot&, const DwellingSlot&) = default;
};

// A number that looks random and is the same for the same words everywhere.
std::uint64_t number_of(std::string_view words);

// The slots of the UTC days [first, end), as hours, weekdays and seasons would have it: by the
// clock of `zone`, under the sky of Central Europe. A function of its arguments alone; a longer
// span begins with the same slots. Pure; about 10 µs a day.
std::vector<DwellingSlot> dwelling_slots(const Dwelling& dwelling, const Zone& zone,
                                         std::chrono::sys_days first, std::chrono::sys_days end);

}  // namespace ohmstead
