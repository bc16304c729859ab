#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>

namespace ohmstead::fuzz {

inline void require(bool condition) {
    if (!condition) {
        std::abort();
    }
}

}  // namespace ohmstead::fuzz
