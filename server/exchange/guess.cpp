#include "exchange/guess.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <vector>

#include "base/ascii.hpp"
#include "base/units.hpp"

namespace ohmstead::exchange {
namespace {

struct UnitName {
    std::string_view written;  // in lower case
    std::string_view unit;
};
// "mwh" is taken for the million: nobody writes what a home uses in thousandths of a Wh.
constexpr std::array kUnitNames{
    UnitName{"kwh", "kWh"},      UnitName{"wh", "Wh"},   UnitName{"mwh", "MWh"},
    UnitName{"kw", "kW"},        UnitName{"w", "W"},     UnitName{"watt", "W"},
    UnitName{"watts", "W"},      UnitName{"mw", "MW"},   UnitName{"m3", "m³"},
    UnitName{"m³", "m³"},        UnitName{"dm3", "L"},   UnitName{"dm³", "L"},
    UnitName{"l", "L"},          UnitName{"liter", "L"}, UnitName{"litre", "L"},
    UnitName{"litres", "L"},     UnitName{"gal", "gal"}, UnitName{"ft3", "ft³"},
    UnitName{"ft³", "ft³"},      UnitName{"ccf", "CCF"}, UnitName{"pct", "%"},
    UnitName{"percent", "%"},    UnitName{"%", "%"},     UnitName{"°c", "°C"},
    UnitName{"gj", "GJ"},        UnitName{"mj", "MJ"},   UnitName{"gco2", "g/kWh"},
    UnitName{"gco2eq", "g/kWh"},
};

// Runs of letters, digits, signs of units and bytes beyond ASCII.
std::vector<std::string> words_of(std::string_view heading) {
    std::vector<std::string> words(1);
    for (const char c : lower_case(heading)) {
        const auto byte = static_cast<unsigned char>(c);
        if (std::isalnum(byte) || byte >= 0x80 || c == '%') {
            words.back() += c;
        } else if (!words.back().empty()) {
            words.emplace_back();
        }
    }
    std::erase(words, std::string());
    return words;
}

bool is_currency(std::string_view word) {
    constexpr std::array kKnown{"eur", "usd", "gbp", "chf", "sek", "nok",
                                "dkk", "pln", "cad", "aud", "czk"};
    return std::ranges::find(kKnown, word) != kKnown.end();
}

std::string upper(std::string_view text) {
    std::string result(text);
    std::ranges::transform(result, result.begin(), [](char c) {
        return static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    });
    return result;
}

std::string_view unit_named(std::string_view word) {
    const auto found = std::ranges::find(kUnitNames, word, &UnitName::written);
    return found == kUnitNames.end() ? std::string_view{} : found->unit;
}

}  // namespace

std::string unit_in(std::string_view heading) {
    const auto words = words_of(heading);
    for (std::size_t i = 0; i + 1 < words.size(); ++i) {
        const auto energy = unit_named(words.back());
        if (is_currency(words[i]) && (energy == "kWh" || energy == "MWh" || energy == "Wh")) {
            return upper(words[i]) + '/' + std::string(energy);
        }
        if (unit_named(words[i]) == "g/kWh") {
            return "g/kWh";
        }
    }
    for (auto word = words.rbegin(); word != words.rend(); ++word) {
        if (const auto unit = unit_named(*word); !unit.empty()) {
            return std::string(unit);
        }
    }
    return {};
}

ChannelRole role_in(std::string_view heading, std::string_view unit) {
    const auto text = lower_case(heading);
    const auto speaks_of = [&](std::initializer_list<std::string_view> words) {
        return std::ranges::any_of(
            words, [&](std::string_view word) { return text.find(word) != std::string::npos; });
    };
    const auto known = parse_unit(unit);
    if (known && known->quantity == Quantity::volume) {
        return speaks_of({"water", "wasser"}) ? ChannelRole::water : ChannelRole::gas;
    }
    if (known && known->quantity == Quantity::price) {
        return ChannelRole::price_import;
    }
    if (known && known->quantity == Quantity::carbon) {
        return ChannelRole::grid_carbon;
    }
    if (known && known->quantity == Quantity::percent) {
        return ChannelRole::battery_soc;
    }
    if (known && known->quantity == Quantity::temperature) {
        return ChannelRole::outdoor_temperature;
    }
    if (speaks_of({"discharge", "battery_out", "entlad"})) {
        return ChannelRole::battery_discharge;
    }
    if (speaks_of({"battery_in", "battery_charge", "battery charge", "_charge_"})) {
        return ChannelRole::battery_charge;
    }
    if (speaks_of({"export", "grid_return", "einspeis", "feed-in", "feed_in"})) {
        return ChannelRole::grid_export;
    }
    if (speaks_of({"import", "grid_consumption", "bezug"})) {
        return ChannelRole::grid_import;
    }
    if (speaks_of({"solar", "photovolt"}) || text.starts_with("pv")) {
        return ChannelRole::solar;
    }
    return ChannelRole::device;
}

ValueKind kind_of(std::string_view unit, std::span<const std::int64_t> values, bool is_regular) {
    const auto known = parse_unit(unit);
    if (known && known->measure == Measure::state) {
        return ValueKind::state;
    }
    if (known && known->measure == Measure::power) {
        return is_regular ? ValueKind::mean_power : ValueKind::power;
    }
    // A counter may be set back now and then, and stands still often.
    std::size_t falls = 0;
    for (std::size_t i = 1; i < values.size(); ++i) {
        falls += values[i] < values[i - 1] ? 1 : 0;
    }
    const bool ascends =
        values.size() > 2 && values.back() > values.front() && falls * 50 <= values.size();
    return ascends || !is_regular ? ValueKind::counter : ValueKind::amount;
}

}  // namespace ohmstead::exchange
