#include "store_dynamodb/derived_items.hpp"

#include <bit>
#include <utility>

#include "store_dynamodb/attributes.hpp"
#include "store_dynamodb/home_items.hpp"
#include "store_dynamodb/keys.hpp"
#include "store_dynamodb/refusals.hpp"

namespace ohmstead::dynamodb {
namespace {

// Of a mark, while others mark or put days.
constexpr int kDerivedAttempts = 8;

Result<std::optional<SlotIndex>> read_slot(const Item& map, std::string_view name) {
    if (!has(map, name)) {
        return std::optional<SlotIndex>{};
    }
    OHMSTEAD_TRY(const auto index, read_number(map, name));
    return std::optional<SlotIndex>(index);
}

// Replaces the state, if it still is the one of `version`.
Update put_marked(const HomeId& home, const DerivedState& state, std::int64_t version) {
    return update_derived(
        home, "SET #state = :state, #revision = :revision, #version = :next",
        {.names = {{"#state", "state"}, {"#revision", "revision"}, {"#version", "version"}},
         .values = {{":state", derived_state_value(state)},
                    {":revision", number_value(static_cast<std::int64_t>(state.revision))},
                    {":version", number_value(version)},
                    {":next", number_value(version + 1)}}},
        "#version = :version");
}

}  // namespace

Item underived_item(const HomeId& home) {
    return with(derived_key(home), {{"state", derived_state_value({})},
                                    {"revision", number_value(0)},
                                    {"version", number_value(0)}});
}

boost::json::value derived_state_value(const DerivedState& state) {
    Item map{{"dirty_from", number_value(state.dirty.from)},
             {"dirty_to", number_value(state.dirty.to)},
             {"time_zone", string_value(state.stamp.time_zone)},
             {"tz_version", string_value(state.stamp.tz_version)},
             {"channels", number_value(std::bit_cast<std::int64_t>(state.stamp.channels))}};
    if (state.first) {
        map.emplace("first", number_value(*state.first));
    }
    if (state.derived_to) {
        map.emplace("derived_to", number_value(*state.derived_to));
    }
    return map_value(std::move(map));
}

Result<DerivedState> derived_state_in(const Item& item) {
    DerivedState state;
    OHMSTEAD_TRY(const auto* map, read_map(item, "state"));
    OHMSTEAD_TRY(state.first, read_slot(*map, "first"));
    OHMSTEAD_TRY(state.derived_to, read_slot(*map, "derived_to"));
    OHMSTEAD_TRY(state.dirty.from, read_number(*map, "dirty_from"));
    OHMSTEAD_TRY(state.dirty.to, read_number(*map, "dirty_to"));
    OHMSTEAD_TRY(state.stamp.time_zone, read_string(*map, "time_zone"));
    OHMSTEAD_TRY(state.stamp.tz_version, read_string(*map, "tz_version"));
    OHMSTEAD_TRY(const auto channels, read_number(*map, "channels"));
    state.stamp.channels = std::bit_cast<std::uint64_t>(channels);
    OHMSTEAD_TRY(const auto revision, read_number(item, "revision"));
    state.revision = static_cast<std::uint64_t>(revision);
    return state;
}

bool is_there(const Item& item) {
    return !item.empty() && !is_erased(item);
}

Update update_derived(const HomeId& home, std::string update, Placeholders placeholders,
                      std::string condition) {
    Update made =
        update_home(home, std::move(update), std::move(placeholders), std::move(condition));
    made.key = derived_key(home);
    return made;
}

Task<Result<Item>> read_derived(Client& client, HomeId home) {
    Get get{.table = kHomes, .key = derived_key(home), .consistent = true};
    OHMSTEAD_CO_TRY(auto item, co_await client.get_item(std::move(get)));
    if (!item || !is_there(*item)) {
        co_return no_such_home();
    }
    co_return std::move(*item);
}

Result<Update> mark_of(const HomeId& home, const Item& item, SlotRange changed) {
    OHMSTEAD_TRY(auto state, derived_state_in(item));
    OHMSTEAD_TRY(const auto version, read_number(item, "version"));
    return put_marked(home, marked(std::move(state), changed), version);
}

Task<Status> mark_changed(Client& client, HomeId home, SlotRange changed) {
    OHMSTEAD_CO_TRY(auto item, co_await read_derived(client, home));
    if (changed.empty()) {
        co_return Status{};
    }
    for (int attempt = 0; attempt < kDerivedAttempts; ++attempt) {
        OHMSTEAD_CO_TRY(auto update, mark_of(home, item, changed));
        OHMSTEAD_CO_TRY(auto outcome, co_await client.update_item(std::move(update)));
        if (outcome.written == Written::yes) {
            co_return Status{};
        }
        if (!is_there(outcome.item)) {
            co_return no_such_home();
        }
        item = std::move(outcome.item);
    }
    co_return overtaken();
}

}  // namespace ohmstead::dynamodb
