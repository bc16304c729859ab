#pragma once

#include <atomic>
#include <cstdint>

#include "base/time.hpp"

namespace ohmstead::test {

// A clock that stands still until a test moves it.
class ManualClock final : public Clock {
public:
    explicit ManualClock(Instant now) : ms_(ms_of(now)) {}

    Instant now() const override { return instant_from_ms(ms_.load()); }
    void set(Instant now) { ms_.store(ms_of(now)); }
    void advance(Milliseconds by) { ms_.fetch_add(by.count()); }

private:
    std::atomic<std::int64_t> ms_;
};

}  // namespace ohmstead::test
