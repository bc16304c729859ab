#pragma once

#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "async/task.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "store_dynamodb/client.hpp"
#include "store_dynamodb/keys.hpp"

namespace ohmstead::dynamodb {

// What a home's item "contents" says: all that whoever reads or writes slots and readings has to
// know of the home, in one small item.
struct Contents {
    std::set<std::string> channels;  // ids of all that there ever were
    std::set<std::string> months;    // names of those that have a partition of EnergyData, and of
                                     // years that have one of days
    bool has_overlays = false;       // whether there has ever been one

    bool has(const ChannelId& channel) const { return channels.contains(channel.value); }
    // Those of a kind within [first, last], ascending.
    std::vector<Month> months_of(Kept kept, Month first, Month last) const;
    // Those within [first, last] that have days, ascending.
    std::vector<std::chrono::year> years_of_days(std::chrono::year first,
                                                 std::chrono::year last) const;
};

// Nothing when there is no such home. Sees what was written just before.
Task<Result<std::optional<Contents>>> read_contents(Client& client, HomeId home);

// Notes months and years before anything is put there, so that erasing the home finds them.
// not_found when the home went meanwhile.
Task<Status> note_months(Client& client, HomeId home, const Contents& contents,
                         std::set<std::string> months);

// What was written to EnergyData while the home was being erased may have come after the erasure
// had been there: then `keys` are erased again and the answer is not_found. To be called after
// writing.
Task<Status> take_back_if_erased(Client& client, HomeId home, std::vector<Item> keys);

// An update of the item, under the condition that there is such a home.
Update update_contents(const HomeId& home, std::string update, Placeholders placeholders);

}  // namespace ohmstead::dynamodb
