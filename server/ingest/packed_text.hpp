#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ohmstead::ingest {

// Packed bytes as JSON carries them: base64url without padding. Each value has one spelling.
std::string packed_to_text(std::string_view bytes);
// Nothing for any other spelling.
std::optional<std::string> packed_from_text(std::string_view text);

}  // namespace ohmstead::ingest
