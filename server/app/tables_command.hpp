#pragma once

#include "app/config.hpp"

namespace ohmstead {

// Makes those of DynamoDB's tables that are missing and waits until all can be used. May be
// repeated at any time. A table of the same name with another key is refused and left as it is.
int create_tables(const Config& config);

}  // namespace ohmstead
