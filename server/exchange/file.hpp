#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include "base/time.hpp"
#include "base/units.hpp"
#include "domain/home/channel.hpp"

namespace ohmstead::exchange {

// What a file is.
enum class FileFormat { csv, green_button };
BOOST_DESCRIBE_ENUM(FileFormat, csv, green_button)

// What the numbers of a series of a file say.
enum class ValueKind {
    amount,      // what an interval amounted to
    counter,     // what a meter stood at
    mean_power,  // the mean over an interval
    power,       // at an instant
    state,       // a condition that holds until the next one
};
BOOST_DESCRIBE_ENUM(ValueKind, amount, counter, mean_power, power, state)

// Something in a file that cannot be taken as it is.
struct FileFault {
    std::size_t line = 0;    // 1-based; 0: the file as a whole
    std::size_t column = 0;  // 1-based: the field of a CSV, the character of XML; 0: the whole line
    std::string code;        // stable, for programs
    std::string detail;      // what is wrong, and what would be right

    friend bool operator==(const FileFault&, const FileFault&) = default;
};

// The faults of a file: the first ones in full, and how many there were.
class FileFaults {
public:
    static constexpr std::size_t kKept = 100;

    void add(std::size_t line, std::size_t column, std::string code, std::string detail) {
        ++count_;
        if (kept_.size() < kKept) {
            kept_.push_back({line, column, std::move(code), std::move(detail)});
        }
    }
    std::size_t count() const { return count_; }
    const std::vector<FileFault>& kept() const { return kept_; }

private:
    std::vector<FileFault> kept_;
    std::size_t count_ = 0;
};

// How much of a cell a message quotes, and how many values of a series are shown.
inline constexpr std::size_t kShownOfCell = 40;
inline constexpr std::size_t kExamples = 3;
// In base units; what is beyond cannot be added up any more.
inline constexpr std::int64_t kLargestAmount = std::int64_t{1} << 58;

// One series of numbers that a file holds, and what it seems to be.
struct FileSeries {
    std::string id;    // within the file
    std::string name;  // as the file calls it
    std::string unit;  // as parse_unit knows it; empty when the file does not tell
    ValueKind kind = ValueKind::amount;
    ChannelRole role = ChannelRole::device;
    std::size_t values = 0;  // in what was looked at
    std::vector<std::string> examples;

    friend bool operator==(const FileSeries&, const FileSeries&) = default;
};

// How a series is to be taken.
struct SeriesUse {
    std::string series;
    ValueKind kind = ValueKind::amount;
    std::string unit;
    Quantity quantity = Quantity::energy;  // of what takes it
    SignPart sign = SignPart::both;
    bool invert = false;

    friend bool operator==(const SeriesUse&, const SeriesUse&) = default;
};

// A number of a series, in base units, as its use says: turned round, or its one part. Counters are
// taken whole, for only what they differ by has a sign.
std::int64_t as_taken(const SeriesUse& use, std::int64_t value);

// One number of a file, in base units. An instant has equal ends.
struct FileValue {
    std::size_t line = 0;
    Instant from{};
    Instant to{};
    std::int64_t value = 0;

    friend bool operator==(const FileValue&, const FileValue&) = default;
};

// The numbers of the series that were asked for, in the order of the uses; each as in the file.
struct FileContent {
    std::vector<std::vector<FileValue>> series;
    std::size_t rows = 0;
    std::size_t refused_rows = 0;  // of which nothing could be taken
    FileFaults faults;
};

// More numbers than this are too many for one file.
inline constexpr std::size_t kMostValues = 3'000'000;
// More bytes than this, unpacked, are too many.
inline constexpr std::size_t kMostFileBytes = std::size_t{48} << 20;

}  // namespace ohmstead::exchange
