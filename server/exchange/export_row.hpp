#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "base/units.hpp"
#include "domain/metering/slot.hpp"

namespace ohmstead::exchange {

// A channel as a file names it.
struct ExportSeries {
    std::string home;
    std::string channel;  // its name
    std::string role;
    std::string unit;
    std::int64_t base_units = 1;  // per unit
};

// What a channel amounted to in a span, or the state it was in.
struct ExportRow {
    Span span;
    std::int64_t value = 0;  // in base units
    // The least certain of what it was summed from; nothing where only the sum is known.
    std::optional<Quality> quality = Quality::measured;
    // How much of the span anything is known of, in thousandths.
    int known_thousandths = 1000;
};

// What a channel is exported in, for a home with that currency. Amounts and states; volumes are m³.
ExportSeries export_series(std::string home, std::string channel, std::string role,
                           Quantity quantity, Measure measure, std::string_view currency);

}  // namespace ohmstead::exchange
