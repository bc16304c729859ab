#pragma once

#include <optional>

#include "base/time.hpp"
#include "store_dynamodb/failure.hpp"

namespace ohmstead::dynamodb {

// The pause before attempt `attempt` + 1: full jitter below a limit that doubles from 25 ms, or
// from 1 s when throttled, up to 20 s; what the service asks for counts up to 5 s beyond that.
// `random` is in [0, 1). Pure.
Milliseconds pause_after(const Failure& failure, int attempt, double random);

// What a client may spend on repeating requests, so that many that fail do not become many more.
// Repeating costs more than success brings back over time.
class RetryBudget {
public:
    // What the repetition costs; nothing when that is not left.
    std::optional<int> take(FailureKind kind);
    // After a success that took `cost` for its last repetition, or 0.
    void give_back(int cost);

    int left() const { return left_; }

private:
    int left_ = 500;
};

}  // namespace ohmstead::dynamodb
