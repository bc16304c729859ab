#include "store_dynamodb/contents.hpp"

#include <algorithm>
#include <utility>

#include "store_dynamodb/home_items.hpp"
#include "store_dynamodb/refusals.hpp"

namespace ohmstead::dynamodb {
namespace {

// A set in DynamoDB has members or is not there at all.
Result<std::set<std::string>> read_set(const Item& item, std::string_view name) {
    std::set<std::string> members;
    if (has(item, name)) {
        OHMSTEAD_TRY(auto read, read_string_set(item, name));
        members.insert(std::move_iterator(read.begin()), std::move_iterator(read.end()));
    }
    return members;
}

}  // namespace

std::vector<Month> Contents::months_of(Kept kept, Month first, Month last) const {
    std::vector<Month> found;
    for (const std::string& name : months) {
        const auto month = month_named(kept, name);
        if (month && *month >= first && *month <= last) {
            found.push_back(*month);
        }
    }
    std::ranges::sort(found);
    return found;
}

std::vector<std::chrono::year> Contents::years_of_days(std::chrono::year first,
                                                       std::chrono::year last) const {
    std::vector<std::chrono::year> found;
    for (const std::string& name : months) {
        const auto year = year_named(name);
        if (year && *year >= first && *year <= last) {
            found.push_back(*year);
        }
    }
    std::ranges::sort(found);
    return found;
}

Task<Result<std::optional<Contents>>> read_contents(Client& client, HomeId home) {
    Get get{.table = kHomes, .key = contents_key(home), .consistent = true};
    OHMSTEAD_CO_TRY(const auto item, co_await client.get_item(std::move(get)));
    if (!item || is_erased(*item)) {
        co_return std::optional<Contents>{};
    }
    Contents contents;
    OHMSTEAD_CO_TRY(contents.channels, read_set(*item, "channels"));
    OHMSTEAD_CO_TRY(contents.months, read_set(*item, "months"));
    contents.has_overlays = has(*item, "overlays");
    co_return std::optional(std::move(contents));
}

Task<Status> note_months(Client& client, HomeId home, const Contents& contents,
                         std::set<std::string> months) {
    std::vector<std::string> missing;
    std::ranges::set_difference(months, contents.months, std::back_inserter(missing));
    if (missing.empty()) {
        co_return Status{};
    }
    Update update = update_contents(
        home, "ADD #months :months",
        {.names = {{"#months", "months"}}, .values = {{":months", string_set_value(missing)}}});
    OHMSTEAD_CO_TRY(const auto outcome, co_await client.update_item(std::move(update)));
    co_return outcome.written == Written::yes ? Status{} : no_such_home();
}

Task<Status> take_back_if_erased(Client& client, HomeId home, std::vector<Item> keys) {
    if (keys.empty()) {
        co_return Status{};
    }
    OHMSTEAD_CO_TRY(const auto contents, co_await read_contents(client, std::move(home)));
    if (contents) {
        co_return Status{};
    }
    for (Item& key : keys) {
        Delete erase{.table = kEnergyData, .key = std::move(key)};
        OHMSTEAD_CO_TRY_VOID(co_await client.delete_item(std::move(erase)));
    }
    co_return no_such_home();
}

Update update_contents(const HomeId& home, std::string update, Placeholders placeholders) {
    Update made = update_home(home, std::move(update), std::move(placeholders));
    made.key = contents_key(home);
    return made;
}

}  // namespace ohmstead::dynamodb
