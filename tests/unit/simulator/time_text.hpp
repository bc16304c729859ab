#pragma once

#include "simulator/base/time.hpp"

namespace ohmstead::simulator {

inline Millis at(const char* text) {
    return parse_time(text).value();
}

}  // namespace ohmstead::simulator
