#include "store/slot_store.hpp"

#include <algorithm>
#include <memory>
#include <set>
#include <unordered_map>
#include <utility>

#include "store/block_codec.hpp"
#include "store/seen_through.hpp"
#include "store/slots_of_blocks.hpp"
#include "store_dynamodb/attributes.hpp"
#include "store_dynamodb/contents.hpp"
#include "store_dynamodb/derived_items.hpp"
#include "store_dynamodb/home_items.hpp"
#include "store_dynamodb/keys.hpp"
#include "store_dynamodb/refusals.hpp"
#include "store_dynamodb/revisions.hpp"
#include "store_dynamodb/stores.hpp"
#include "store_dynamodb/viewed_channels.hpp"

namespace ohmstead::dynamodb {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

// Of a put that damaged bytes stand in the way of.
constexpr int kSlotAttempts = 3;

Put put_block_if_newer(Item key, const Block& block) {
    Item item = with(std::move(key), {{"data", bytes_value(bytes_of(encode_block(block)))}});
    return put_if_newer(kEnergyData, std::move(item), block.revision);
}

// What is marked for a block, stored or stale. What it changed would not do: whoever put the one
// before it may have ended before marking what that one changed.
SlotRange all_slots_of(const Block& block) {
    const SlotIndex first = first_slot_of(block.day);
    return {first, first + kSlotsPerDay};
}

// The same under the condition that what is stored still is `damaged`.
Put put_over(Put put, const Item& damaged) {
    put.condition = "#data = :damaged";
    put.placeholders = {.names = {{"#data", "data"}}, .values = {{":damaged", damaged.at("data")}}};
    return put;
}

class DynamoSlotStore final : public SlotStore {
public:
    DynamoSlotStore(Client& client, const Clock& clock, Log log)
        : client_(client), clock_(clock), decoder_(log) {}

    Task<Result<std::vector<PutOutcome>>> put(AccessScope scope, HomeId home,
                                              std::vector<Block> blocks) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::add_readings));
        OHMSTEAD_CO_TRY_VOID(check_days(blocks));
        OHMSTEAD_CO_TRY(const auto contents, co_await read_contents(client_, home));
        if (!contents) {
            co_return no_such_home();
        }
        std::set<std::string> months;
        for (const Block& block : blocks) {
            if (!contents->has(block.channel)) {
                co_return no_such_channel();
            }
            months.insert(month_name(Kept::slots, month_of(block.day)));
        }
        OHMSTEAD_CO_TRY_VOID(co_await note_months(client_, home, *contents, std::move(months)));

        std::vector<PutOutcome> outcomes;
        std::vector<Item> written;
        SlotRange changed;
        for (const Block& block : blocks) {
            Item key = block_key(home, block.day, block.channel);
            OHMSTEAD_CO_TRY(const auto outcome, co_await put_block(key, block));
            outcomes.push_back(outcome);
            changed = hull(changed, all_slots_of(block));
            if (outcome == PutOutcome::stored) {
                written.push_back(std::move(key));
            }
        }
        OHMSTEAD_CO_TRY_VOID(co_await take_back_if_erased(client_, home, std::move(written)));
        if (!changed.empty()) {
            OHMSTEAD_CO_TRY_VOID(co_await mark_changed(client_, std::move(home), changed));
        }
        co_return outcomes;
    }

    Task<Result<HomeSlots>> slots(AccessScope scope, HomeId home, std::vector<ChannelId> channels,
                                  Span span) override {
        OHMSTEAD_CO_TRY(const auto view, scope.view(home, Right::see_energy, clock_.now()));
        OHMSTEAD_CO_TRY_VOID(require_slots(view));
        span = seen_through(view, span);
        OHMSTEAD_CO_TRY(const auto contents, co_await read_contents(client_, home));
        HomeSlots answer{.channels = {}, .has_overlays = contents && contents->has_overlays};
        OHMSTEAD_CO_TRY(const auto to_cut_by, co_await channels_to_cut_by(client_, home, view));
        const auto seen = seen_of(view, to_cut_by);
        Places places;
        for (ChannelId& channel : channels) {
            if (contents && contents->has(channel) && (!view.limited || seen.contains(channel))) {
                places.emplace(channel, answer.channels.size());
            }
            answer.channels.push_back({.channel = std::move(channel), .slots = {}});
        }
        if (places.empty() || span.empty()) {
            co_return answer;
        }
        const auto [first, last] = days_of(span);
        for (const Month month :
             contents->months_of(Kept::slots, month_of(first), month_of(last))) {
            Query query = blocks_between(home, month, first, last);
            do {
                OHMSTEAD_CO_TRY(auto page, co_await client_.query(query));
                for (const Item& item : page.items) {
                    OHMSTEAD_CO_TRY_VOID(add_block(item, span, places, answer));
                }
                query.start = std::move(page.next);
            } while (!query.start.empty());
        }
        co_return answer;
    }

    Task<Result<std::optional<Block>>> block_at_or_before(AccessScope scope, HomeId home,
                                                          ChannelId channel,
                                                          sys_days day) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::see_energy));
        OHMSTEAD_CO_TRY(const auto contents, co_await read_contents(client_, home));
        if (!contents || !contents->has(channel) || day < kFirstBlockDay) {
            co_return std::optional<Block>{};
        }
        day = std::min(day, kBlockDaysEnd - days{1});
        // Mostly it is the very day.
        OHMSTEAD_CO_TRY(auto block, co_await newest_of(home, channel, day, day));
        auto months = contents->months_of(Kept::slots, month_of(kFirstBlockDay), month_of(day));
        while (!block && !months.empty()) {
            const Month month = months.back();
            months.pop_back();
            const sys_days first{month / 1};
            const sys_days last = std::min(day, sys_days{month / std::chrono::last});
            OHMSTEAD_CO_TRY(block, co_await newest_of(home, channel, first, last));
        }
        co_return block;
    }

    Task<Result<std::optional<Block>>> block_of(AccessScope scope, HomeId home, ChannelId channel,
                                                sys_days day) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::see_energy));
        OHMSTEAD_CO_TRY(const auto contents, co_await read_contents(client_, home));
        if (!contents || !contents->has(channel) || day < kFirstBlockDay || day >= kBlockDaysEnd) {
            co_return std::optional<Block>{};
        }
        auto block = co_await newest_of(std::move(home), std::move(channel), day, day);
        co_return block;
    }

    Task<Result<std::uint32_t>> next_epoch(AccessScope scope, HomeId home) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::add_readings));
        Update update =
            update_home(home, "ADD #epoch :one",
                        {.names = {{"#epoch", "epoch"}}, .values = {{":one", number_value(1)}}});
        update.returned = Returned::updated_new;
        OHMSTEAD_CO_TRY(const auto outcome, co_await client_.update_item(std::move(update)));
        if (outcome.written == Written::condition_failed) {
            co_return no_such_home();
        }
        OHMSTEAD_CO_TRY(const auto epoch, read_number(outcome.item, "epoch"));
        co_return static_cast<std::uint32_t>(epoch);
    }

private:
    using Places = std::unordered_map<ChannelId, std::size_t>;

    Task<Result<PutOutcome>> put_block(Item key, const Block& block) {
        const Put newer = put_block_if_newer(std::move(key), block);
        Put put = newer;
        for (int attempt = 0; attempt < kSlotAttempts; ++attempt) {
            OHMSTEAD_CO_TRY(const auto outcome, co_await client_.put_item(put));
            if (outcome.written == Written::yes) {
                co_return PutOutcome::stored;
            }
            const auto data = read_bytes(outcome.item, "data");
            if (data && revision_of_block(text_of(*data))) {
                co_return PutOutcome::stale;
            }
            // What is damaged can be computed again, so it does not stand in the way.
            put = data ? put_over(newer, outcome.item) : newer;
        }
        co_return overtaken();
    }

    static Query blocks_between(const HomeId& home, Month month, sys_days first, sys_days last) {
        return {
            .table = kEnergyData,
            .key_condition = "#partition = :partition AND #sort BETWEEN :first AND :last",
            .placeholders = {.names = {{"#partition", "data_type"}, {"#sort", "timestamp"}},
                             .values = {{":partition", string_value(partition_named(
                                                           home, month_name(Kept::slots, month)))},
                                        {":first", string_value(first_block_of(first))},
                                        {":last", string_value(last_block_of(last))}}},
            .consistent = true};
    }

    Status add_block(const Item& item, Span span, const Places& places, HomeSlots& answer) {
        OHMSTEAD_TRY(const auto sort_key, read_string(item, "timestamp"));
        const auto place = block_place(sort_key);
        const auto found = place ? places.find(place->channel) : places.end();
        if (found == places.end()) {
            return {};
        }
        OHMSTEAD_TRY(const auto data, read_bytes(item, "data"));
        if (const auto block = decoder_.decode(place->channel, place->day, text_of(data))) {
            append_slots(*block, span, answer.channels[found->second].slots);
            append_events(*block, span, answer.events);
        }
        return {};
    }

    // The newest readable block within [first, last], days of one month.
    Task<Result<std::optional<Block>>> newest_of(HomeId home, ChannelId channel, sys_days first,
                                                 sys_days last) {
        std::vector<Item> keys;
        for (sys_days day = first; day <= last; day += days{1}) {
            keys.push_back(block_key(home, day, channel));
        }
        OHMSTEAD_CO_TRY(const auto items, co_await client_.batch_get(kEnergyData, std::move(keys),
                                                                     /*consistent=*/true));
        std::optional<Block> newest;
        for (const Item& item : items) {
            OHMSTEAD_CO_TRY(const auto sort_key, read_string(item, "timestamp"));
            OHMSTEAD_CO_TRY(const auto data, read_bytes(item, "data"));
            const auto place = block_place(sort_key);
            if (place && (!newest || newest->day < place->day)) {
                if (auto block = decoder_.decode(channel, place->day, text_of(data))) {
                    newest = std::move(block);
                }
            }
        }
        co_return newest;
    }

    Client& client_;
    const Clock& clock_;
    BlockDecoder decoder_;
};

}  // namespace

std::unique_ptr<SlotStore> make_slot_store(Client& client, const Clock& clock, Log log) {
    return std::make_unique<DynamoSlotStore>(client, clock, log);
}

}  // namespace ohmstead::dynamodb
