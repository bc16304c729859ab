#pragma once

#include <vector>

#include "domain/access/view.hpp"
#include "domain/home/channel.hpp"
#include "store_dynamodb/client.hpp"

namespace ohmstead::dynamodb {

// The home's channels, by which a limited view is cut; none for one that is not, which costs
// nothing. not_found when there is no such home.
Task<Result<std::vector<Channel>>> channels_to_cut_by(Client& client, HomeId home, View view);

}  // namespace ohmstead::dynamodb
