#pragma once

#include <chrono>
#include <memory>

#include "async/task.hpp"
#include "base/time.hpp"

namespace ohmstead::dynamodb {

// How time passes and chance falls between attempts, so that tests need not wait.
class Timing {
public:
    virtual ~Timing() = default;
    virtual std::chrono::steady_clock::time_point now() = 0;
    virtual Task<void> sleep(Milliseconds duration) = 0;
    virtual double random() = 0;  // in [0, 1)
};

// The real one.
std::unique_ptr<Timing> make_timing();

}  // namespace ohmstead::dynamodb
