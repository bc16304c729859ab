#include "fuzz/sealed.hpp"
#include "store/chunk_codec.hpp"

// Whatever decodes must be readings that encode, and decode to themselves again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace ohmstead;
    std::vector<HourReading> readings;
    if (!decode_chunk(fuzz::sealed(data, size), readings)) {
        return 0;
    }
    fuzz::require(!readings.empty());
    for (std::size_t i = 0; i < readings.size(); ++i) {
        fuzz::require(readings[i].offset_ms < kHourMs && readings[i].rank < 256);
        fuzz::require(i == 0 || readings[i - 1].offset_ms < readings[i].offset_ms);
    }
    std::vector<HourReading> again;
    fuzz::require(decode_chunk(encode_chunk(readings), again).has_value() && again == readings);
    return 0;
}
