#include "domain/metering/rules.hpp"

#include <algorithm>

namespace ohmstead {
namespace {

// Twice the largest flow of domestic gas and water meters.
constexpr std::int64_t kMaxVolumeRate = 40'000'000;

std::optional<std::int64_t> as_taken(const Binding& binding, std::optional<std::int64_t> value) {
    return value ? std::optional(apply_sign(binding, *value)) : std::nullopt;
}

}  // namespace

MeterRules meter_rules_for(const Channel& channel) {
    MeterRules rules;
    if (quantity_of(channel.role) == Quantity::volume) {
        rules.max_rate = kMaxVolumeRate;
    }
    std::vector<const Binding*> counters;
    for (const auto& binding : channel.bindings) {
        if (binding.measure == Measure::counter) {
            counters.push_back(&binding);
        }
    }
    if (counters.empty()) {
        rules.source = Measure::power;
        return rules;
    }
    std::sort(counters.begin(), counters.end(),
              [](const Binding* a, const Binding* b) { return a->valid_from < b->valid_from; });
    const Binding* before = nullptr;
    for (const auto* binding : counters) {
        if (before || binding->initial_value) {
            rules.hand_overs.push_back(
                {.at = binding->valid_from,
                 .final_value = before ? as_taken(*before, before->final_value) : std::nullopt,
                 .initial_value = as_taken(*binding, binding->initial_value)});
        }
        before = binding;
    }
    return rules;
}

}  // namespace ohmstead
