#pragma once

#include <string>
#include <vector>

#include "base/time.hpp"
#include "home_assistant/reading_sink.hpp"

namespace ohmstead::home_assistant {

// A state that stays the same is not written again, so the history of power has gaps that may mean
// "as before" or "Home Assistant was off". Statistics tell which: they are compiled only while it
// runs. Pure.

// Longer than this between two readings is a gap.
inline constexpr Milliseconds kQuietGap = std::chrono::minutes{10};

// The sources among these series (power and states; counters need no filling) that have a gap
// within `span`, each once.
std::vector<std::string> sources_with_gaps(const std::vector<SourceReadings>& states,
                                           const Span& span);

// Of `statistics`, the readings that lie in the gaps of `states`.
std::vector<SourceReadings> within_gaps(std::vector<SourceReadings> statistics,
                                        const std::vector<SourceReadings>& states);

}  // namespace ohmstead::home_assistant
