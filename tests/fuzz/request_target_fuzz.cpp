#include <cstddef>
#include <cstdint>
#include <string_view>

#include "http/request_head.hpp"
#include "http/target.hpp"
#include "net/url.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    (void)ohmstead::http::HeadScanner(16 * 1024, 100).scan(text);
    (void)ohmstead::http::parse_target(text);
    (void)ohmstead::parse_url(text);
    return 0;
}
