#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/home/channel.hpp"

namespace ohmstead::home_assistant {

// What names give away. Each is only a proposal that a person confirms.

// The words of a text in lower case: letters and digits that belong together.
std::vector<std::string> words_of(std::string_view text);

// Whether one of `words` is one of `sought`, or begins with one that ends in '*'.
bool has_word(const std::vector<std::string>& words,
              std::initializer_list<std::string_view> sought);

// "T1" for "tariff 1", "Import T1", "tarief_1"; empty when there is none.
std::string register_in(const std::vector<std::string>& words);

// "L1" for "Power L1", "phase_1", "phase a"; empty when there is none.
std::string phase_in(const std::vector<std::string>& words);

enum class Direction { none, import_or_discharge, export_or_charge };

// Which way a grid sensor's name says that it counts.
Direction grid_direction_in(const std::vector<std::string>& words);
Direction battery_direction_in(const std::vector<std::string>& words);

DeviceKind device_kind_in(const std::vector<std::string>& words);

// The role that an entity's name and class suggest, when nothing else is known of it.
std::optional<ChannelRole> role_in(const std::vector<std::string>& words, Quantity quantity,
                                   std::string_view device_class);

}  // namespace ohmstead::home_assistant
