#pragma once

#include <cstddef>
#include <list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <boost/asio/ip/address.hpp>

#include "base/error.hpp"
#include "base/time.hpp"

namespace ohmstead {

struct ThrottleLimits {
    std::size_t per_account_and_address = 10;
    std::size_t per_address = 50;
    Milliseconds window = std::chrono::minutes{15};
    // Tries of one account and address after which each next one has to wait: 1 s, 2 s, 4 s …
    std::size_t free_tries = 3;
    Milliseconds longest_delay = std::chrono::minutes{1};
    std::size_t remembered = 10'000;
};

// What is answered to a try that has to wait.
Error too_many_tries(Milliseconds wait);

// Slows down guessing of passwords, without ever locking an account: it counts by account and
// address, so the owner gets in from elsewhere, and by address, so that trying many accounts is no
// way around. Whether an account exists makes no difference. IPv6 counts by /64. Pure: the time is
// handed in. Not thread-safe.
class Throttle {
public:
    explicit Throttle(ThrottleLimits limits = {}) : limits_(limits) {}

    // Asks for one try, which counts as failed until `succeeded`. Answers how long to wait when it
    // is refused; a refused try is not counted.
    std::optional<Milliseconds> refuse(std::string_view account,
                                       const boost::asio::ip::address& address, Instant now);

    // The try was right: the account's tries from this address are forgotten.
    void succeeded(std::string_view account, const boost::asio::ip::address& address);

    std::size_t remembered() const { return records_.size(); }

private:
    struct Record {
        std::string key;
        std::vector<Instant> tries;  // ascending
    };
    using Records = std::list<Record>;

    // The tries of `key` within the window; forgets older ones.
    std::span<const Instant> recent(const std::string& key, Instant now);
    void count(const std::string& key, Instant now);
    void forget(Records::iterator record);

    ThrottleLimits limits_;
    Records records_;  // the longest unused first
    std::unordered_map<std::string, Records::iterator> by_key_;
};

}  // namespace ohmstead
