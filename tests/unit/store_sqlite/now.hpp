#pragma once

#include "base/time.hpp"

namespace ohmstead::test {

// When a database is used: 2026-03-01T00:00Z.
inline constexpr Instant kNow = instant_from_ms(1'772'323'200'000);

}  // namespace ohmstead::test
