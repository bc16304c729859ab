#include "store_dynamodb/live_item.hpp"

#include <utility>

#include "store_dynamodb/attributes.hpp"
#include "store_dynamodb/keys.hpp"

namespace ohmstead::dynamodb {
namespace {

Result<std::optional<Instant>> read_time(const Item& item, std::string_view name) {
    if (!has(item, name)) {
        return std::optional<Instant>{};
    }
    OHMSTEAD_TRY(const auto at, read_instant(item, name));
    return std::optional(at);
}

}  // namespace

Item live_item(const HomeId& home, const std::string& decisions) {
    return with(live_key(home), {{"decisions", string_value(decisions)}});
}

Update update_live(const HomeId& home, std::string update, Placeholders placeholders,
                   std::string condition) {
    placeholders.names.emplace("#data_type", "data_type");
    std::string exists = "attribute_exists(#data_type)";
    return {.table = kEnergyData,
            .key = live_key(home),
            .update = std::move(update),
            .condition = condition.empty() ? exists : exists + " AND (" + condition + ")",
            .placeholders = std::move(placeholders)};
}

bool has_values(const Item& item) {
    return has(item, "values");
}

Result<LiveOrders> orders_in(const Item& item) {
    LiveOrders orders;
    OHMSTEAD_TRY(orders.watched_until, read_time(item, "until"));
    OHMSTEAD_TRY(orders.commands_until, read_time(item, "commands"));
    OHMSTEAD_TRY(orders.decisions, read_string(item, "decisions"));
    return orders;
}

Update prolong(const HomeId& home, const std::string& name, Instant until) {
    return update_live(home, "SET #time = :time",
                       {.names = {{"#time", name}}, .values = {{":time", instant_value(until)}}},
                       "attribute_not_exists(#time) OR #time < :time");
}

}  // namespace ohmstead::dynamodb
