#pragma once

#include <string>
#include <string_view>

namespace ohmstead::http {

// `most` is for what is packed once and sent often. `least` takes 1 ns per byte of readings as
// JSON, and 10 of noise.
enum class Effort { most, least };

// `data` as one gzip member.
std::string gzip(std::string_view data, Effort effort = Effort::most);

}  // namespace ohmstead::http
