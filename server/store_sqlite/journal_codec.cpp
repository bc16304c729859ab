#include "store_sqlite/journal_codec.hpp"

#include "store/decimal_scale.hpp"

namespace ohmstead {
namespace {

constexpr std::uint8_t kVersion = 2;
constexpr unsigned kExponentBits = 3;
constexpr std::uint64_t kExponentMask = (1U << kExponentBits) - 1;

Error damaged(const char* what) {
    return make_error(ErrorCode::malformed, std::string("journal: ") + what);
}

bool read_group(ByteReader& in, ChunkKey& key, std::uint32_t& offset, JournalGroup& group) {
    key = wrapped_sum(key, in.signed_varint());
    const std::uint8_t rank = in.byte();
    const std::uint64_t head = in.varint();
    const std::uint64_t count = head >> kExponentBits;
    const std::size_t exponent = head & kExponentMask;
    // Each reading takes two bytes or more, so a false count cannot ask for much memory.
    if (in.failed() || key < 0 || exponent >= kPowersOfTen.size() || count == 0 ||
        count > in.remaining() / 2) {
        return false;
    }
    group.key = key;
    group.readings.reserve(count);
    std::int64_t at = offset;
    std::int64_t step = 0;
    std::int64_t value = 0;
    for (std::uint64_t i = 0; i < count; ++i) {
        const std::int64_t change = in.signed_varint();
        value = wrapped_sum(value, in.signed_varint());
        if (i > 0) {
            step = wrapped_sum(step, change);
        }
        at = wrapped_sum(at, i > 0 ? step : change);
        HourReading reading{.offset_ms = static_cast<std::uint32_t>(at), .rank = rank, .value = 0};
        if (in.failed() || at < 0 || at >= kHourMs || (i > 0 && step <= 0) ||
            __builtin_mul_overflow(value, kPowersOfTen[exponent], &reading.value)) {
            return false;
        }
        group.readings.push_back(reading);
    }
    offset = static_cast<std::uint32_t>(at);
    return true;
}

}  // namespace

JournalRow::JournalRow() {
    out_.byte(kVersion);
}

void JournalRow::add(ChunkKey key, std::span<const HourReading> readings) {
    DecimalScale scale;
    for (const HourReading& reading : readings) {
        scale.include(reading.value);
    }
    out_.signed_varint(key - previous_key_);
    out_.byte(static_cast<std::uint8_t>(readings.front().rank));
    out_.varint((readings.size() << kExponentBits) | scale.exponent());
    std::int64_t step = 0;
    std::int64_t value = 0;
    for (const HourReading& reading : readings) {
        const std::int64_t next = std::int64_t{reading.offset_ms} - previous_offset_;
        const std::int64_t scaled = reading.value / scale.factor();
        out_.signed_varint(next - step);
        out_.signed_varint(wrapped_difference(scaled, value));
        step = &reading == readings.data() ? 0 : next;
        previous_offset_ = reading.offset_ms;
        value = scaled;
    }
    previous_key_ = key;
    ++groups_;
}

Result<std::vector<JournalGroup>> decode_journal_row(std::string_view bytes) {
    OHMSTEAD_TRY(const std::string_view content, unseal(bytes));
    ByteReader in(content);
    if (in.byte() != kVersion) {
        return damaged("unknown version");
    }
    std::vector<JournalGroup> groups;
    ChunkKey key = 0;
    std::uint32_t offset = 0;
    while (!in.at_end()) {
        if (!read_group(in, key, offset, groups.emplace_back())) {
            return damaged("impossible group");
        }
    }
    return groups;
}

}  // namespace ohmstead
