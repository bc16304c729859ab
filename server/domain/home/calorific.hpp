#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "domain/metering/slot.hpp"
#include "domain/time/zone.hpp"

namespace ohmstead {

// What a cubic metre of a home's gas holds from a local date on: its calorific value with whatever
// its supplier corrects the metered volume by.
struct CalorificValue {
    LocalDate from{};
    std::int64_t mwh_per_m3 = 0;

    friend bool operator==(const CalorificValue&, const CalorificValue&) = default;
};

// From which slot on a value holds.
struct SlotCalorific {
    SlotIndex from = 0;
    std::int64_t mwh_per_m3 = 0;
};

// `values`, which are by their date, on the slots of the zone.
std::vector<SlotCalorific> calorific_by_slot(const Zone& zone,
                                             std::span<const CalorificValue> values);

// The value that holds in a slot; nothing before the first one.
std::optional<std::int64_t> calorific_at(std::span<const SlotCalorific> values, SlotIndex slot);

// The energy of volumes of gas, exactly: a millilitre holds a whole number of millionths of a mWh.
// So sums are equal, however they are grouped.
class GasEnergy {
public:
    // Adds gas of a slot, or of more during which one value holds. Where none does, its energy
    // is unknown.
    void add(std::int64_t ml, SlotIndex slot, std::span<const SlotCalorific> values);
    GasEnergy& operator+=(const GasEnergy& other);

    // The energy is mwh() and rest() millionths of a mWh more, at least 0 and less than a million.
    std::int64_t mwh() const { return mwh_; }
    std::int64_t rest() const { return rest_; }
    // mL without a value.
    std::int64_t unrated() const { return unrated_; }

    friend bool operator==(const GasEnergy&, const GasEnergy&) = default;

private:
    void carry(std::int64_t rest);

    std::int64_t mwh_ = 0;
    std::int64_t rest_ = 0;
    std::int64_t unrated_ = 0;
};

}  // namespace ohmstead
