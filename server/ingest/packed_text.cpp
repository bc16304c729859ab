#include "ingest/packed_text.hpp"

#include "crypto/encoding.hpp"

namespace ohmstead::ingest {

std::string packed_to_text(std::string_view bytes) {
    return base64url_encode(bytes_of(bytes));
}

std::optional<std::string> packed_from_text(std::string_view text) {
    const auto bytes = base64url_decode(text);
    return bytes ? std::optional<std::string>(text_of(*bytes)) : std::nullopt;
}

}  // namespace ohmstead::ingest
