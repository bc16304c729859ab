#pragma once

#include "crypto/password_hash.hpp"

namespace ohmstead::test {

// Passwords whose hashes cost no time worth mentioning.
inline constexpr PasswordCost kCheap{.memory_kib = 64, .passes = 1, .lanes = 1};

}  // namespace ohmstead::test
