#include "http/gzip.hpp"

#include <stdexcept>
#include <zlib.h>

namespace ohmstead::http {

std::string gzip(std::string_view data, Effort effort) {
    constexpr int kWindow = 15 + 16;  // the form of gzip
    constexpr int kMemory = 9;
    z_stream stream{};
    const int level = effort == Effort::most ? Z_BEST_COMPRESSION : Z_BEST_SPEED;
    if (deflateInit2(&stream, level, Z_DEFLATED, kWindow, kMemory, Z_DEFAULT_STRATEGY) != Z_OK) {
        throw std::runtime_error("deflateInit2 failed");
    }
    std::string packed(deflateBound(&stream, data.size()), '\0');
    // zlib's interface predates const.
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(data.data()));
    stream.avail_in = static_cast<uInt>(data.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    const int outcome = deflate(&stream, Z_FINISH);
    packed.resize(stream.total_out);
    deflateEnd(&stream);
    if (outcome != Z_STREAM_END) {
        throw std::runtime_error("deflate failed");
    }
    return packed;
}

}  // namespace ohmstead::http
