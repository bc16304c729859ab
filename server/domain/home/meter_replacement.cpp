#include "domain/home/meter_replacement.hpp"

#include <algorithm>

namespace ohmstead {
namespace {

Error faults_of(const MeterReplacement& replacement, const Binding& old, Instant now) {
    Error error{.code = ErrorCode::invalid, .detail = "The replacement is wrong.", .fields = {}};
    if (replacement.at > now) {
        error.fields.push_back({"/at", "future", "must not be in the future"});
    } else if (replacement.at <= old.valid_from) {
        error.fields.push_back({"/at", "order", "must be after the meter before took over"});
    }
    const auto must_not_be_negative = [&](std::optional<std::int64_t> value, std::string pointer) {
        if (value && *value < 0) {
            error.fields.push_back({std::move(pointer), "negative", "must not be below 0"});
        }
    };
    must_not_be_negative(replacement.final_value, "/final");
    must_not_be_negative(replacement.initial_value, "/initial");
    return error;
}

}  // namespace

Result<Channel> replace_meter(Channel channel, const MeterReplacement& replacement, Instant now) {
    const auto old = std::ranges::find_if(channel.bindings, [](const Binding& binding) {
        return binding.measure == Measure::counter && !binding.valid_to;
    });
    if (old == channel.bindings.end()) {
        return make_error(ErrorCode::conflict, "No counter feeds this channel.");
    }
    if (auto error = faults_of(replacement, *old, now); !error.fields.empty()) {
        return error;
    }
    Binding replaced = *old;
    replaced.id = BindingId::make();
    replaced.valid_from = replacement.at;
    replaced.initial_value = replacement.initial_value;
    if (replacement.entity) {
        replaced.source_type = SourceType::entity;
        replaced.source_id = *replacement.entity;
    }
    old->valid_to = replacement.at;
    old->final_value = replacement.final_value;
    channel.bindings.push_back(std::move(replaced));
    return channel;
}

}  // namespace ohmstead
