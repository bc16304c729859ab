#include "store_dynamodb/retry.hpp"

#include <algorithm>
#include <cmath>

namespace ohmstead::dynamodb {
namespace {

constexpr int kBudget = 500;
constexpr Milliseconds kLongest{20'000};
constexpr Milliseconds kFurther{5'000};

}  // namespace

Milliseconds pause_after(const Failure& failure, int attempt, double random) {
    const double base = failure.kind == FailureKind::throttled ? 1'000 : 25;
    const double limit =
        std::min(static_cast<double>(kLongest.count()), std::ldexp(base, attempt - 1));
    const Milliseconds pause{static_cast<Milliseconds::rep>(random * limit)};
    if (!failure.retry_after) {
        return pause;
    }
    return std::clamp(*failure.retry_after, pause, pause + kFurther);
}

std::optional<int> RetryBudget::take(FailureKind kind) {
    const int cost = kind == FailureKind::throttled ? 5 : 14;
    if (left_ < cost) {
        return std::nullopt;
    }
    left_ -= cost;
    return cost;
}

void RetryBudget::give_back(int cost) {
    left_ = std::min(kBudget, left_ + std::max(1, cost));
}

}  // namespace ohmstead::dynamodb
