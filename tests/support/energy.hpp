#pragma once

#include <cstdint>

namespace ohmstead::test {

// 1 kWh as amounts of energy are counted: in mWh.
inline constexpr std::int64_t kKwh = 1'000'000;

}  // namespace ohmstead::test
