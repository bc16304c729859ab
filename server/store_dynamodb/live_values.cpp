#include "store_dynamodb/live_values.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace ohmstead::dynamodb {
namespace {

constexpr std::uint8_t kVersion = 1;

Error damaged(const char* what) {
    return make_error(ErrorCode::malformed, std::string("live values: ") + what);
}

// A character of an id is 5 bits, so that 13 bytes hold it.
void write_id(ByteWriter& out, const ChannelId& id) {
    std::uint32_t bits = 0;
    int count = 0;
    for (const char c : id.value) {
        bits = bits << 5 | static_cast<std::uint32_t>(kIdAlphabet.find(c));
        for (count += 5; count >= 8; count -= 8) {
            out.byte(static_cast<std::uint8_t>(bits >> (count - 8)));
        }
    }
    out.byte(static_cast<std::uint8_t>(bits << (8 - count)));
}

ChannelId read_id(ByteReader& in) {
    std::string id;
    std::uint32_t bits = 0;
    int count = 0;
    while (id.size() < kIdLength) {
        if (count < 5) {
            bits = bits << 8 | in.byte();
            count += 8;
        }
        count -= 5;
        id += kIdAlphabet[bits >> count & 31U];
    }
    return {std::move(id)};
}

// An instant as its age against the snapshot.
void write_age(ByteWriter& out, Instant at, Instant instant) {
    out.signed_varint(wrapped_difference(ms_of(at), ms_of(instant)));
}
Instant read_age(ByteReader& in, Instant at) {
    return instant_from_ms(wrapped_difference(ms_of(at), in.signed_varint()));
}

void write_readings(ByteWriter& out, const std::vector<LiveReading>& readings, Instant at) {
    out.varint(readings.size());
    for (const auto& [channel, reading] : readings) {
        write_id(out, channel);
        write_age(out, at, reading.at);
        out.signed_varint(reading.value);
    }
}

void read_readings(ByteReader& in, std::vector<LiveReading>& readings, Instant at) {
    for (auto left = in.varint(); left > 0 && !in.failed(); --left) {
        LiveReading& read = readings.emplace_back();
        read.channel = read_id(in);
        read.reading.at = read_age(in, at);
        read.reading.value = in.signed_varint();
    }
}

bool all_have_ids(const auto& values) {
    return std::ranges::all_of(
        values, [](const auto& value) { return is_well_formed_id(value.channel.value); });
}

}  // namespace

Result<Packed> encode_values(const LiveSnapshot& snapshot) {
    if (!all_have_ids(snapshot.power) || !all_have_ids(snapshot.state) ||
        !all_have_ids(snapshot.conditions)) {
        return damaged("a channel has no id");
    }
    ByteWriter out;
    out.byte(kVersion);
    write_readings(out, snapshot.power, snapshot.at);
    write_readings(out, snapshot.state, snapshot.at);
    out.varint(snapshot.conditions.size());
    for (const auto& [channel, condition, since] : snapshot.conditions) {
        write_id(out, channel);
        write_age(out, snapshot.at, since);
        out.byte(static_cast<std::uint8_t>(condition));
    }
    return out.bytes();
}

Status decode_values(std::string_view bytes, LiveSnapshot& snapshot) {
    ByteReader in(bytes);
    if (in.byte() != kVersion) {
        return damaged("unknown version");
    }
    read_readings(in, snapshot.power, snapshot.at);
    read_readings(in, snapshot.state, snapshot.at);
    for (auto left = in.varint(); left > 0 && !in.failed(); --left) {
        LiveCondition& read = snapshot.conditions.emplace_back();
        read.channel = read_id(in);
        read.since = read_age(in, snapshot.at);
        const auto condition = in.byte();
        if (condition > static_cast<std::uint8_t>(EntityCondition::unavailable)) {
            return damaged("unknown condition");
        }
        read.condition = static_cast<EntityCondition>(condition);
    }
    return in.failed() || !in.at_end() ? damaged("cut off or too long") : Status{};
}

}  // namespace ohmstead::dynamodb
