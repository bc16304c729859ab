#include "store/decisions.hpp"

#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"
#include "reflect/encode.hpp"

namespace ohmstead {
namespace {

constexpr std::size_t kRevisionBytes = 12;  // of a digest: enough to tell sets of one home apart

}  // namespace

std::string decisions_revision(const std::vector<Channel>& channels) {
    const auto digest = sha256(bytes_of(reflect::encode(channels)));
    return base64url_encode(ByteView(digest).first(kRevisionBytes));
}

}  // namespace ohmstead
