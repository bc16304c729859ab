#include "store/shape_codec.hpp"

#include <utility>

#include "domain/corrections/overlay.hpp"

namespace ohmstead {
namespace {

constexpr std::uint8_t kShapeVersion = 1;

Error damaged_shape() {
    return make_error(ErrorCode::malformed, "The shape of an overlay is damaged.");
}

}  // namespace

Packed encode_shape(std::span<const std::int64_t> shape) {
    ByteWriter out;
    out.byte(kShapeVersion);
    out.varint(shape.size());
    for (const auto amount : shape) {
        out.signed_varint(amount);
    }
    return std::move(out).sealed();
}

Result<std::vector<std::int64_t>> decode_shape(std::string_view bytes) {
    OHMSTEAD_TRY(const auto content, unseal(bytes));
    ByteReader in(content);
    const bool known = in.byte() == kShapeVersion;
    const auto count = in.varint();
    if (!known || in.failed() || count > static_cast<std::uint64_t>(kMostOverlaySlots)) {
        return damaged_shape();
    }
    std::vector<std::int64_t> shape(count);
    for (auto& amount : shape) {
        amount = in.signed_varint();
    }
    if (in.failed() || !in.at_end()) {
        return damaged_shape();
    }
    return shape;
}

}  // namespace ohmstead
