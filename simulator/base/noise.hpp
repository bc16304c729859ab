#pragma once

#include <cmath>
#include <cstdint>

namespace ohmstead::simulator {

/// Random numbers as a pure function of where they are asked for, so any instant of the past can
/// be computed again without the ones before it.
constexpr std::uint64_t hash(std::uint64_t seed, std::uint64_t key) {
    std::uint64_t x = seed * 0x9E3779B97F4A7C15ULL ^ (key + 0xD1B54A32D192ED03ULL);
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
    return x ^ (x >> 31);
}

/// Uniform in [0, 1).
constexpr double uniform(std::uint64_t seed, std::int64_t key) {
    return static_cast<double>(hash(seed, static_cast<std::uint64_t>(key)) >> 11) * 0x1.0p-53;
}

/// Smooth noise in [0, 1): a new value every whole `x`, eased in between.
inline double smooth_noise(std::uint64_t seed, double x) {
    const double cell = std::floor(x);
    const double t = x - cell;
    const double eased = t * t * (3.0 - 2.0 * t);
    const auto key = static_cast<std::int64_t>(cell);
    return uniform(seed, key) * (1.0 - eased) + uniform(seed, key + 1) * eased;
}

}  // namespace ohmstead::simulator
