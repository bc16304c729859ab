#pragma once

#include <string>

#include "app/config.hpp"

namespace ohmstead {

// Keys by which programs add readings to one home. They work on the data folder directly, so the
// server may run or not: it reads new keys by itself.
int create_key(const Config& config, const std::string& home, const std::string& name);
int list_keys(const Config& config);
int revoke_key(const Config& config, const std::string& id);

}  // namespace ohmstead
