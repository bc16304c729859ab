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

std::optional<std::int64_t> calorific_at(std::span<const SlotCalorific> values, SlotIndex slot) {
    const auto after = std::ranges::upper_bound(values, slot, {}, &SlotCalorific::from);
    return after == values.begin() ? std::nullopt : std::optional(std::prev(after)->mwh_per_m3);
}

void GasEnergy::add(std::int64_t ml, SlotIndex slot, std::span<const SlotCalorific> values) {
    const auto per_m3 = calorific_at(values, slot);
    if (!per_m3) {
        unrated_ += ml;
        return;
    }
    mwh_ += ml / kMillion * *per_m3;
    carry(ml % kMillion * *per_m3);
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
