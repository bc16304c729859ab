#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "domain/time/zone.hpp"
#include "exchange/csv_file.hpp"

namespace ohmstead::exchange {

// How many records of a file tell what it is like.
inline constexpr std::size_t kLookedAtRecords = 2'000;

// How many columns most of the first records have; 0 when no number of them is usual.
std::size_t usual_width(std::string_view text, char delimiter);

// The headings of a record, each with a name of its own.
std::vector<std::string> column_names(std::span<const std::string> headings);

// The settings with their columns found.
struct CsvColumns {
    std::size_t time = 0;
    std::optional<std::size_t> clock;
    std::optional<std::size_t> end;
    std::optional<std::size_t> series;
    std::optional<std::size_t> value;
    std::optional<std::size_t> unit;
    Zone zone = Zone::utc();

    // Whether the column says something else than numbers.
    bool is_taken(std::size_t column) const;
};

// Errors: invalid, with the settings' fields that are wrong.
Result<CsvColumns> find_columns(const CsvSettings& settings, std::span<const std::string> columns);

// The interval or instant that a row stands for.
struct RowSpan {
    Instant from{};
    Instant to{};
};

// Reads the times of the rows of one series, in their order.
class RowTimes {
public:
    RowTimes(const CsvSettings& settings, const CsvColumns& columns)
        : settings_(settings), columns_(columns) {}

    // Nothing, with the fault, for a row without a time that can be.
    std::optional<RowSpan> read(std::span<const std::string> fields, FileFault& fault,
                                RowOrder& order) const;

private:
    std::optional<Instant> read_one(std::string_view text, std::optional<std::string_view> clock,
                                    std::size_t column, FileFault& fault,
                                    const RowOrder& order) const;
    Instant shifted(Instant at, int intervals) const;

    const CsvSettings& settings_;
    const CsvColumns& columns_;
};

}  // namespace ohmstead::exchange
