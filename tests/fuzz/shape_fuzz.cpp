#include "domain/corrections/overlay.hpp"
#include "fuzz/sealed.hpp"
#include "store/shape_codec.hpp"

// Whatever decodes is no longer than a shape can be, and decodes to itself again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace ohmstead;
    const auto shape = decode_shape(fuzz::sealed(data, size));
    if (!shape) {
        return 0;
    }
    fuzz::require(shape->size() <= static_cast<std::size_t>(kMostOverlaySlots));
    const auto again = decode_shape(encode_shape(*shape));
    fuzz::require(again && *again == *shape);
    return 0;
}
