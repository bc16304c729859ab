#pragma once

#include <array>
#include <chrono>
#include <cstdint>

#include "async/task.hpp"

namespace ohmstead {

// How late the I/O thread is: what any work on it has to wait for. Measured by how much a timer
// that is due every 50 ms is overdue when its turn comes.
class LagMeter {
public:
    // Upper edges of the histogram's buckets; one more bucket follows for what is above.
    static constexpr std::array<std::chrono::microseconds, 6> kEdges{
        std::chrono::microseconds{500},    std::chrono::microseconds{1'000},
        std::chrono::microseconds{2'500},  std::chrono::microseconds{10'000},
        std::chrono::microseconds{50'000}, std::chrono::microseconds{250'000}};

    struct Histogram {
        std::array<std::uint64_t, kEdges.size() + 1> counts{};
        std::uint64_t total = 0;
        std::chrono::microseconds sum{0};
        std::chrono::microseconds worst{0};
    };

    // Measures until cancelled. Runs on the thread to be measured; the meter outlives it.
    Task<void> run();

    void record(std::chrono::microseconds lag);
    const Histogram& histogram() const { return histogram_; }

private:
    Histogram histogram_;
};

}  // namespace ohmstead
