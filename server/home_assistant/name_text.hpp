#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ohmstead::home_assistant {

// A name as Home Assistant holds it, made to fit a name of ours: one line, no blanks at its ends,
// at most 120 characters. Nothing else is touched, not even markup. May leave nothing.
std::string fit_name(std::string_view name);

}  // namespace ohmstead::home_assistant
