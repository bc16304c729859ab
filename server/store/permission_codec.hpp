#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "store/permission_store.hpp"

namespace ohmstead {

// Providers, requests and permissions as JSON, in which every store keeps them. Decoding answers
// `internal` for what no version could have written.
std::string encode_provider(const Provider& provider);
Result<Provider> decode_provider(std::string_view text);
std::string encode_request(const ConsentRequest& request);
Result<ConsentRequest> decode_request(std::string_view text);
std::string encode_permission(const Permission& permission);
Result<Permission> decode_permission(std::string_view text);

}  // namespace ohmstead
