#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/log.hpp"
#include "base/time.hpp"

namespace ohmstead::observe {

enum class LogForm { text, json };

inline constexpr std::size_t kLongestLogLine = 1024;

// One line of log, at most kLongestLogLine bytes, without its line end. What comes from outside
// stays inside its field: control characters, bidirectional overrides and bytes that are not UTF-8
// are written as escapes.
std::string log_line(LogForm form, Instant time, LogLevel level, std::string_view room,
                     std::string_view message);

}  // namespace ohmstead::observe
