#pragma once

#include <string>
#include <vector>

#include "domain/home/channel.hpp"

namespace ohmstead {

// Names a set of channels: equal for equal sets in equal order, in every store.
std::string decisions_revision(const std::vector<Channel>& channels);

}  // namespace ohmstead
