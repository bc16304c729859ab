#include "store_sqlite/readers.hpp"

#include <algorithm>

namespace ohmstead {
namespace {

constexpr std::size_t kMostWaiting = 512;

}  // namespace

Readers::Readers(std::vector<std::unique_ptr<Connection>> connections) {
    for (auto& connection : connections) {
        readers_.push_back(std::make_unique<Reader>());
        readers_.back()->connection = std::move(connection);
    }
}

Readers::Reader* Readers::least_busy() {
    const auto least =
        std::ranges::min_element(readers_, {}, [](const auto& reader) { return reader->waiting; });
    return (*least)->waiting < kMostWaiting ? least->get() : nullptr;
}

Error Readers::too_busy() {
    return {.code = ErrorCode::unavailable,
            .detail = "Too many queries are waiting. Try again.",
            .retry_after_s = 1};
}

}  // namespace ohmstead
