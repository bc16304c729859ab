#include "exchange/csv_write.hpp"

#include <cstdlib>

#include <fmt/format.h>

#include "reflect/described.hpp"

namespace ohmstead::exchange {
namespace {

std::string quoted(std::string_view text) {
    std::string result = "\"";
    if (!text.empty() &&
        std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos) {
        result += '\'';
    }
    for (const char c : text) {
        result += c;
        if (c == '"') {
            result += '"';
        }
    }
    return result + '"';
}

// Exactly, with as many decimals as base units have in the unit.
std::string decimal(std::int64_t value, std::int64_t base_units) {
    int decimals = 0;
    for (auto size = base_units; size > 1; size /= 10) {
        ++decimals;
    }
    const auto magnitude = std::abs(value);
    const auto whole = magnitude / base_units;
    return decimals == 0 ? fmt::format("{}", value)
                         : fmt::format("{}{}.{:0{}}", value < 0 ? "-" : "", whole,
                                       magnitude % base_units, decimals);
}

// "2026-03-01T11:00:00+01:00"
std::string local_time(Instant at, const Zone& zone) {
    const auto offset = zone.regime_at(at).offset;
    auto text = format_rfc3339(at + offset);
    text.pop_back();
    const auto minutes = std::abs(offset.count()) / 60;
    return text +
           fmt::format("{}{:02}:{:02}", offset.count() < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

}  // namespace

ExportSeries export_series(std::string home, std::string channel, std::string role,
                           Quantity quantity, Measure measure, std::string_view currency) {
    std::string unit;
    switch (quantity) {
        case Quantity::energy:
            unit = "kWh";
            break;
        case Quantity::volume:
            unit = "m3";
            break;
        case Quantity::percent:
            unit = "%";
            break;
        case Quantity::price:
            unit = std::string(currency) + "/kWh";
            break;
        case Quantity::carbon:
            unit = "g/kWh";
            break;
        case Quantity::temperature:
            unit = "°C";
            break;
    }
    return {.home = std::move(home),
            .channel = std::move(channel),
            .role = std::move(role),
            .unit = std::move(unit),
            .base_units = base_units_per_display_unit(quantity, measure)};
}

std::string csv_header() {
    return "home,channel,role,start_utc,end_utc,start_local,zone,value,unit,quality,known\r\n";
}

void add_csv_row(std::string& text, const ExportSeries& series, const ExportRow& row,
                 const Zone& zone) {
    text += quoted(series.home);
    text += ',';
    text += quoted(series.channel);
    text += ',';
    text += quoted(series.role);
    text += ',';
    text += format_rfc3339(row.span.from);
    text += ',';
    text += format_rfc3339(row.span.to);
    text += ',';
    text += local_time(row.span.from, zone);
    text += ',';
    text += quoted(zone.name());
    text += ',';
    text += decimal(row.value, series.base_units);
    text += ',';
    text += quoted(series.unit);
    text += ',';
    text += row.quality ? quoted(reflect::name_of_enumerator(*row.quality)) : std::string{};
    text += ',';
    text += decimal(row.known_thousandths, 1000);
    text += "\r\n";
}

}  // namespace ohmstead::exchange
