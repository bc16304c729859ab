#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "domain/home/channel.hpp"

namespace ohmstead::exchange::espi {

// Codes of ESPI (espi.xsd, version 4.0).
inline constexpr std::int64_t kDeltaData = 4;
inline constexpr std::int64_t kBulkQuantity = 1;
inline constexpr std::int64_t kContinuousCumulative = 2;
inline constexpr std::int64_t kCumulative = 3;
inline constexpr std::int64_t kSummation = 9;
inline constexpr std::int64_t kIndicating = 6;
inline constexpr std::int64_t kInstantaneous = 12;

inline constexpr std::int64_t kForward = 1;
inline constexpr std::int64_t kNet = 4;
inline constexpr std::int64_t kReverse = 19;

inline constexpr std::int64_t kWattHours = 72;
inline constexpr std::int64_t kCubicMetres = 42;

inline constexpr std::int64_t kQualityEstimated = 8;
inline constexpr std::int64_t kQualityEdited = 7;
inline constexpr std::int64_t kQualityRaw = 14;

inline constexpr std::int64_t kCommodityElectricity = 1;
inline constexpr std::int64_t kCommodityGas = 7;
inline constexpr std::int64_t kCommodityWater = 9;

// The symbol of a unit, as parse_unit knows it; nothing for one that no home is metered in.
constexpr std::optional<std::string_view> unit_symbol(std::int64_t uom) {
    switch (uom) {
        case kWattHours:
            return "Wh";
        case 38:
            return "W";
        case kCubicMetres:
            return "m³";
        case 119:
            return "ft³";
        case 128:
            return "gal";
        case 134:
            return "L";
        case 31:
            return "J";
        default:
            return std::nullopt;
    }
}

// What a flow of a commodity is in a home.
constexpr ChannelRole role_of(std::int64_t commodity, std::int64_t direction) {
    switch (commodity) {
        case kCommodityGas:
        case 8:
            return ChannelRole::gas;
        case kCommodityWater:
            return ChannelRole::water;
        case 10:
            return ChannelRole::heat;
        default:
            return direction == kReverse ? ChannelRole::grid_export : ChannelRole::grid_import;
    }
}

}  // namespace ohmstead::exchange::espi
