#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <utility>

#include "async/event.hpp"
#include "async/task.hpp"

namespace ohmstead {

// A first-in, first-out queue between coroutines of one I/O thread that pushes back when full.
// One consumer, any number of producers. Not thread-safe; outlives those who wait on it.
template <class T>
class BoundedQueue {
public:
    BoundedQueue(boost::asio::any_io_executor executor, std::size_t capacity)
        : capacity_(capacity), filled_(executor), drained_(executor) {}

    // False when full or closed; `item` is then untouched.
    bool try_push(T& item) {
        if (closed_ || items_.size() >= capacity_) {
            return false;
        }
        items_.push_back(std::move(item));
        filled_.notify();
        return true;
    }
    bool try_push(T&& item) { return try_push(item); }

    // Waits for room. False when closed.
    Task<bool> push(T item) {
        while (!try_push(item)) {
            if (closed_) {
                co_return false;
            }
            co_await drained_.wait();
        }
        co_return true;
    }

    // Waits for an item. Nothing when closed and empty.
    Task<std::optional<T>> pop() {
        while (items_.empty()) {
            if (closed_) {
                co_return std::nullopt;
            }
            co_await filled_.wait();
        }
        std::optional<T> item{std::move(items_.front())};
        items_.pop_front();
        drained_.notify();
        co_return item;
    }

    // No item enters any more; what is queued can still be taken. Wakes all who wait.
    void close() {
        closed_ = true;
        filled_.notify();
        drained_.notify();
    }

    std::size_t size() const { return items_.size(); }
    bool closed() const { return closed_; }

private:
    std::size_t capacity_;
    std::deque<T> items_;
    bool closed_ = false;
    Event filled_;
    Event drained_;
};

}  // namespace ohmstead
