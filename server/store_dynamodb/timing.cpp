#include "store_dynamodb/timing.hpp"

#include <random>

#include "async/sleep.hpp"

namespace ohmstead::dynamodb {
namespace {

class RealTiming final : public Timing {
public:
    std::chrono::steady_clock::time_point now() override {
        return std::chrono::steady_clock::now();
    }
    Task<void> sleep(Milliseconds duration) override { return sleep_for(duration); }
    double random() override { return std::uniform_real_distribution<>()(random_); }

private:
    // Spreads clients that were throttled together; nothing secret comes from it.
    std::minstd_rand random_{std::random_device{}()};
};

}  // namespace

std::unique_ptr<Timing> make_timing() {
    return std::make_unique<RealTiming>();
}

}  // namespace ohmstead::dynamodb
