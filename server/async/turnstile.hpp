#pragma once

#include <cstddef>
#include <utility>

#include <boost/asio/any_io_executor.hpp>

#include "async/event.hpp"
#include "async/task.hpp"

namespace ohmstead {

// Lets so many coroutines through at a time: one, for work that waits in between and must not meet
// itself, or as many as something has room for. I/O thread only; outlives its passes.
class Turnstile {
public:
    // Held while inside; its end lets the next one in.
    class Pass {
    public:
        explicit Pass(Turnstile& turnstile) : turnstile_(&turnstile) {}
        Pass(Pass&& other) noexcept : turnstile_(std::exchange(other.turnstile_, nullptr)) {}
        Pass& operator=(Pass&&) = delete;
        ~Pass() {
            if (turnstile_ != nullptr) {
                --turnstile_->taken_;
                turnstile_->left_.notify();
            }
        }

    private:
        Turnstile* turnstile_;
    };

    explicit Turnstile(boost::asio::any_io_executor executor, std::size_t places = 1)
        : places_(places), left_(std::move(executor)) {}

    Task<Pass> enter() {
        while (taken_ >= places_) {
            co_await left_.wait();
        }
        ++taken_;
        co_return Pass(*this);
    }

private:
    std::size_t places_;
    std::size_t taken_ = 0;
    Event left_;
};

}  // namespace ohmstead
