#include "store_dynamodb/viewed_channels.hpp"

#include "store_dynamodb/home_items.hpp"
#include "store_dynamodb/keys.hpp"
#include "store_dynamodb/refusals.hpp"

namespace ohmstead::dynamodb {

Task<Result<std::vector<Channel>>> channels_to_cut_by(Client& client, HomeId home, View view) {
    if (!view.limited) {
        co_return std::vector<Channel>{};
    }
    Get get{.table = kHomes, .key = channels_key(home), .consistent = true};
    OHMSTEAD_CO_TRY(const auto item, co_await client.get_item(std::move(get)));
    if (!item) {
        co_return no_such_home();
    }
    co_return channels_in(*item);
}

}  // namespace ohmstead::dynamodb
