#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "fuzz/require.hpp"
#include "http/request_reader.hpp"

namespace {

using ohmstead::http::RequestReader;
using Progress = RequestReader::Progress;

constexpr ohmstead::http::Limits kLimits;
constexpr std::size_t kMostBodyBytes = 1024;

// What every request of a connection came to, up to the first that is refused or incomplete.
std::vector<std::string> read_all(std::string_view bytes, std::size_t piece) {
    std::vector<std::string> read;
    RequestReader reader(kLimits);
    bool in_body = false;
    while (true) {
        const auto progress = in_body ? reader.read_body(kMostBodyBytes) : reader.read_head();
        if (progress == Progress::refused) {
            read.push_back(std::to_string(reader.refusal().status));
            return read;
        }
        if (progress == Progress::need_more) {
            if (bytes.empty()) {
                return read;
            }
            const auto room = reader.prepare();
            const auto count = std::min({room.size(), bytes.size(), piece});
            std::memcpy(room.data(), bytes.data(), count);
            reader.commit(count);
            bytes.remove_prefix(count);
        } else if (!in_body && reader.framing().has_body()) {
            in_body = true;
        } else {
            read.push_back(std::string(reader.head().method) + ' ' +
                           std::string(reader.head().target) + '\n' +
                           (in_body ? reader.take_body() : ""));
            ohmstead::fuzz::require(read.back().size() <= kLimits.head_bytes + kMostBodyBytes);
            reader.next();
            in_body = false;
        }
    }
}

}  // namespace

// Cut into pieces of any size, the same bytes give the same requests and the same end.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 1) {
        return 0;
    }
    const std::string_view bytes{reinterpret_cast<const char*>(data) + 1, size - 1};
    ohmstead::fuzz::require(read_all(bytes, size) == read_all(bytes, 1 + data[0] % 16U));
    return 0;
}
