#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "domain/metering/reading.hpp"
#include "exchange/file.hpp"

namespace ohmstead::ingest {

// What becomes of one series of a file: what is to be kept of it, and of how many of its values.
struct FilePlan {
    std::vector<Reading> readings;  // ascending
    std::size_t taken = 0;
    std::size_t repeated = 0;     // equal to what is known, or to another row
    std::size_t covered = 0;      // between readings that are known and lie closer together
    std::optional<Span> span;     // of everything the file says of the series, refused or not
    exchange::FileFaults faults;  // what contradicts what is known or another row, which stays
    // Of amounts where the file prevails: all that it says, ascending and without overlap.
    std::vector<exchange::FileValue> said;
};

// Whose word counts where something else is known. Its readings stay in either case; where the file
// prevails, that it says something else is no fault, as somebody will lay it over that.
enum class Prevails : std::uint8_t { known, file };

// Values that a series cannot have: from before 2000, or more than a day ahead of `now`. They are
// taken off, each with a fault.
void refuse_impossible(std::vector<exchange::FileValue>& values, Instant now,
                       exchange::FileFaults& faults);

// The amounts of mean power over intervals; what is below one base unit is carried on.
std::vector<exchange::FileValue> amounts_of(std::vector<exchange::FileValue> mean_power);

// Readings that amount to `values`, each over its interval, beside the counter's readings that are
// `known` (all from 65 minutes before the first value to 65 minutes after the last one).
//
// An amount below 0 is taken off those that follow it.
//
// Nothing counts twice: what is known stays. An interval of which all is known is repeated when the
// amounts are equal, and contradicts otherwise. Intervals between two readings say when what they
// differ by was used; the sum stays. What is not known becomes a count of its own, with declared
// ends (kDetached), so that no difference is made to counters before and after it. An import that
// ended somewhere is carried on by planning the whole file again.
FilePlan plan_amounts(std::vector<exchange::FileValue> values, std::span<const Reading> known,
                      Prevails prevails = Prevails::known);

// What a meter stood at. Where known readings lie closer than 65 minutes, or say something else,
// they stay alone.
FilePlan plan_counter(std::vector<exchange::FileValue> values, std::span<const Reading> known);

// Power at instants, and states.
FilePlan plan_instants(std::vector<exchange::FileValue> values, std::span<const Reading> known);

// How far around a file's span readings have to be known.
inline constexpr Milliseconds kFilePlanReach = std::chrono::minutes{65};

}  // namespace ohmstead::ingest
