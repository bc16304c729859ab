#include "store/day_codec.hpp"

#include <array>
#include <cstdlib>
#include <limits>

#include "store/block_codec.hpp"

namespace ohmstead {
namespace {

constexpr std::uint8_t kDayVersion = 5;
constexpr std::uint8_t kHasBalance = 0x01;
constexpr std::uint8_t kHasBattery = 0x02;
constexpr std::uint8_t kHasDevices = 0x04;
constexpr std::size_t kMostBatteries = 1'000;
constexpr std::int64_t kMostSlots = 2 * kSlotsPerDay;
constexpr std::int64_t kFarthestStart = 3 * kSlotsPerDay;

Error damaged_day(const char* what) {
    return make_error(ErrorCode::malformed, std::string("day: ") + what);
}

// What a home without a battery has none of.
template <class Day>
auto battery_parts(Day& day) {
    return std::array{
        &day.flows.grid_to_battery,  &day.flows.solar_to_battery,    &day.flows.battery_to_home,
        &day.flows.battery_to_grid,  &day.flows.battery_to_battery,  &day.discharge.to_home.solar,
        &day.discharge.to_home.grid, &day.discharge.to_home.unknown, &day.discharge.to_grid.solar,
        &day.discharge.to_grid.grid, &day.discharge.to_grid.unknown};
}

template <class Day>
auto balance_parts(Day& day) {
    return std::array{&day.home,
                      &day.residual,
                      &day.flows.grid_to_home,
                      &day.flows.grid_to_grid,
                      &day.flows.solar_to_home,
                      &day.flows.solar_to_grid};
}

template <class Parts>
bool any_of(const Parts& parts) {
    for (const auto* part : parts) {
        if (*part != 0) {
            return true;
        }
    }
    return false;
}

template <class Parts>
void write_parts(const Parts& parts, ByteWriter& out) {
    for (const auto* part : parts) {
        out.signed_varint(*part);
    }
}

template <class Parts>
void read_parts(const Parts& parts, ByteReader& in) {
    for (auto* part : parts) {
        *part = in.signed_varint();
    }
}

void write_text(const std::string& text, ByteWriter& out) {
    out.byte(static_cast<std::uint8_t>(text.size()));
    for (const char c : text) {
        out.byte(static_cast<std::uint8_t>(c));
    }
}

std::string read_text(ByteReader& in) {
    std::string text(std::min<std::size_t>(in.byte(), in.remaining()), '\0');
    for (char& c : text) {
        c = static_cast<char>(in.byte());
    }
    return text;
}

// A number of slots of the day.
bool read_count(ByteReader& in, SlotRange day, std::uint16_t& count) {
    const std::uint64_t value = in.varint();
    count = static_cast<std::uint16_t>(value);
    return value <= static_cast<std::uint64_t>(day.size());
}

SlotIndex start_of(LocalDate date) {
    return first_slot_of(std::chrono::sys_days{date});
}

void write_span(const LocalDay& day, ByteWriter& out) {
    out.signed_varint(day.slots.from - start_of(day.date));
    out.varint(static_cast<std::uint64_t>(day.slots.size()));
}

bool read_span(ByteReader& in, LocalDay& day) {
    const std::int64_t start = in.signed_varint();
    const std::uint64_t size = in.varint();
    if (in.failed() || std::abs(std::max(start, -kFarthestStart - 1)) > kFarthestStart ||
        size > std::uint64_t{kMostSlots}) {
        return false;
    }
    day.slots.from = start_of(day.date) + start;
    day.slots.to = day.slots.from + static_cast<SlotIndex>(size);
    return true;
}

bool read_storage(ByteReader& in, Storage& storage) {
    const std::uint64_t count = in.varint();
    // Each takes five bytes at least.
    if (count > in.remaining() || count > kMostBatteries) {
        return false;
    }
    storage.resize(count);
    for (auto& battery : storage) {
        battery.solar = in.signed_varint();
        battery.grid = in.signed_varint();
        const std::uint64_t owed = in.varint();
        battery.owed_to_solar = static_cast<std::uint32_t>(owed);
        battery.least = in.signed_varint();
        const std::uint64_t week = in.varint();
        battery.week = static_cast<std::uint32_t>(week);
        if (std::max(owed, week) > std::numeric_limits<std::uint32_t>::max()) {
            return false;
        }
    }
    return true;
}

void write_storage(const Storage& storage, ByteWriter& out) {
    out.varint(storage.size());
    for (const auto& battery : storage) {
        out.signed_varint(battery.solar);
        out.signed_varint(battery.grid);
        out.varint(battery.owed_to_solar);
        out.signed_varint(battery.least);
        out.varint(battery.week);
    }
}

bool read_sums(ByteReader& in, DaySums& sums) {
    const std::uint8_t flags = in.byte();
    if ((flags & ~(kHasBalance | kHasBattery | kHasDevices)) != 0) {
        return false;
    }
    if ((flags & kHasBalance) != 0) {
        read_parts(balance_parts(sums), in);
    }
    if ((flags & kHasBattery) != 0) {
        read_parts(battery_parts(sums), in);
        if (!read_storage(in, sums.content)) {
            return false;
        }
    }
    if ((flags & kHasDevices) != 0) {
        sums.tracked = in.signed_varint();
        return read_count(in, sums.day.slots, sums.tracked_assumed);
    }
    return true;
}

bool read_channels(ByteReader& in, DaySums& sums) {
    const std::uint64_t count = in.varint();
    // Each takes three bytes at least.
    if (count > in.remaining()) {
        return false;
    }
    sums.channels.resize(count);
    for (auto& channel : sums.channels) {
        channel.amount = in.signed_varint();
        if (!read_count(in, sums.day.slots, channel.known) ||
            !read_count(in, sums.day.slots, channel.told)) {
            return false;
        }
    }
    return true;
}

}  // namespace

Packed encode_day(const DaySums& sums) {
    ByteWriter out;
    out.byte(kDayVersion);
    write_span(sums.day, out);
    write_text(sums.stamp.time_zone, out);
    write_text(sums.stamp.tz_version, out);
    out.varint(sums.stamp.channels);
    out.varint(sums.known);
    out.varint(sums.estimated);
    out.varint(sums.coarse);
    out.varint(sums.faulty);
    const bool has_balance = any_of(balance_parts(sums));
    const bool has_battery = any_of(battery_parts(sums)) || !sums.content.empty();
    const bool has_devices = sums.tracked != 0 || sums.tracked_assumed != 0;
    out.byte(static_cast<std::uint8_t>((has_balance ? kHasBalance : 0) |
                                       (has_battery ? kHasBattery : 0) |
                                       (has_devices ? kHasDevices : 0)));
    if (has_balance) {
        write_parts(balance_parts(sums), out);
    }
    if (has_battery) {
        write_parts(battery_parts(sums), out);
        write_storage(sums.content, out);
    }
    if (has_devices) {
        out.signed_varint(sums.tracked);
        out.varint(sums.tracked_assumed);
    }
    out.varint(sums.channels.size());
    for (const auto& channel : sums.channels) {
        out.signed_varint(channel.amount);
        out.varint(channel.known);
        out.varint(channel.told);
    }
    return std::move(out).sealed();
}

Result<DaySums> decode_day(LocalDate date, std::string_view bytes) {
    OHMSTEAD_TRY(const std::string_view content, unseal(bytes));
    ByteReader in(content);
    const auto version = in.byte();
    DaySums sums;
    sums.day.date = date;
    if (version > 0 && version < kDayVersion) {
        return sums;
    }
    if (version != kDayVersion) {
        return damaged_day("unknown version");
    }
    if (!read_span(in, sums.day)) {
        return damaged_day("impossible span");
    }
    sums.stamp.time_zone = read_text(in);
    sums.stamp.tz_version = read_text(in);
    sums.stamp.channels = in.varint();
    if (!read_count(in, sums.day.slots, sums.known) ||
        !read_count(in, sums.day.slots, sums.estimated) ||
        !read_count(in, sums.day.slots, sums.coarse) ||
        !read_count(in, sums.day.slots, sums.faulty)) {
        return damaged_day("impossible count");
    }
    if (!read_sums(in, sums)) {
        return damaged_day("impossible sums");
    }
    if (!read_channels(in, sums) || in.failed() || !in.at_end()) {
        return damaged_day("impossible channels");
    }
    return sums;
}

}  // namespace ohmstead
