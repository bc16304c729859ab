#pragma once

#include <string>
#include <string_view>

namespace ohmstead {

// The path of a page of ours that `text` names, with its query, or "/" for anything else: what
// another reader could take for an address elsewhere, a route of the API, and whatever a page's
// address does not need.
std::string safe_return_path(std::string_view text);

}  // namespace ohmstead
