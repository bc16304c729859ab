#pragma once

#include <algorithm>
#include <chrono>
#include <optional>

#include "async/backoff.hpp"
#include "base/time.hpp"
#include "ingest/agent_batch.hpp"

namespace ohmstead::ingest {

// When an agent calls again. Waits are drawn a little apart, so that a thousand agents do not come
// back at the same moment. `random` is in [0, 1). Pure.
class SyncPace {
public:
    static constexpr Milliseconds kBetweenBatches{500};  // while something is left to catch up
    static constexpr Milliseconds kShortest{1'000};
    static constexpr Milliseconds kLongest{3'600'000};

    // After an answer. `progress`: something is left, and the last batch brought some of it in.
    Milliseconds after_answer(bool progress, Milliseconds asked_for, double random) {
        trouble_.reset();
        patience_.reset();
        if (progress) {
            return kBetweenBatches;
        }
        const auto interval = std::clamp(asked_for, kShortest, kLongest);
        return Milliseconds{static_cast<Milliseconds::rep>(static_cast<double>(interval.count()) *
                                                           (0.95 + 0.05 * random))};
    }

    // After a call that brought nothing in. What only a person can mend is tried seldom.
    Milliseconds after_failure(CallOutcome outcome, std::optional<Milliseconds> retry_after,
                               double random) {
        const bool needs_person =
            outcome == CallOutcome::refused || outcome == CallOutcome::not_understood;
        const auto wait = (needs_person ? patience_ : trouble_).next(random);
        return retry_after ? std::max(wait, *retry_after) : wait;
    }

private:
    Backoff trouble_{std::chrono::seconds{1}, std::chrono::seconds{60}};
    Backoff patience_{std::chrono::minutes{2}, std::chrono::minutes{60}};
};

}  // namespace ohmstead::ingest
