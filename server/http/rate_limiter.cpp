#include "http/rate_limiter.hpp"

#include <algorithm>
#include <cmath>

namespace ohmstead::http {
namespace {

constexpr std::size_t kGeneration = 32'768;

}  // namespace

TokenBucket& RateLimiter::bucket(const std::string& key, const Rate& rate, Time now) {
    const auto known = recent_.find(key);
    if (known != recent_.end()) {
        return known->second;
    }
    if (recent_.size() >= kGeneration) {
        older_ = std::move(recent_);
        recent_.clear();
    }
    TokenBucket bucket(rate.per_minute / 60, rate.per_minute, now);
    if (const auto old = older_.find(key); old != older_.end()) {
        bucket = old->second;
        older_.erase(old);
    }
    return recent_.emplace(key, bucket).first->second;
}

int RateLimiter::take(const std::string& key, const Rate& rate, Time now) {
    TokenBucket& held = bucket(key, rate, now);
    return held.take(now) ? 0 : std::max(1, static_cast<int>(std::ceil(held.wait_s())));
}

std::string rate_key(const RequestContext& context) {
    if (context.identity && !context.identity->subject.user.empty()) {
        return "u" + context.identity->subject.user.value;
    }
    const auto& peer = context.connection.peer;
    if (peer.is_v4()) {
        const auto bytes = peer.to_v4().to_bytes();
        return "4" + std::string(bytes.begin(), bytes.end());
    }
    const auto bytes = peer.to_v6().to_bytes();
    return "6" + std::string(bytes.begin(), bytes.begin() + 8);
}

}  // namespace ohmstead::http
