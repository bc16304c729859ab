#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "api/dto_channel.hpp"
#include "reflect/decode.hpp"
#include "reflect/encode.hpp"

// What is decoded can be encoded and decoded again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using ohmstead::api::ChannelEdit;
    const auto decoded =
        ohmstead::reflect::decode_text<ChannelEdit>({reinterpret_cast<const char*>(data), size});
    if (decoded &&
        !ohmstead::reflect::decode_text<ChannelEdit>(ohmstead::reflect::encode(*decoded))) {
        std::abort();
    }
    return 0;
}
