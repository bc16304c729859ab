#include "app/demo_dwelling.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "domain/metering/slot.hpp"

namespace ohmstead {
namespace {

using std::chrono::sys_days;

constexpr double kTurn = 2 * std::numbers::pi;
constexpr double kDaysPerYear = 365.25;
constexpr double kLatitude = 47.5 / 360 * kTurn;
constexpr double kSolarNoon = 11.05;  // o'clock in UTC
constexpr double kInside = 17;        // degrees up to which the people's warmth and the sun do
constexpr double kBatteryHours = 2;   // in which a battery fills or empties
constexpr double kKeptOnCharging = 0.93;
constexpr std::int64_t kMwhPerWattSlot = 250;

// What a day of one dwelling is decided by. Each has numbers of its own.
enum class Chance : std::uint64_t {
    bustle,
    washing,
    washing_hour,
    plug,
    plug_hour,
    way,
    sky,
    chill
};

// Bits well mixed: the finalizer of splitmix64.
constexpr std::uint64_t mixed(std::uint64_t bits) {
    bits += 0x9e3779b97f4a7c15U;
    bits = (bits ^ (bits >> 30U)) * 0xbf58476d1ce4e5b9U;
    bits = (bits ^ (bits >> 27U)) * 0x94d049bb133111ebU;
    return bits ^ (bits >> 31U);
}

// In [0, 1).
double chance(std::uint64_t seed, Chance what, std::int64_t when) {
    const auto bits = mixed(mixed(mixed(seed) + static_cast<std::uint64_t>(what)) +
                            static_cast<std::uint64_t>(when));
    return static_cast<double>(bits >> 11U) * 0x1.0p-53;
}

// 1 at `middle`, and half of it `width` hours away.
double around(double hour, double middle, double width) {
    const double away = (hour - middle) / width;
    return std::exp2(-away * away);
}

std::int64_t mwh_of(double watts) {
    return std::llround(watts * static_cast<double>(kMwhPerWattSlot));
}

// A slot as its people and the sun see it.
struct Moment {
    SlotIndex slot = 0;
    std::int64_t local_day = 0;
    double hour = 0;  // by the local clock
    double utc_hour = 0;
    double turn_of_year = 0;  // 0 at the winter solstice
    bool is_weekend = false;
};

Moment moment_of(SlotIndex slot, Seconds offset) {
    constexpr double kSecondsPerHour = 3600;
    const std::int64_t utc = slot * kSlotSeconds;
    const auto local = std::chrono::sys_seconds{Seconds{utc} + offset};
    const auto day = std::chrono::floor<std::chrono::days>(local);
    const std::chrono::weekday weekday{day};
    constexpr std::int64_t kSolstice = -11;  // in days from the beginning of a year
    return {.slot = slot,
            .local_day = day.time_since_epoch().count(),
            .hour = static_cast<double>((local - day).count()) / kSecondsPerHour,
            .utc_hour = static_cast<double>(utc % (24 * 3600)) / kSecondsPerHour,
            .turn_of_year =
                std::fmod(static_cast<double>(utc / (24 * 3600) - kSolstice) / kDaysPerYear, 1.0) *
                kTurn,
            .is_weekend = weekday == std::chrono::Saturday || weekday == std::chrono::Sunday};
}

// The weather is the same for all.
double degrees_outside(const Moment& now) {
    const double chill = chance(0, Chance::chill, now.local_day) - 0.5;
    return 9.5 - 10 * std::cos(now.turn_of_year - 0.4) +
           3.5 * std::cos((now.hour - 15) / 24 * kTurn) + 7 * chill;
}

double sunshine(const Moment& now) {
    constexpr double kTilt = 23.44 / 360 * kTurn;
    const double declination = -kTilt * std::cos(now.turn_of_year);
    const double hour_angle = (now.utc_hour - kSolarNoon) / 24 * kTurn;
    const double height = std::sin(kLatitude) * std::sin(declination) +
                          std::cos(kLatitude) * std::cos(declination) * std::cos(hour_angle);
    const double sky = 0.12 + 0.88 * chance(0, Chance::sky, now.local_day);
    const double passing = 0.75 + 0.25 * chance(1, Chance::sky, now.slot);
    return std::pow(std::max(height, 0.0), 1.1) * sky * passing;
}

// What people use of a day besides heat and vehicle, in W.
double household(const Dwelling& dwelling, const Moment& now) {
    const double awake =
        1 / (1 + std::exp(-2 * (now.hour - 6))) / (1 + std::exp(2 * (now.hour - 22.7)));
    const double morning = around(now.hour, now.is_weekend ? 9 : 7, 1.2);
    const double noon = around(now.hour, 12.5, 1.5) * (now.is_weekend ? 1 : 0.45);
    const double evening = around(now.hour, 19, 2.6);
    const double light = 1 + 0.2 * std::cos(now.turn_of_year);
    const double bustle = (0.8 + 0.4 * chance(dwelling.seed, Chance::bustle, now.local_day)) *
                          (0.75 + 0.5 * chance(dwelling.seed, Chance::bustle, now.slot));
    double watts = dwelling.always_watts * (0.95 + 0.1 * bustle) +
                   dwelling.people * bustle * light *
                       (12 + 45 * awake + 110 * morning + 120 * noon + 165 * evening);
    const double starts =
        (now.is_weekend ? 10 : 17) + 3 * chance(dwelling.seed, Chance::washing_hour, now.local_day);
    const bool washes = chance(dwelling.seed, Chance::washing, now.local_day) <
                        0.16 * static_cast<double>(dwelling.people);
    if (washes && starts <= now.hour && now.hour < starts + 1.5) {
        watts += 320;
    }
    if (dwelling.work_watts > 0) {
        watts += dwelling.work_watts *
                 (0.35 + around(now.hour, 5.5, 1.5) + around(now.hour, 17, 1.5)) * bustle;
    }
    return watts;
}

double heating(const Moment& now) {
    return std::max(kInside - degrees_outside(now), 0.0) *
           (now.hour >= 22 || now.hour < 5 ? 0.7 : 1);
}

// What goes on from one slot to the next.
struct Carried {
    double battery_mwh = 0;
    double vehicle_mwh = 0;  // that it still wants
};

// A vehicle comes home in the evening of most weekdays and wants what its ways took.
double vehicle(const Dwelling& dwelling, const Moment& now, Carried& carried) {
    const double comes = 16.5 + 4 * chance(dwelling.seed, Chance::plug_hour, now.local_day);
    const bool drove =
        chance(dwelling.seed, Chance::plug, now.local_day) < (now.is_weekend ? 0.35 : 0.75);
    if (drove && comes <= now.hour && now.hour < comes + 0.25) {
        carried.vehicle_mwh += (4 + 14 * chance(dwelling.seed, Chance::way, now.local_day)) * 1e6;
    }
    const double most = static_cast<double>(dwelling.charger_watts) * kMwhPerWattSlot;
    const double takes = std::min(carried.vehicle_mwh, most);
    carried.vehicle_mwh -= takes;
    return takes / kMwhPerWattSlot;
}

DwellingSlot slot_at(const Dwelling& dwelling, const Moment& now, Carried& carried) {
    DwellingSlot slot;
    if (dwelling.heat_pump_watts > 0) {
        const double hot_water = now.hour >= 13 && now.hour < 14 ? 1200 : 0;
        slot.heat_pump = mwh_of(dwelling.heat_pump_watts * heating(now) + hot_water);
    }
    if (dwelling.charger_watts > 0) {
        slot.vehicle = mwh_of(vehicle(dwelling, now, carried));
    }
    slot.used = mwh_of(household(dwelling, now)) + slot.heat_pump + slot.vehicle;
    slot.solar = mwh_of(dwelling.solar_watts * sunshine(now));
    slot.gas = std::llround(dwelling.gas_ml * heating(now));
    const auto missing = slot.used - slot.solar;
    if (dwelling.battery_wh > 0) {
        const double holds = dwelling.battery_wh * 1e3;
        const double most = holds / kBatteryHours / 4;
        const double room = (holds - carried.battery_mwh) / kKeptOnCharging;
        slot.charged = static_cast<std::int64_t>(
            std::min({std::max(static_cast<double>(-missing), 0.0), most, room}));
        slot.discharged = static_cast<std::int64_t>(
            std::min({std::max(static_cast<double>(missing), 0.0), most, carried.battery_mwh}));
        carried.battery_mwh += static_cast<double>(slot.charged) * kKeptOnCharging -
                               static_cast<double>(slot.discharged);
    }
    const auto from_grid = missing + slot.charged - slot.discharged;
    slot.imported = std::max<std::int64_t>(from_grid, 0);
    slot.exported = std::max<std::int64_t>(-from_grid, 0);
    return slot;
}

}  // namespace

std::uint64_t number_of(std::string_view words) {
    std::uint64_t number = 0xcbf29ce484222325U;  // FNV-1a
    for (const char letter : words) {
        number = (number ^ static_cast<unsigned char>(letter)) * 0x100000001b3U;
    }
    return mixed(number);
}

std::vector<DwellingSlot> dwelling_slots(const Dwelling& dwelling, const Zone& zone, sys_days first,
                                         sys_days end) {
    const SlotIndex from = slot_of(first);
    const SlotIndex to = slot_of(end);
    std::vector<DwellingSlot> slots;
    slots.reserve(static_cast<std::size_t>(std::max<std::int64_t>(to - from, 0)));
    Carried carried;
    auto regime = zone.regime_at(first);
    for (SlotIndex slot = from; slot < to; ++slot) {
        if (!regime.span.contains(slot_start(slot))) {
            regime = zone.regime_at(slot_start(slot));
        }
        slots.push_back(slot_at(dwelling, moment_of(slot, regime.offset), carried));
    }
    return slots;
}

}  // namespace ohmstead
