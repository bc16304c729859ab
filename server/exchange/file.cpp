#include "exchange/file.hpp"

namespace ohmstead::exchange {

std::int64_t as_taken(const SeriesUse& use, std::int64_t value) {
    const auto measure = use.kind == ValueKind::counter ? Measure::counter : Measure::power;
    return as_channel_takes({.measure = measure, .sign = use.sign, .invert = use.invert}, value);
}

}  // namespace ohmstead::exchange
