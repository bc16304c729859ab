#include "store/chunk_codec.hpp"

#include <algorithm>
#include <numeric>

#include "store/decimal_scale.hpp"

namespace ohmstead {
namespace {

constexpr std::uint8_t kChunkVersion = 1;
constexpr std::uint8_t kIrregularTimes = 0x01;
constexpr std::uint8_t kSeveralRanks = 0x02;
constexpr unsigned kExponentShift = 4;
constexpr std::uint8_t kKnownFlags = kIrregularTimes | kSeveralRanks | 0x70;

Error damaged_chunk(const char* what) {
    return make_error(ErrorCode::malformed, std::string("chunk: ") + what);
}

// A column of differences: each as a zigzag varint, but a run of zeros as 0 and its length less 1.
class DifferenceWriter {
public:
    explicit DifferenceWriter(ByteWriter& out) : out_(out) {}
    void add(std::int64_t difference) {
        if (difference == 0) {
            ++zeros_;
            return;
        }
        finish();
        out_.signed_varint(difference);
    }
    void finish() {
        if (zeros_ > 0) {
            out_.byte(0);
            out_.varint(zeros_ - 1);
            zeros_ = 0;
        }
    }

private:
    ByteWriter& out_;
    std::uint64_t zeros_ = 0;
};

class DifferenceReader {
public:
    explicit DifferenceReader(ByteReader& in) : in_(in) {}
    std::int64_t next() {
        if (zeros_ > 0) {
            --zeros_;
            return 0;
        }
        const std::uint64_t token = in_.varint();
        if (token == 0) {
            zeros_ = in_.varint();
        }
        return unzigzag(token);
    }
    // A run must not promise more than its column holds.
    bool complete() const { return zeros_ == 0; }

private:
    ByteReader& in_;
    std::uint64_t zeros_ = 0;
};

// The step of evenly spaced readings; 0 when they are not.
std::uint32_t step_of(std::span<const HourReading> readings) {
    if (readings.size() < 2) {
        return 0;
    }
    const std::uint32_t step = readings[1].offset_ms - readings[0].offset_ms;
    for (std::size_t i = 2; i < readings.size(); ++i) {
        if (readings[i].offset_ms - readings[i - 1].offset_ms != step) {
            return 0;
        }
    }
    return step;
}

// Each distance as its change against the one before, in units of the grid that all share.
void write_irregular_times(std::span<const HourReading> readings, ByteWriter& out) {
    std::uint32_t grid = 0;
    for (std::size_t i = 1; i < readings.size(); ++i) {
        grid = std::gcd(grid, readings[i].offset_ms - readings[i - 1].offset_ms);
    }
    out.varint(grid);
    DifferenceWriter column(out);
    std::int64_t previous = 0;
    for (std::size_t i = 1; i < readings.size(); ++i) {
        const std::int64_t distance = (readings[i].offset_ms - readings[i - 1].offset_ms) / grid;
        column.add(distance - previous);
        previous = distance;
    }
    column.finish();
}

bool read_irregular_times(ByteReader& in, std::span<HourReading> readings) {
    const std::uint64_t grid = in.varint();
    if (grid == 0 || grid >= kHourMs) {
        return false;
    }
    DifferenceReader column(in);
    std::int64_t distance = 0;
    std::uint64_t at = readings.front().offset_ms;
    for (HourReading& reading : readings.subspan(1)) {
        distance = wrapped_sum(distance, column.next());
        if (distance <= 0 || distance >= kHourMs) {
            return false;
        }
        at += static_cast<std::uint64_t>(distance) * grid;
        if (at >= kHourMs) {
            return false;
        }
        reading.offset_ms = static_cast<std::uint32_t>(at);
    }
    return column.complete();
}

bool read_regular_times(ByteReader& in, std::span<HourReading> readings) {
    if (readings.size() == 1) {
        return true;
    }
    const std::uint64_t step = in.varint();
    const std::uint64_t first = readings.front().offset_ms;
    if (step == 0 || step >= kHourMs || first + step * (readings.size() - 1) >= kHourMs) {
        return false;
    }
    std::uint32_t at = readings.front().offset_ms;
    for (HourReading& reading : readings) {
        reading.offset_ms = at;
        at += static_cast<std::uint32_t>(step);
    }
    return true;
}

void write_ranks(std::span<const HourReading> readings, bool several, ByteWriter& out) {
    if (!several) {
        out.byte(static_cast<std::uint8_t>(readings.front().rank));
        return;
    }
    for (auto run = readings.begin(); run != readings.end();) {
        const auto end = std::find_if(run, readings.end(), [&](const HourReading& reading) {
            return reading.rank != run->rank;
        });
        out.byte(static_cast<std::uint8_t>(run->rank));
        out.varint(static_cast<std::uint64_t>(end - run));
        run = end;
    }
}

bool read_ranks(ByteReader& in, bool several, std::span<HourReading> readings) {
    while (!readings.empty()) {
        const std::uint8_t rank = in.byte();
        const std::uint64_t length = several ? in.varint() : readings.size();
        if (in.failed() || length == 0 || length > readings.size()) {
            return false;
        }
        for (HourReading& reading : readings.first(length)) {
            reading.rank = rank;
        }
        readings = readings.subspan(length);
    }
    return true;
}

void write_values(std::span<const HourReading> readings, std::int64_t factor, ByteWriter& out) {
    std::int64_t previous = readings.front().value / factor;
    out.signed_varint(previous);
    DifferenceWriter column(out);
    for (const HourReading& reading : readings.subspan(1)) {
        const std::int64_t value = reading.value / factor;
        column.add(wrapped_difference(value, previous));
        previous = value;
    }
    column.finish();
}

bool read_values(ByteReader& in, std::int64_t factor, std::span<HourReading> readings) {
    DifferenceReader column(in);
    std::int64_t value = in.signed_varint();
    bool fits = !__builtin_mul_overflow(value, factor, &readings.front().value);
    for (HourReading& reading : readings.subspan(1)) {
        value = wrapped_sum(value, column.next());
        fits &= !__builtin_mul_overflow(value, factor, &reading.value);
    }
    return fits && column.complete();
}

}  // namespace

Packed encode_chunk(std::span<const HourReading> readings) {
    DecimalScale scale;
    bool several_ranks = false;
    for (const HourReading& reading : readings) {
        scale.include(reading.value);
        several_ranks |= reading.rank != readings.front().rank;
    }
    const std::uint32_t step = step_of(readings);
    const bool irregular = readings.size() > 1 && step == 0;

    ByteWriter out;
    out.byte(kChunkVersion);
    out.byte(static_cast<std::uint8_t>((irregular ? kIrregularTimes : 0) |
                                       (several_ranks ? kSeveralRanks : 0) |
                                       (scale.exponent() << kExponentShift)));
    out.varint(readings.size());
    out.varint(readings.front().offset_ms);
    if (irregular) {
        write_irregular_times(readings, out);
    } else if (step > 0) {
        out.varint(step);
    }
    write_ranks(readings, several_ranks, out);
    write_values(readings, scale.factor(), out);
    return std::move(out).sealed();
}

Result<std::size_t> readings_in_chunk(std::string_view bytes) {
    OHMSTEAD_TRY(const std::string_view content, unseal(bytes));
    ByteReader in(content);
    if (in.byte() != kChunkVersion) {
        return damaged_chunk("unknown version");
    }
    in.byte();  // the flags
    const std::uint64_t count = in.varint();
    if (in.failed() || count == 0 || count > kHourMs) {
        return damaged_chunk("impossible count");
    }
    return count;
}

Status decode_chunk(std::string_view bytes, std::vector<HourReading>& readings) {
    OHMSTEAD_TRY(const std::string_view content, unseal(bytes));
    ByteReader in(content);
    if (in.byte() != kChunkVersion) {
        return damaged_chunk("unknown version");
    }
    const std::uint8_t flags = in.byte();
    const std::size_t exponent = flags >> kExponentShift;
    if ((flags & ~kKnownFlags) != 0 || exponent >= kPowersOfTen.size()) {
        return damaged_chunk("unknown flags");
    }
    const std::uint64_t count = in.varint();
    const std::uint64_t first = in.varint();
    if (in.failed() || count == 0 || count > kHourMs || first >= kHourMs) {
        return damaged_chunk("impossible count or start");
    }
    readings.resize(count);
    readings.front().offset_ms = static_cast<std::uint32_t>(first);
    const bool times_fit = (flags & kIrregularTimes) != 0 ? read_irregular_times(in, readings)
                                                          : read_regular_times(in, readings);
    if (!times_fit || in.failed()) {
        return damaged_chunk("impossible times");
    }
    if (!read_ranks(in, (flags & kSeveralRanks) != 0, readings)) {
        return damaged_chunk("impossible ranks");
    }
    if (!read_values(in, kPowersOfTen[exponent], readings) || in.failed() || !in.at_end()) {
        return damaged_chunk("impossible values");
    }
    return {};
}

}  // namespace ohmstead
