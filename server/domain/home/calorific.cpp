#include "domain/home/calorific.hpp"

#include <algorithm>
#include <iterator>

namespace ohmstead {
namespace {

constexpr std::int64_t kMillion = 1'000'000;  // mL in a m³, and parts of a mWh

}  // namespace

std::vector<SlotCalorific> calorific_by_slot(const Zone& zone,
                                             std::span<const CalorificValue> values) {
    std::vector<SlotCalorific> by_slot;
    for (const auto& value : values) {
        by_slot.push_back({slot_of(zone.day_span(value.from).from), value.mwh_per_m3});
    }
    return by_slot;
}

void GasEnergy::add(std::int64_t ml, SlotIndex slot, std::span<const SlotCalorific> values) {
    const auto after = std::ranges::upper_bound(values, slot, {}, &SlotCalorific::from);
    if (after == values.begin()) {
        unrated_ += ml;
        return;
    }
    const auto per_m3 = std::prev(after)->mwh_per_m3;
    mwh_ += ml / kMillion * per_m3;
    carry(ml % kMillion * per_m3);
}

GasEnergy& GasEnergy::operator+=(const GasEnergy& other) {
    mwh_ += other.mwh_;
    unrated_ += other.unrated_;
    carry(other.rest_);
    return *this;
}

void GasEnergy::carry(std::int64_t rest) {
    rest += rest_;
    mwh_ += rest / kMillion;
    rest_ = rest % kMillion;
    if (rest_ < 0) {
        rest_ += kMillion;
        --mwh_;
    }
}

}  // namespace ohmstead
