#include <algorithm>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz/require.hpp"
#include "simulator/replay/csv.hpp"
#include "simulator/replay/replay_map.hpp"

namespace {

// A file that only this process sees.
class MemoryFile {
public:
    explicit MemoryFile(std::string_view content) {
        const auto written = ::write(handle_, content.data(), content.size());
        ohmstead::fuzz::require(written == static_cast<ssize_t>(content.size()));
    }
    ~MemoryFile() { ::close(handle_); }
    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;

    std::string path() const { return "/proc/self/fd/" + std::to_string(handle_); }

private:
    int handle_ = ::memfd_create("fuzz", 0);
};

// Every row is as wide as the header.
void read_rows(const std::string& path) {
    ohmstead::simulator::CsvReader csv(path);
    for (std::vector<std::string> row; csv.next(row);) {
        ohmstead::fuzz::require(row.size() == csv.header().size());
    }
}

// Every column has a value per time, and the times ascend.
void read_recording(const std::string& map, const std::string& csv) {
    const auto recording =
        ohmstead::simulator::read_recording(csv, ohmstead::simulator::read_replay_map(map));
    ohmstead::fuzz::require(std::ranges::is_sorted(recording.times));
    for (const auto& column : recording.values) {
        ohmstead::fuzz::require(column.size() == recording.times.size());
    }
}

template <class Read>
void expect_said(Read read) {
    try {
        read();
    } catch (const std::runtime_error&) {
    }
}

}  // namespace

// A replay map, a zero byte, and the file that it is for. What is wrong with them is said as
// std::runtime_error.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const auto border = std::min(text.find('\0'), size);
    const MemoryFile map(text.substr(0, border));
    const MemoryFile csv(text.substr(std::min(border + 1, size)));
    expect_said([&] { read_rows(csv.path()); });
    expect_said([&] { read_recording(map.path(), csv.path()); });
    return 0;
}
