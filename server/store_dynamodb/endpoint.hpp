#pragma once

#include "base/result.hpp"
#include "net/url.hpp"
#include "store_dynamodb/settings.hpp"

namespace ohmstead::dynamodb {

// Where requests go. Errors (invalid), in words for the owner: no region, or an endpoint that is no
// address, has a path, or is http beyond this machine.
Result<Url> endpoint_of(const Settings& settings);

// Whether a host is this machine, by name or address.
bool is_loopback(const std::string& host);

}  // namespace ohmstead::dynamodb
