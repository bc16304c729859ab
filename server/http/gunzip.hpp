#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"

struct z_stream_s;

namespace ohmstead::http {

// What compressed bytes may become. JSON of readings shrinks to a fiftieth at best; what shrinks to
// far less was made to fill memory.
struct GunzipLimits {
    std::size_t bytes = 4 * 1024 * 1024;
    std::size_t ratio = 100;             // times the compressed bytes read so far,
    std::size_t any_ratio = 256 * 1024;  // from this many bytes on
};

// Unpacks one gzip member piece by piece, and gives it up as soon as it goes beyond the limits:
// memory is taken for what is there, never for what a few bytes promise. After a failure it is of
// no further use. Errors: malformed for anything but one whole member and nothing behind it,
// too_large beyond the limits.
class Gunzip {
public:
    explicit Gunzip(GunzipLimits limits);
    ~Gunzip();
    Gunzip(const Gunzip&) = delete;
    Gunzip& operator=(const Gunzip&) = delete;

    Status feed(std::string_view piece);
    // What it was, once all pieces were fed.
    Result<std::string> finish() &&;

private:
    struct End {
        void operator()(z_stream_s* stream) const;
    };

    bool is_too_large() const;

    GunzipLimits limits_;
    std::unique_ptr<z_stream_s, End> stream_;
    std::string text_;
    bool ended_ = false;
};

// A whole member at once. Takes milliseconds for megabytes: not on the I/O thread.
Result<std::string> gunzip(std::string_view data, GunzipLimits limits);

}  // namespace ohmstead::http
