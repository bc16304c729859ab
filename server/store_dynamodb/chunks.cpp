#include "store_dynamodb/chunks.hpp"

#include <algorithm>
#include <string>

#include "store/chunk_codec.hpp"
#include "store_dynamodb/attributes.hpp"
#include "store_dynamodb/refusals.hpp"

namespace ohmstead::dynamodb {
namespace {

// Of a chunk that others write at the same time.
constexpr int kAttempts = 8;
// What DynamoDB takes, less room for the rest of the item.
constexpr std::size_t kMostBytes = 400'000;

// Writes a chunk, if what is stored still is `stored`, which is empty for none.
Put put_chunk(Item key, const Packed& data, const Item& stored) {
    const auto version = read_number(stored, "version");
    Put put{.table = kEnergyData,
            .item = with(std::move(key), {{"data", bytes_value(bytes_of(data))},
                                          {"version", number_value(version ? *version + 1 : 1)}})};
    put.placeholders.names.emplace("#version", "version");
    if (version) {
        put.condition = "#version = :version";
        put.placeholders.values.emplace(":version", number_value(*version));
    } else {
        put.condition = "attribute_not_exists(#version)";
    }
    return put;
}

}  // namespace

Task<Result<std::size_t>> Chunks::merge(std::map<ChunkPlace, Pieces> hours) {
    std::vector<Item> keys;
    for (const auto& [place, pieces] : hours) {
        keys.push_back(chunk_key(home_, place.first, place.second));
    }
    OHMSTEAD_CO_TRY(auto items, co_await client_.batch_get(kEnergyData, std::move(keys),
                                                           /*consistent=*/true));
    std::map<std::string, Item> stored;
    for (Item& item : items) {
        OHMSTEAD_CO_TRY(auto sort_key, read_string(item, "timestamp"));
        stored.emplace(std::move(sort_key), std::move(item));
    }
    std::size_t changed = 0;
    for (auto& [place, pieces] : hours) {
        const Item key = chunk_key(home_, place.first, place.second);
        OHMSTEAD_CO_TRY(const auto sort_key, read_string(key, "timestamp"));
        OHMSTEAD_CO_TRY(const auto count,
                        co_await merge_hour(place, std::move(pieces), std::move(stored[sort_key])));
        changed += count;
    }
    co_return changed;
}

// `stored`: the chunk's item as it was read, empty when there was none.
Task<Result<std::size_t>> Chunks::merge_hour(ChunkPlace place, Pieces pieces, Item stored) {
    for (int attempt = 0; attempt < kAttempts; ++attempt) {
        std::vector<HourReading> merged;
        const bool damaged = !stored.empty() && !decode(stored, merged);
        std::vector<HourReading> changed;
        for (const auto& piece : pieces) {
            ohmstead::merge_hour(merged, piece, &changed);
        }
        if (changed.empty()) {
            co_return 0U;
        }
        const Packed data = encode_chunk(merged);
        if (data.size() > kMostBytes) {
            co_return make_error(ErrorCode::too_large, "That hour has too many readings.");
        }
        if (damaged) {
            OHMSTEAD_CO_TRY_VOID(co_await set_aside(place, stored));
        }
        if (stored.empty()) {
            OHMSTEAD_CO_TRY_VOID(co_await note_hour(place));
        }
        Item key = chunk_key(home_, place.first, place.second);
        Put put = put_chunk(key, data, stored);
        OHMSTEAD_CO_TRY(auto outcome, co_await client_.put_item(std::move(put)));
        if (outcome.written == Written::yes) {
            written_.push_back(std::move(key));
            co_return changed.size();
        }
        stored = std::move(outcome.item);
    }
    co_return overtaken();
}

Task<Status> Chunks::note_hour(ChunkPlace place) {
    Item key = hours_key(home_, place.first, month_of(place.second));
    written_.push_back(key);
    Update update{
        .table = kEnergyData,
        .key = std::move(key),
        .update = "ADD #hours :hour",
        .placeholders = {.names = {{"#hours", "hours"}},
                         .values = {{":hour", string_set_value({hour_in_month(place.second)})}}}};
    OHMSTEAD_CO_TRY_VOID(co_await client_.update_item(std::move(update)));
    co_return Status{};
}

Task<Status> Chunks::set_aside(ChunkPlace place, Item damaged) {
    Item item = damaged_chunk_key(home_, place.first, place.second);
    written_.push_back(item);
    Put put{.table = kEnergyData, .item = with(std::move(item), {{"data", damaged["data"]}})};
    OHMSTEAD_CO_TRY_VOID(co_await client_.put_item(std::move(put)));
    co_return Status{};
}

Task<Result<std::vector<HourIndex>>> Chunks::hours(Series series, std::vector<Month> months,
                                                   HourIndex first, HourIndex last) {
    std::vector<Item> keys;
    for (const Month month : months) {
        keys.push_back(hours_key(home_, series, month));
    }
    OHMSTEAD_CO_TRY(const auto items, co_await client_.batch_get(kEnergyData, std::move(keys),
                                                                 /*consistent=*/true));
    std::vector<HourIndex> found;
    for (const Item& item : items) {
        OHMSTEAD_CO_TRY(const auto partition, read_string(item, "data_type"));
        OHMSTEAD_CO_TRY(const auto noted, read_string_set(item, "hours"));
        const std::size_t behind_home = home_.value.size() + 1;
        const auto month =
            month_named(Kept::readings, std::string_view(partition).substr(behind_home));
        for (const std::string& text : noted) {
            const auto hour = month ? hour_of_month(*month, text) : std::nullopt;
            if (hour && *hour >= first && *hour <= last) {
                found.push_back(*hour);
            }
        }
    }
    std::ranges::sort(found);
    co_return found;
}

Task<Result<Chunks::Held>> Chunks::read(Series series, std::vector<HourIndex> hours) {
    std::vector<Item> keys;
    HourAt hour_at;
    for (const HourIndex hour : hours) {
        keys.push_back(chunk_key(home_, series, hour));
        OHMSTEAD_CO_TRY(auto sort_key, read_string(keys.back(), "timestamp"));
        hour_at.emplace(std::move(sort_key), hour);
    }
    OHMSTEAD_CO_TRY(const auto items, co_await client_.batch_get(kEnergyData, std::move(keys),
                                                                 /*consistent=*/true));
    if (items.empty()) {
        co_return Held{};
    }
    auto work = [this, &items, &hour_at] { return decode_all(items, hour_at); };
    auto held = co_await cpu_.run(work);
    co_return held;
}

Result<Chunks::Held> Chunks::decode_all(const std::vector<Item>& items,
                                        const HourAt& hour_at) const {
    Held held;
    for (const Item& item : items) {
        OHMSTEAD_TRY(const auto sort_key, read_string(item, "timestamp"));
        std::vector<HourReading> readings;
        if (decode(item, readings)) {
            held.emplace(hour_at.at(sort_key), std::move(readings));
        }
    }
    return held;
}

// False, and a line in the log, when the chunk is damaged.
bool Chunks::decode(const Item& item, std::vector<HourReading>& readings) const {
    const auto data = read_bytes(item, "data");
    const Status status = data ? decode_chunk(text_of(*data), readings) : Status{data.error()};
    if (!status) {
        const auto place = read_string(item, "timestamp");
        log_.error("a chunk of home {} is damaged and left out: {}, {}", home_.value,
                   place ? *place : "", status.error().detail);
        readings.clear();
    }
    return status.has_value();
}

}  // namespace ohmstead::dynamodb
