#pragma once

#include <cstdint>
#include <iostream>

namespace ohmstead::test {

#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = false;
#endif

// How many rounds a test of chance runs: `full`, and a fifth of them (said on the output) under a
// sanitizer, which makes a round ten times as long and looks at its memory, not at its numbers.
inline std::uint64_t rounds(std::uint64_t full) {
    if (!kSanitized) {
        return full;
    }
    const auto some = (full + 4) / 5;
    std::cout << "rounds: " << some << " of " << full << '\n';
    return some;
}

}  // namespace ohmstead::test
