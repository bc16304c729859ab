#include "store_dynamodb/member_items.hpp"

#include <utility>

#include "store_dynamodb/attributes.hpp"
#include "store_dynamodb/home_items.hpp"
#include "store_dynamodb/keys.hpp"

namespace ohmstead::dynamodb {

std::vector<Action> put_member_items(const HomeId& home, const UserId& user, HomeRole role) {
    const Item attributes{{"role", enumerator_value(role)}};
    return {Put{.table = kHomes, .item = with(member_key(home, user), attributes)},
            Put{.table = kHomes, .item = with(membership_key(user, home), attributes)}};
}

Update change_admins(const HomeId& home, const UserId& user, HomeRole role) {
    Placeholders placeholders{.names = {{"#admins", "admins"}},
                              .values = {{":users", string_set_value({user.value})}}};
    if (role == HomeRole::admin) {
        return update_home(home, "ADD #admins :users", std::move(placeholders));
    }
    placeholders.values.emplace(":user", string_value(user.value));
    placeholders.values.emplace(":one", number_value(1));
    return update_home(home, "DELETE #admins :users", std::move(placeholders),
                       "NOT contains(#admins, :user) OR size(#admins) > :one");
}

}  // namespace ohmstead::dynamodb
