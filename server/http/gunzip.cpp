#include "http/gunzip.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <stdexcept>
#include <utility>
#include <zlib.h>

namespace ohmstead::http {
namespace {

constexpr int kGzipWindow = 15 + 16;  // no other form than gzip
constexpr std::size_t kStep = 16 * 1024;
// zlib counts in 32 bits.
constexpr std::size_t kPiece = std::numeric_limits<uInt>::max();

Error not_gzip(const char* what) {
    return make_error(ErrorCode::malformed, std::string("The compressed body ") + what);
}

}  // namespace

void Gunzip::End::operator()(z_stream_s* stream) const {
    inflateEnd(stream);
    delete stream;
}

Gunzip::Gunzip(GunzipLimits limits) : limits_(limits), stream_(new z_stream_s{}) {
    if (inflateInit2(stream_.get(), kGzipWindow) != Z_OK) {
        throw std::runtime_error("inflateInit2 failed");
    }
}

Gunzip::~Gunzip() = default;

Status Gunzip::feed(std::string_view piece) {
    std::array<char, kStep> step;
    bool more = !ended_;
    while (more) {
        // zlib's interface predates const.
        stream_->next_in = reinterpret_cast<Bytef*>(const_cast<char*>(piece.data()));
        stream_->avail_in = static_cast<uInt>(std::min(piece.size(), kPiece));
        stream_->next_out = reinterpret_cast<Bytef*>(step.data());
        stream_->avail_out = step.size();
        const auto offered = stream_->avail_in;
        const int outcome = inflate(stream_.get(), Z_NO_FLUSH);
        if (outcome != Z_OK && outcome != Z_STREAM_END && outcome != Z_BUF_ERROR) {
            return not_gzip("is not gzip, or damaged.");
        }
        text_.append(step.data(), step.size() - stream_->avail_out);
        if (is_too_large()) {
            return make_error(ErrorCode::too_large, "The body is too large when it is unpacked.");
        }
        piece.remove_prefix(offered - stream_->avail_in);
        ended_ = outcome == Z_STREAM_END;
        // A full step may have left output behind, even when there is no input left.
        more = !ended_ && (!piece.empty() || stream_->avail_out == 0);
    }
    return piece.empty() ? Status{} : not_gzip("goes on after its end.");
}

bool Gunzip::is_too_large() const {
    const auto size = text_.size();
    return size > limits_.bytes ||
           (size > limits_.any_ratio && size / limits_.ratio > stream_->total_in);
}

Result<std::string> Gunzip::finish() && {
    if (!ended_) {
        return not_gzip("is cut short.");
    }
    return std::move(text_);
}

Result<std::string> gunzip(std::string_view data, GunzipLimits limits) {
    Gunzip stream(limits);
    OHMSTEAD_TRY_VOID(stream.feed(data));
    return std::move(stream).finish();
}

}  // namespace ohmstead::http
