#pragma once

#include <string>

#include "async/task.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "store/derived_state.hpp"
#include "store_dynamodb/client.hpp"

namespace ohmstead::dynamodb {

// A home's item "derived": how far its days are derived, and who derives it. A home has it from its
// creation to its erasure, which marks it, so one condition on it says that the home exists, too.
// Its `version` changes whenever the state does, `revision` only after a change of slots; a lease
// changes neither.

// Of a new home.
Item underived_item(const HomeId& home);
Result<DerivedState> derived_state_in(const Item& item);
// Whether it is that of a home that exists.
bool is_there(const Item& item);

// An update of the item under the condition that there is such a home. `placeholders` may not use
// "#home_id" and "#erased".
Update update_derived(const HomeId& home, std::string update, Placeholders placeholders,
                      std::string condition = {});
// The attribute "state": all of it but the revision, which is an attribute of its own.
boost::json::value derived_state_value(const DerivedState& state);

// As it stands; not_found when there is no such home.
Task<Result<Item>> read_derived(Client& client, HomeId home);

// What says of `item`, as it was read, that slots within `changed` come to something else. Its
// condition fails when the item has changed since.
Result<Update> mark_of(const HomeId& home, const Item& item, SlotRange changed);

// Slots within `changed` were written. To be called after that, and before whoever sent them is
// answered. not_found when there is no such home.
Task<Status> mark_changed(Client& client, HomeId home, SlotRange changed);

}  // namespace ohmstead::dynamodb
