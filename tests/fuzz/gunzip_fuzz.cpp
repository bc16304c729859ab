#include <string_view>

#include "fuzz/require.hpp"
#include "http/gunzip.hpp"
#include "http/gzip.hpp"

// Whatever is sent stays within the limits and does not depend on how it is cut; and what is packed
// comes back.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace ohmstead;
    using namespace ohmstead::http;
    constexpr GunzipLimits kLimits{.bytes = 100'000, .ratio = 50, .any_ratio = 20'000};
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const auto whole = gunzip(bytes, kLimits);
    if (whole) {
        fuzz::require(whole->size() <= kLimits.bytes);
    } else {
        fuzz::require(whole.error().code == ErrorCode::malformed ||
                      whole.error().code == ErrorCode::too_large);
    }
    Gunzip stream(kLimits);
    Status status;
    for (std::size_t from = 0; status && from < size; from += 3) {
        status = stream.feed(bytes.substr(from, 3));
    }
    const bool whole_in_pieces = status && std::move(stream).finish();
    // A ratio that is too high for a moment may be a good one in the end.
    fuzz::require(whole_in_pieces ? whole.has_value() || whole.error().code == ErrorCode::too_large
                                  : true);
    const GunzipLimits own{.bytes = size, .ratio = 1, .any_ratio = size};
    const auto back = gunzip(gzip(bytes), own);
    fuzz::require(back && *back == bytes);
    return 0;
}
