#pragma once

#include "contract/store_contract.hpp"
#include "domain/time/period.hpp"

namespace ohmstead::test {

// Days whose sums are kept are counted from this one on, in UTC.
inline constexpr LocalDate kFirstDate{kToday};

inline SlotRange slots_of_day(int day, SlotIndex first = 0, SlotIndex count = 96) {
    const SlotIndex start = local_day(Zone::utc(), plus_days(kFirstDate, day)).slots.from + first;
    return {start, start + count};
}

}  // namespace ohmstead::test
