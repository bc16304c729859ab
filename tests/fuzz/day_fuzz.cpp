#include "fuzz/sealed.hpp"
#include "store/day_codec.hpp"

// Whatever decodes must be a day of its date that encodes, and decodes to itself again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace ohmstead;
    constexpr LocalDate kDate{std::chrono::year{2026} / 3 / 1};
    const auto day = decode_day(kDate, fuzz::sealed(data, size));
    if (!day || day->stamp == DayStamp{}) {
        return 0;  // one of an older version is as good as none: it has no stamp
    }
    for (const auto& channel : day->channels) {
        fuzz::require(channel.known <= day->day.slots.size());
        fuzz::require(channel.told <= day->day.slots.size());
    }
    const auto again = decode_day(kDate, encode_day(*day));
    fuzz::require(again && *again == *day);
    return 0;
}
