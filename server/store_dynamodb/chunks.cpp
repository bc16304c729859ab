#include "store_dynamodb/chunks.hpp"

#include <algorithm>
#include <string>

#include "store/chunk_codec.hpp"
#include "store_dynamodb/attributes.hpp"
#include "store_dynamodb/refusals.hpp"

namespace ohmstead::dynamodb {
namespace {

// Of a chunk that others write at the same time.
constexpr int kChunkAttempts = 8;
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

// Those of the series and of the hours within [first, last] that lie in the month.
Query chunks_between(const HomeId& home, const Series& series, Month month, HourIndex first,
                     HourIndex last) {
    const std::chrono::sys_days begins{month / 1};
    const std::chrono::sys_days ends{(month + std::chrono::months{1}) / 1};
    first = std::max(first, hour_of(begins));
    last = std::min(last, hour_of(ends) - 1);
    return {
        .table = kEnergyData,
        .key_condition = "#partition = :partition AND #sort BETWEEN :first AND :last",
        .placeholders = {.names = {{"#partition", "data_type"}, {"#sort", "timestamp"}},
                         .values = {{":partition", string_value(partition_named(
                                                       home, month_name(Kept::readings, month)))},
                                    {":first", string_value(chunk_sort(series, first))},
                                    {":last", string_value(chunk_sort(series, last))}}},
        .consistent = true};
}

}  // namespace

Task<Result<std::size_t>> Chunks::merge(std::map<ChunkPlace, Pieces> hours) {
    std::size_t changed = 0;
    for (auto& [place, pieces] : hours) {
        OHMSTEAD_CO_TRY(const auto count, co_await merge_hour(place, std::move(pieces)));
        changed += count;
    }
    co_return changed;
}

Task<Result<std::size_t>> Chunks::merge_hour(ChunkPlace place, Pieces pieces) {
    Item stored;  // empty: none is known of
    for (int attempt = 0; attempt < kChunkAttempts; ++attempt) {
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

Task<Status> Chunks::set_aside(ChunkPlace place, Item damaged) {
    Item item = damaged_chunk_key(home_, place.first, place.second);
    written_.push_back(item);
    Put put{.table = kEnergyData, .item = with(std::move(item), {{"data", damaged["data"]}})};
    OHMSTEAD_CO_TRY_VOID(co_await client_.put_item(std::move(put)));
    co_return Status{};
}

Task<Result<Chunks::Held>> Chunks::read(Series series, std::vector<Month> months, HourIndex first,
                                        HourIndex last) {
    Held held;
    for (const Month month : months) {
        Query query = chunks_between(home_, series, month, first, last);
        do {
            OHMSTEAD_CO_TRY(auto page, co_await client_.query(query));
            auto work = [this, &page, &held, month] { return decode_all(page.items, month, held); };
            OHMSTEAD_CO_TRY_VOID(co_await cpu_.run(work));
            query.start = std::move(page.next);
        } while (!query.start.empty());
    }
    co_return held;
}

Task<Result<Chunks::Held>> Chunks::newest(Series series, Month month, HourIndex last) {
    Held held;
    Query query = chunks_between(home_, series, month, 0, last);
    query.ascending = false;
    query.limit = 1;
    do {
        OHMSTEAD_CO_TRY(auto page, co_await client_.query(query));
        OHMSTEAD_CO_TRY_VOID(decode_all(page.items, month, held));
        query.start = std::move(page.next);
    } while (held.empty() && !query.start.empty());
    co_return held;
}

Status Chunks::decode_all(const std::vector<Item>& items, Month month, Held& held) const {
    for (const Item& item : items) {
        OHMSTEAD_TRY(const auto sort_key, read_string(item, "timestamp"));
        std::vector<HourReading> readings;
        const auto hour = hour_of_chunk(month, sort_key);
        if (hour && decode(item, readings)) {
            held.emplace(*hour, std::move(readings));
        }
    }
    return {};
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
