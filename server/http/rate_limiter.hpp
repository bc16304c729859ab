#pragma once

#include <cstddef>
#include <string>
#include <unordered_map>

#include "http/route.hpp"
#include "http/token_bucket.hpp"

namespace ohmstead::http {

// Token buckets, one per key. Memory is bounded: beyond 65,536 keys those that were quiet longest
// are forgotten. Uses the time it is given, so that a step of the clock is no free burst.
class RateLimiter {
public:
    using Time = TokenBucket::Time;

    // Takes one from the bucket of `key`. Zero when there was one; else the seconds to wait.
    int take(const std::string& key, const Rate& rate, Time now);

    std::size_t size() const { return recent_.size() + older_.size(); }

private:
    using Table = std::unordered_map<std::string, TokenBucket>;

    TokenBucket& bucket(const std::string& key, const Rate& rate, Time now);

    // Two generations instead of a list by age: what is used moves to the recent one; when that is
    // full it becomes the older one, and what nobody used meanwhile is gone.
    Table recent_;
    Table older_;
};

// Whom a limit counts: the user; for keys and nobody the address, IPv6 by its /64.
std::string rate_key(const RequestContext& context);

}  // namespace ohmstead::http
