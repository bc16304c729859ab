#include "store_dynamodb/live_power.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace ohmstead::dynamodb {
namespace {

constexpr std::uint8_t kVersion = 1;

Error damaged(const char* what) {
    return make_error(ErrorCode::malformed, std::string("power: ") + what);
}

}  // namespace

Packed encode_power(const std::vector<LivePower>& power, Instant at) {
    ByteWriter out;
    out.byte(kVersion);
    for (const auto& [channel, reading] : power) {
        out.varint(channel.value.size());
        for (const char c : channel.value) {
            out.byte(static_cast<std::uint8_t>(c));
        }
        out.signed_varint(wrapped_difference(ms_of(at), ms_of(reading.at)));
        out.signed_varint(reading.value);
    }
    return out.bytes();
}

Result<std::vector<LivePower>> decode_power(std::string_view bytes, Instant at) {
    ByteReader in(bytes);
    if (in.byte() != kVersion) {
        return damaged("unknown version");
    }
    std::vector<LivePower> power;
    while (!in.at_end()) {
        const std::uint64_t size = in.varint();
        std::string channel(std::min<std::uint64_t>(size, in.remaining()), '\0');
        for (char& c : channel) {
            c = static_cast<char>(in.byte());
        }
        const std::int64_t age = in.signed_varint();
        const std::int64_t value = in.signed_varint();
        if (in.failed()) {
            return damaged("cut off");
        }
        power.push_back(
            {.channel = {std::move(channel)},
             .power = {.at = instant_from_ms(wrapped_difference(ms_of(at), age)), .value = value}});
    }
    return power;
}

}  // namespace ohmstead::dynamodb
