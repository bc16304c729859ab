#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "domain/time/zone.hpp"

namespace ohmstead::exchange::espi {

// A zone's clock in one year as ESPI writes it: offsets in seconds, and when the clock is changed
// as eight hexadecimal digits.
struct LocalTimeParameters {
    std::int64_t offset = 0;
    std::int64_t dst_offset = 0;
    std::string dst_start = "FFFFFFFF";
    std::string dst_end = "FFFFFFFF";
};

// Without summer time where there is none, and where the year has other changes than its two.
LocalTimeParameters local_time_parameters(const Zone& zone, std::chrono::year year);

}  // namespace ohmstead::exchange::espi
