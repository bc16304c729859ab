#pragma once

#include <span>
#include <string>
#include <vector>

#include "domain/home/channel.hpp"
#include "reflect/field_rule.hpp"

namespace ohmstead {

// How channels are sent: whoever does includes this. Servers of before send no decisions.
inline constexpr FieldRule kChannelRules[]{{.field = "decisions", .has_default = true}};
constexpr std::span<const FieldRule> rules_for(const Channel*) {
    return kChannelRules;
}

// Names a set of channels: equal for equal sets in equal order, in every store.
std::string decisions_revision(const std::vector<Channel>& channels);

}  // namespace ohmstead
