#pragma once

#include "base/time.hpp"

namespace ohmstead::test {

// When readings come in: 2025-11-25T12:00Z.
inline constexpr Instant kNow = instant_from_ms(1'764'072'000'000);

}  // namespace ohmstead::test
