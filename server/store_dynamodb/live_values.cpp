#include "store_dynamodb/live_values.hpp"

#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

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

void write_reading(ByteWriter& out, const Reading& reading, Instant at) {
    write_age(out, at, reading.at);
    out.signed_varint(reading.value);
}
Reading read_reading(ByteReader& in, Instant at) {
    const Instant when = read_age(in, at);
    return {.at = when, .value = in.signed_varint()};
}

// What a snapshot has of one channel: its id is the longest part, and stands once.
struct Entry {
    ChannelId channel;
    std::optional<Reading> power{};
    std::optional<Reading> state{};
    std::optional<LiveCondition> condition{};
};
constexpr int kHasPower = 1;
constexpr int kHasState = 2;
constexpr int kHasCondition = 4;
constexpr int kHasAll = 7;

std::vector<Entry> entries_of(const LiveSnapshot& snapshot) {
    std::vector<Entry> entries;
    std::unordered_map<ChannelId, std::size_t> places;
    const auto entry_of = [&](const ChannelId& channel) -> Entry& {
        const auto [place, is_new] = places.try_emplace(channel, entries.size());
        return is_new ? entries.emplace_back(Entry{.channel = channel}) : entries[place->second];
    };
    for (const auto& [channel, reading] : snapshot.power) {
        entry_of(channel).power = reading;
    }
    for (const auto& [channel, reading] : snapshot.state) {
        entry_of(channel).state = reading;
    }
    for (const auto& condition : snapshot.conditions) {
        entry_of(condition.channel).condition = condition;
    }
    return entries;
}

void write_entry(ByteWriter& out, const Entry& entry, Instant at) {
    write_id(out, entry.channel);
    out.byte(static_cast<std::uint8_t>((entry.power ? kHasPower : 0) |
                                       (entry.state ? kHasState : 0) |
                                       (entry.condition ? kHasCondition : 0)));
    if (entry.power) {
        write_reading(out, *entry.power, at);
    }
    if (entry.state) {
        write_reading(out, *entry.state, at);
    }
    if (entry.condition) {
        write_age(out, at, entry.condition->since);
        out.byte(static_cast<std::uint8_t>(entry.condition->condition));
    }
}

}  // namespace

Result<Packed> encode_values(const LiveSnapshot& snapshot) {
    ByteWriter out;
    out.byte(kVersion);
    for (const auto& entry : entries_of(snapshot)) {
        if (!is_well_formed_id(entry.channel.value)) {
            return damaged("a channel has no id");
        }
        write_entry(out, entry, snapshot.at);
    }
    return out.bytes();
}

Status decode_values(std::string_view bytes, LiveSnapshot& snapshot) {
    ByteReader in(bytes);
    if (in.byte() != kVersion) {
        return damaged("unknown version");
    }
    while (!in.at_end()) {
        const auto channel = read_id(in);
        const auto has = in.byte();
        if (has & kHasPower) {
            snapshot.power.push_back({channel, read_reading(in, snapshot.at)});
        }
        if (has & kHasState) {
            snapshot.state.push_back({channel, read_reading(in, snapshot.at)});
        }
        if (has & kHasCondition) {
            const Instant since = read_age(in, snapshot.at);
            const auto condition = in.byte();
            if (condition > static_cast<std::uint8_t>(EntityCondition::unavailable)) {
                return damaged("unknown condition");
            }
            snapshot.conditions.push_back(
                {channel, static_cast<EntityCondition>(condition), since});
        }
        if (in.failed() || has == 0 || has > kHasAll) {
            return damaged("cut off, or nothing that is known");
        }
    }
    return Status{};
}

}  // namespace ohmstead::dynamodb
