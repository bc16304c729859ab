#pragma once

#include <string>
#include <string_view>

namespace ohmstead::http {

// `data` as one gzip member, at zlib's highest level: for what is compressed once.
std::string gzip(std::string_view data);

}  // namespace ohmstead::http
