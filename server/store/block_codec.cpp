#include "store/block_codec.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <optional>
#include <span>

#include "store/decimal_scale.hpp"

namespace ohmstead {
namespace {

// Most days have no events, and are written as they were before there were any.
constexpr std::uint8_t kBlockVersion = 1;
constexpr std::uint8_t kVersionWithEvents = 2;
constexpr std::uint64_t kDayMs = 86'400'000;
constexpr std::uint8_t kHasCounter = 0x01;
constexpr std::uint8_t kHasSuspect = 0x02;
constexpr std::uint8_t kHasPower = 0x04;
constexpr std::uint8_t kHasRemainder = 0x08;
constexpr std::uint8_t kHasBeforeFall = 0x10;
constexpr std::uint8_t kAnchorFlags =
    kHasCounter | kHasSuspect | kHasPower | kHasRemainder | kHasBeforeFall;
// Set beside the quality of a run whose slots are wholly covered.
constexpr std::uint8_t kWhole = 0x80;

Error damaged_block(const char* what) {
    return make_error(ErrorCode::malformed, std::string("block: ") + what);
}

// Numbers of `width` bits each, one behind the other, the lowest bit first.
class BitWriter {
public:
    explicit BitWriter(ByteWriter& out) : out_(out) {}
    void add(std::uint64_t value, unsigned width) {
        while (width > 0) {
            const unsigned taken = std::min(width, 8 - filled_);
            const auto part = static_cast<unsigned>(value & ((1U << taken) - 1));
            byte_ |= part << filled_;
            filled_ += taken;
            width -= taken;
            value >>= taken;
            if (filled_ == 8) {
                flush();
            }
        }
    }
    void finish() {
        if (filled_ > 0) {
            flush();
        }
    }

private:
    void flush() {
        out_.byte(static_cast<std::uint8_t>(byte_));
        byte_ = 0;
        filled_ = 0;
    }

    ByteWriter& out_;
    unsigned byte_ = 0;
    unsigned filled_ = 0;
};

class BitReader {
public:
    explicit BitReader(ByteReader& in) : in_(in) {}
    std::uint64_t next(unsigned width) {
        std::uint64_t value = 0;
        for (unsigned done = 0; done < width;) {
            if (left_ == 0) {
                byte_ = in_.byte();
                left_ = 8;
            }
            const unsigned taken = std::min(width - done, left_);
            value |= std::uint64_t{byte_ & ((1U << taken) - 1)} << done;
            byte_ >>= taken;
            left_ -= taken;
            done += taken;
        }
        return value;
    }
    // What fills up the last byte must be zeros.
    bool clean() const { return byte_ == 0; }

private:
    ByteReader& in_;
    unsigned byte_ = 0;
    unsigned left_ = 0;
};

// Times of the anchor lie before the day, most of them just before.
void write_time(Instant at, Instant day, ByteWriter& out) {
    out.signed_varint(wrapped_difference(ms_of(day), ms_of(at)));
}

Instant read_time(ByteReader& in, Instant day) {
    return instant_from_ms(wrapped_difference(ms_of(day), in.signed_varint()));
}

void write_level(const std::optional<CounterLevel>& level, Instant day, ByteWriter& out) {
    if (level) {
        write_time(level->at, day, out);
        write_time(level->since, level->at, out);
        out.signed_varint(level->value);
    }
}

CounterLevel read_level(ByteReader& in, Instant day) {
    CounterLevel level;
    level.at = read_time(in, day);
    level.since = read_time(in, level.at);
    level.value = in.signed_varint();
    return level;
}

void write_anchor(const Anchor& anchor, Instant day, ByteWriter& out) {
    out.byte(static_cast<std::uint8_t>(
        (anchor.counter ? kHasCounter : 0) | (anchor.suspect ? kHasSuspect : 0) |
        (anchor.power ? kHasPower : 0) | (anchor.remainder != 0 ? kHasRemainder : 0) |
        (anchor.before_fall ? kHasBeforeFall : 0)));
    write_level(anchor.counter, day, out);
    write_level(anchor.suspect, day, out);
    write_level(anchor.before_fall, day, out);
    if (anchor.power) {
        write_time(anchor.power->at, day, out);
        out.signed_varint(anchor.power->value);
    }
    if (anchor.remainder != 0) {
        out.signed_varint(anchor.remainder);
    }
}

bool read_anchor(ByteReader& in, Instant day, Anchor& anchor) {
    const std::uint8_t flags = in.byte();
    if ((flags & ~kAnchorFlags) != 0) {
        return false;
    }
    if ((flags & kHasCounter) != 0) {
        anchor.counter = read_level(in, day);
    }
    if ((flags & kHasSuspect) != 0) {
        anchor.suspect = read_level(in, day);
    }
    if ((flags & kHasBeforeFall) != 0) {
        anchor.before_fall = read_level(in, day);
    }
    if ((flags & kHasPower) != 0) {
        anchor.power.emplace();
        anchor.power->at = read_time(in, day);
        anchor.power->value = in.signed_varint();
    }
    if ((flags & kHasRemainder) != 0) {
        anchor.remainder = in.signed_varint();
    }
    return !in.failed();
}

// Runs of neighbouring slots that agree in quality and coverage; a day is usually one or two.
void write_runs(std::span<const Slot> slots, SlotIndex first, ByteWriter& out) {
    SlotIndex expected = first;
    while (!slots.empty()) {
        const Slot& head = slots.front();
        std::size_t length = 1;
        while (length < slots.size() &&
               slots[length].index == head.index + static_cast<SlotIndex>(length) &&
               slots[length].quality == head.quality &&
               slots[length].seconds_covered == head.seconds_covered) {
            ++length;
        }
        const bool whole = head.seconds_covered == kSlotSeconds;
        out.varint(static_cast<std::uint64_t>(head.index - expected));
        out.varint(length);
        out.byte(static_cast<std::uint8_t>(static_cast<std::uint8_t>(head.quality) |
                                           (whole ? kWhole : 0)));
        if (!whole) {
            out.varint(head.seconds_covered);
        }
        expected = head.index + static_cast<SlotIndex>(length);
        slots = slots.subspan(length);
    }
}

bool read_runs(ByteReader& in, SlotIndex first, std::uint64_t count, std::vector<Slot>& slots) {
    std::uint64_t place = 0;  // within the day
    while (slots.size() < count) {
        const std::uint64_t gap = in.varint();
        const std::uint64_t length = in.varint();
        const std::uint8_t head = in.byte();
        const std::uint8_t quality = head & ~kWhole;
        const std::uint64_t seconds = (head & kWhole) != 0 ? kSlotSeconds : in.varint();
        if (in.failed() || gap > kSlotsPerDay || length == 0 || length > count - slots.size() ||
            place + gap + length > kSlotsPerDay ||
            quality > static_cast<std::uint8_t>(Quality::measured) ||
            seconds > std::numeric_limits<std::uint16_t>::max()) {
            return false;
        }
        place += gap;
        for (std::uint64_t i = 0; i < length; ++i, ++place) {
            slots.push_back({.index = first + static_cast<SlotIndex>(place),
                             .amount = 0,
                             .quality = static_cast<Quality>(quality),
                             .seconds_covered = static_cast<std::uint16_t>(seconds)});
        }
    }
    return true;
}

// Amounts as their distance from the least one, each in as many bits as the widest needs.
void write_amounts(std::span<const Slot> slots, ByteWriter& out) {
    DecimalScale scale;
    for (const Slot& slot : slots) {
        scale.include(slot.amount);
    }
    const auto [least, most] = std::ranges::minmax_element(slots, {}, &Slot::amount);
    const std::int64_t base = least->amount / scale.factor();
    const auto distance = [&](std::int64_t amount) {
        return std::bit_cast<std::uint64_t>(wrapped_difference(amount / scale.factor(), base));
    };
    const auto width = static_cast<unsigned>(std::bit_width(distance(most->amount)));
    out.byte(scale.exponent());
    out.signed_varint(base);
    out.byte(static_cast<std::uint8_t>(width));
    BitWriter bits(out);
    for (const Slot& slot : slots) {
        bits.add(distance(slot.amount), width);
    }
    bits.finish();
}

bool read_amounts(ByteReader& in, std::span<Slot> slots) {
    const std::uint8_t exponent = in.byte();
    const std::int64_t base = in.signed_varint();
    const unsigned width = in.byte();
    if (in.failed() || exponent >= kPowersOfTen.size() || width > 64) {
        return false;
    }
    BitReader bits(in);
    bool fits = true;
    for (Slot& slot : slots) {
        const auto distance = std::bit_cast<std::int64_t>(bits.next(width));
        const std::int64_t amount = wrapped_sum(base, distance);
        fits &= !__builtin_mul_overflow(amount, kPowersOfTen[exponent], &slot.amount);
    }
    return fits && bits.clean() && !in.failed();
}

void write_events(std::span<const MeterEvent> events, Instant day, ByteWriter& out) {
    out.byte(static_cast<std::uint8_t>(events.size()));
    for (const auto& event : events) {
        out.byte(static_cast<std::uint8_t>(event.kind));
        out.varint(static_cast<std::uint64_t>((event.at - day).count()));
        out.signed_varint(wrapped_difference(ms_of(event.at), ms_of(event.since)));
        out.signed_varint(event.amount);
        out.signed_varint(event.in_question);
    }
}

bool read_events(ByteReader& in, Instant day, std::vector<MeterEvent>& events) {
    const std::uint8_t count = in.byte();
    if (count == 0 || count > kMostEvents) {
        return false;
    }
    for (std::uint8_t i = 0; i < count; ++i) {
        const auto kind = static_cast<MeterEvent::Kind>(in.byte());
        const std::uint64_t ms = in.varint();
        MeterEvent event{.kind = kind, .at = day};
        if (!is_in_question(kind) || ms >= kDayMs) {
            return false;
        }
        event.at += Milliseconds{static_cast<std::int64_t>(ms)};
        event.since = read_time(in, event.at);
        event.amount = in.signed_varint();
        event.in_question = in.signed_varint();
        events.push_back(event);
    }
    return !in.failed();
}

bool read_revision(ByteReader& in, std::uint8_t& version, Revision& revision) {
    version = in.byte();
    if (version != kBlockVersion && version != kVersionWithEvents) {
        return false;
    }
    const std::uint64_t epoch = in.varint();
    revision.epoch = static_cast<std::uint32_t>(epoch);
    revision.sequence = in.varint();
    return !in.failed() && epoch <= std::numeric_limits<std::uint32_t>::max();
}

}  // namespace

Packed encode_block(const Block& block) {
    ByteWriter out;
    out.byte(block.events.empty() ? kBlockVersion : kVersionWithEvents);
    out.varint(block.revision.epoch);
    out.varint(block.revision.sequence);
    write_anchor(block.anchor, block.day, out);
    out.byte(static_cast<std::uint8_t>(block.slots.size()));
    if (!block.slots.empty()) {
        write_runs(block.slots, first_slot_of(block.day), out);
        write_amounts(block.slots, out);
    }
    if (!block.events.empty()) {
        write_events(block.events, block.day, out);
    }
    return std::move(out).sealed();
}

Result<Block> decode_block(ChannelId channel, std::chrono::sys_days day, std::string_view bytes) {
    OHMSTEAD_TRY(const std::string_view content, unseal(bytes));
    ByteReader in(content);
    Block block{
        .channel = std::move(channel), .day = day, .revision = {}, .anchor = {}, .slots = {}};
    std::uint8_t version = 0;
    if (!read_revision(in, version, block.revision)) {
        return damaged_block("unknown version or impossible revision");
    }
    if (!read_anchor(in, day, block.anchor)) {
        return damaged_block("impossible anchor");
    }
    const std::uint8_t count = in.byte();
    if (in.failed() || count > kSlotsPerDay) {
        return damaged_block("impossible count");
    }
    if (count > 0) {
        block.slots.reserve(count);
        if (!read_runs(in, first_slot_of(day), count, block.slots) ||
            !read_amounts(in, block.slots)) {
            return damaged_block("impossible slots");
        }
    }
    if (version == kVersionWithEvents && !read_events(in, day, block.events)) {
        return damaged_block("impossible events");
    }
    if (!in.at_end()) {
        return damaged_block("bytes behind the end");
    }
    return block;
}

Result<Revision> revision_of_block(std::string_view bytes) {
    OHMSTEAD_TRY(const std::string_view content, unseal(bytes));
    ByteReader in(content);
    Revision revision;
    std::uint8_t version = 0;
    if (!read_revision(in, version, revision)) {
        return damaged_block("unknown version or impossible revision");
    }
    return revision;
}

}  // namespace ohmstead
