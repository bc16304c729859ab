#include "auth/throttle.hpp"

#include <algorithm>

#include "crypto/bytes.hpp"
#include "crypto/encoding.hpp"

namespace ohmstead {
namespace {

namespace ip = boost::asio::ip;

// What counts as one address: a household or attacker owns a whole IPv6 /64.
std::string network_of(const ip::address& address) {
    if (address.is_v4()) {
        return address.to_string();
    }
    const ip::address_v6 v6 = address.to_v6();
    if (v6.is_v4_mapped()) {
        return ip::make_address_v4(ip::v4_mapped, v6).to_string();
    }
    const auto bytes = v6.to_bytes();
    return hex_encode(ByteView{bytes}.first(8));
}

std::string key_of(std::string_view account, const ip::address& address) {
    return network_of(address) + " " + std::string(account);
}

}  // namespace

Error too_many_tries(Milliseconds wait) {
    const auto seconds = std::chrono::ceil<Seconds>(wait).count();
    return Error{.code = ErrorCode::rate_limited,
                 .detail = "Too many tries. Wait before the next one.",
                 .fields = {},
                 .retry_after_s = static_cast<int>(seconds)};
}

std::optional<Milliseconds> Throttle::refuse(std::string_view account, const ip::address& address,
                                             Instant now) {
    const std::string pair = key_of(account, address);
    const std::string network = network_of(address);
    const auto by_pair = recent(pair, now);
    const auto by_network = recent(network, now);

    Instant due = now;
    if (by_pair.size() >= limits_.per_account_and_address) {
        due = std::max(due, by_pair.front() + limits_.window);
    }
    if (by_network.size() >= limits_.per_address) {
        due = std::max(due, by_network.front() + limits_.window);
    }
    if (by_pair.size() >= limits_.free_tries && !by_pair.empty()) {
        const std::size_t doublings =
            std::min<std::size_t>(by_pair.size() - limits_.free_tries, 20);
        const Milliseconds delay{Seconds{1LL << doublings}};
        due = std::max(due, by_pair.back() + std::min(delay, limits_.longest_delay));
    }
    if (due > now) {
        return due - now;
    }
    count(pair, now);
    count(network, now);
    return std::nullopt;
}

void Throttle::succeeded(std::string_view account, const ip::address& address) {
    if (const auto pair = by_key_.find(key_of(account, address)); pair != by_key_.end()) {
        forget(pair->second);
    }
    if (const auto network = by_key_.find(network_of(address)); network != by_key_.end()) {
        auto& tries = network->second->tries;
        tries.pop_back();
        if (tries.empty()) {
            forget(network->second);
        }
    }
}

std::span<const Instant> Throttle::recent(const std::string& key, Instant now) {
    const auto found = by_key_.find(key);
    if (found == by_key_.end()) {
        return {};
    }
    auto& tries = found->second->tries;
    // After the clock was set back, tries in the future would otherwise lock the account for long.
    std::erase_if(tries,
                  [this, now](Instant at) { return at > now || now - at >= limits_.window; });
    if (tries.empty()) {
        forget(found->second);
        return {};
    }
    return tries;
}

void Throttle::count(const std::string& key, Instant now) {
    const auto found = by_key_.find(key);
    if (found != by_key_.end()) {
        records_.splice(records_.end(), records_, found->second);
    } else {
        if (records_.size() >= limits_.remembered) {
            forget(records_.begin());
        }
        by_key_[key] = records_.insert(records_.end(), Record{.key = key, .tries = {}});
    }
    records_.back().tries.push_back(now);
}

void Throttle::forget(Records::iterator record) {
    by_key_.erase(record->key);
    records_.erase(record);
}

}  // namespace ohmstead
