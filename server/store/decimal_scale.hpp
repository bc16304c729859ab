#pragma once

#include <array>
#include <cstdint>

namespace ohmstead {

// Sources report tenths of a watt or whole watt-hours, so stored values usually end in zeros.
// Packing drops the zeros that all values share, at most six.
inline constexpr std::array<std::int64_t, 7> kPowersOfTen{1,      10,      100,      1'000,
                                                          10'000, 100'000, 1'000'000};

// Finds the greatest exponent with which every value that it was shown is divisible.
class DecimalScale {
public:
    void include(std::int64_t value) {
        while (exponent_ > 0 && value % kPowersOfTen[exponent_] != 0) {
            --exponent_;
        }
    }
    std::uint8_t exponent() const { return exponent_; }
    std::int64_t factor() const { return kPowersOfTen[exponent_]; }

private:
    std::uint8_t exponent_ = kPowersOfTen.size() - 1;
};

}  // namespace ohmstead
