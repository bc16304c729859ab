#pragma once

#include <chrono>
#include <vector>

#include "store_dynamodb/timing.hpp"

namespace ohmstead::dynamodb::test {

// Pauses take no time, but are counted as if they did.
class ManualTiming final : public Timing {
public:
    std::chrono::steady_clock::time_point now() override { return now_; }
    Task<void> sleep(Milliseconds duration) override {
        pauses.push_back(duration);
        now_ += duration;
        co_return;
    }
    double random() override { return 0.5; }

    std::vector<Milliseconds> pauses;

private:
    std::chrono::steady_clock::time_point now_{};
};

}  // namespace ohmstead::dynamodb::test
