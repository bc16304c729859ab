#include "exchange/green_button.hpp"

#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "exchange/espi_codes.hpp"
#include "exchange/espi_feed.hpp"
#include "exchange/number.hpp"
#include "exchange/time_text.hpp"

namespace ohmstead::exchange {
namespace {

using espi::Entry;

constexpr std::int64_t kLargestValue = (std::int64_t{1} << 47) - 1;
// Of ten; beyond it every number is too large, or none.
constexpr std::int64_t kMostPower = 100;

// A meter reading with what belongs to it.
struct MeterReading {
    const Entry* entry = nullptr;
    const espi::ReadingType* type = nullptr;
    std::vector<const Entry*> blocks;
    std::size_t values = 0;
};

bool names(const Entry& entry, const std::string& path) {
    return !path.empty() && std::ranges::find(entry.related, path) != entry.related.end();
}

const Entry* only_one(std::span<const Entry> entries, Entry::Kind kind) {
    const Entry* found = nullptr;
    for (const auto& entry : entries) {
        if (entry.kind == kind) {
            if (found != nullptr) {
                return nullptr;
            }
            found = &entry;
        }
    }
    return found;
}

std::vector<MeterReading> readings_of(std::span<const Entry> entries, FileFaults& faults) {
    std::vector<MeterReading> readings;
    const auto* const only_type = only_one(entries, Entry::Kind::reading_type);
    const auto* const only_reading = only_one(entries, Entry::Kind::meter_reading);
    for (const auto& entry : entries) {
        if (entry.kind != Entry::Kind::meter_reading) {
            continue;
        }
        MeterReading reading{.entry = &entry, .type = nullptr, .blocks = {}};
        if (only_type != nullptr) {
            reading.type = &only_type->type;
        }
        for (const auto& other : entries) {
            if (other.kind == Entry::Kind::reading_type && names(entry, other.self)) {
                reading.type = &other.type;
            } else if (other.kind == Entry::Kind::interval_block &&
                       (&entry == only_reading || names(entry, other.up) ||
                        names(entry, other.self))) {
                reading.blocks.push_back(&other);
                reading.values += other.readings.size();
            }
        }
        readings.push_back(std::move(reading));
    }
    for (const auto& entry : entries) {
        const bool is_lost =
            entry.kind == Entry::Kind::interval_block && !entry.readings.empty() &&
            std::ranges::none_of(readings, [&](const MeterReading& reading) {
                return std::ranges::find(reading.blocks, &entry) != reading.blocks.end();
            });
        if (is_lost) {
            faults.add(
                entry.readings.front().line, 0, "link",
                fmt::format("the interval block {} belongs to no meter reading", entry.self));
        }
    }
    return readings;
}

ValueKind kind_of(const espi::ReadingType& type) {
    const auto unit = espi::unit_symbol(type.uom);
    if (unit == "W") {
        return type.accumulation == espi::kInstantaneous ? ValueKind::power : ValueKind::mean_power;
    }
    switch (type.accumulation) {
        case espi::kBulkQuantity:
        case espi::kContinuousCumulative:
        case espi::kCumulative:
        case espi::kSummation:
            return ValueKind::counter;
        default:
            return ValueKind::amount;
    }
}

std::string id_of(const MeterReading& reading, std::size_t position) {
    return reading.entry->self.empty() ? fmt::format("reading {}", position + 1)
                                       : reading.entry->self;
}

// What was read of a file, with what it points into.
struct ReadFeed {
    std::unique_ptr<espi::Feed> feed;
    std::vector<MeterReading> readings;
};

Result<ReadFeed> read_feed(std::string_view text) {
    ReadFeed read{.feed = std::make_unique<espi::Feed>(), .readings = {}};
    OHMSTEAD_TRY_VOID(read_xml(text, *read.feed));
    read.readings = readings_of(read.feed->entries(), read.feed->faults());
    const bool any = std::ranges::any_of(
        read.readings, [](const MeterReading& reading) { return reading.values > 0; });
    if (!any) {
        return make_error(ErrorCode::invalid,
                          "This is no Green Button file: no meter reading of it has intervals.");
    }
    return read;
}

// Adds the readings of one meter that can be taken to `values`.
void take_readings(const MeterReading& reading, const SeriesUse& use, const SourceUnit& unit,
                   std::vector<FileValue>& values, FileContent& content) {
    const auto exponent = static_cast<int>(
        std::clamp<std::int64_t>(reading.type->power_of_ten, -kMostPower, kMostPower));
    for (const auto* block : reading.blocks) {
        for (const auto& each : block->readings) {
            ++content.rows;
            const auto refuse = [&](std::string code, std::string detail) {
                ++content.refused_rows;
                content.faults.add(each.line, 0, std::move(code), std::move(detail));
            };
            if (!each.start || !each.duration || !each.value) {
                refuse("incomplete", "the interval needs a start, a duration and a value");
                continue;
            }
            if (*each.start < 0 || *each.start >= kLastSecond || *each.duration < 0 ||
                *each.duration > 31 * 86'400) {
                refuse("time",
                       "the interval must lie between 1970 and 2100 and last 31 days at "
                       "most");
                continue;
            }
            const auto value =
                *each.value > kLargestValue || *each.value < -kLargestValue
                    ? std::nullopt
                    : in_base_units({.digits = *each.value, .exponent = exponent}, unit);
            if (!value || *value >= kLargestAmount || *value <= -kLargestAmount) {
                refuse("range", fmt::format("{} is too large", *each.value));
                continue;
            }
            const Instant from{Seconds{*each.start}};
            const Instant to = from + Seconds{*each.duration};
            const auto taken = as_taken(use, *value);
            if (taken < 0 && use.kind == ValueKind::amount) {
                content.faults.add(
                    each.line, 0, "negative",
                    fmt::format("{} is below 0: it is taken off the amounts that follow",
                                *each.value));
            } else if (taken < 0) {
                refuse("negative", fmt::format("{} is below 0", *each.value));
                continue;
            }
            const bool is_interval =
                use.kind == ValueKind::amount || use.kind == ValueKind::mean_power;
            if (is_interval && from == to) {
                refuse("interval", "the interval has no duration");
                continue;
            }
            const auto at = use.kind == ValueKind::counter ? to : from;
            values.push_back({each.line, is_interval ? from : at, is_interval ? to : at, taken});
        }
    }
}

}  // namespace

bool looks_like_green_button(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r\n");
    return first != std::string_view::npos && text[first] == '<';
}

Result<std::vector<FileSeries>> propose_green_button(std::string_view text) {
    OHMSTEAD_TRY(const auto read, read_feed(text));
    std::vector<FileSeries> all;
    for (std::size_t i = 0; i < read.readings.size(); ++i) {
        const auto& reading = read.readings[i];
        const espi::ReadingType unknown;
        const auto& type = reading.type != nullptr ? *reading.type : unknown;
        FileSeries series{.id = id_of(reading, i),
                          .name = reading.entry->title,
                          .unit = std::string(espi::unit_symbol(type.uom).value_or("")),
                          .kind = kind_of(type),
                          .role = espi::role_of(type.commodity, type.direction),
                          .values = reading.values,
                          .examples = {}};
        if (series.name.empty()) {
            series.name = series.id;
        }
        for (const auto* block : reading.blocks) {
            for (const auto& each : block->readings) {
                if (series.examples.size() < kExamples && each.value) {
                    series.examples.push_back(std::to_string(*each.value));
                }
            }
        }
        all.push_back(std::move(series));
    }
    return all;
}

Result<FileContent> read_green_button(std::string_view text, std::span<const SeriesUse> uses) {
    OHMSTEAD_TRY(auto read, read_feed(text));
    FileContent content;
    content.faults = std::move(read.feed->faults());
    content.series.resize(uses.size());
    Error error{.code = ErrorCode::invalid, .detail = "Some series cannot be taken like this."};
    for (std::size_t i = 0; i < uses.size(); ++i) {
        const auto fault = [&](std::string_view field, std::string code, std::string detail) {
            error.fields.push_back(
                {fmt::format("/series/{}/{}", i, field), std::move(code), std::move(detail)});
        };
        const MeterReading* found = nullptr;
        for (std::size_t position = 0; position < read.readings.size(); ++position) {
            if (id_of(read.readings[position], position) == uses[i].series) {
                found = &read.readings[position];
            }
        }
        if (found == nullptr) {
            fault("series", "unknown", "is no meter reading of the file");
            continue;
        }
        const auto symbol =
            found->type != nullptr ? espi::unit_symbol(found->type->uom) : std::nullopt;
        const auto unit = symbol ? parse_unit(*symbol) : std::nullopt;
        if (!unit || unit->quantity != uses[i].quantity) {
            fault("unit", "mismatch",
                  found->type == nullptr
                      ? "the file does not say what is measured: its reading type is missing"
                      : fmt::format("the file's unit (uom {}) is not one of what the channel "
                                    "measures",
                                    found->type->uom));
            continue;
        }
        if (kind_of(*found->type) != uses[i].kind) {
            fault("kind", "mismatch", "is not what the file says of its numbers");
            continue;
        }
        take_readings(*found, uses[i], *unit, content.series[i], content);
    }
    if (!error.fields.empty()) {
        return error;
    }
    return content;
}

}  // namespace ohmstead::exchange
