#pragma once

#include <atomic>
#include <memory>

namespace ohmstead {

// The right behind something that outlives a call: a socket's subscription, a stream. It is checked
// before every frame or chunk that is sent. Copies share one fate: whoever holds the Revocation
// ends them all at once. Thread-safe.
class Grant {
public:
    // A grant that never was.
    Grant() = default;
    bool valid() const { return live_ && live_->load(std::memory_order_acquire); }

private:
    friend class Revocation;
    explicit Grant(std::shared_ptr<const std::atomic<bool>> live) : live_(std::move(live)) {}
    std::shared_ptr<const std::atomic<bool>> live_;
};

// The other end of a Grant.
class Revocation {
public:
    Grant grant() const { return Grant{live_}; }
    void revoke() { live_->store(false, std::memory_order_release); }

private:
    std::shared_ptr<std::atomic<bool>> live_ = std::make_shared<std::atomic<bool>>(true);
};

}  // namespace ohmstead
