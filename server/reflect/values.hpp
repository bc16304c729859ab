#pragma once

#include <optional>
#include <string>
#include <utility>

namespace ohmstead {

// A field of a merge patch: left out, null, or a value. What is left out stays as it is.
template <class T>
class Patch {
public:
    Patch() = default;
    Patch(T value) : sent_(true), value_(std::move(value)) {}  // NOLINT: converts on purpose
    static Patch null() {
        Patch patch;
        patch.sent_ = true;
        return patch;
    }

    bool is_absent() const { return !sent_; }
    bool is_null() const { return sent_ && !value_; }
    bool has_value() const { return value_.has_value(); }
    const T& operator*() const { return *value_; }
    const T* operator->() const { return &*value_; }
    T& emplace() {
        sent_ = true;
        return value_.emplace();
    }

    // Changes `target` when a value was sent; true when it did.
    bool apply_to(T& target) const {
        if (value_) {
            target = *value_;
        }
        return value_.has_value();
    }
    // The same for what may be cleared: null empties it.
    bool apply_to(std::optional<T>& target) const {
        if (sent_) {
            target = value_;
        }
        return sent_;
    }

private:
    bool sent_ = false;
    std::optional<T> value_;
};

// JSON that is passed on as it is. Whoever makes one vouches that it is valid.
struct RawJson {
    std::string text = "null";
};

}  // namespace ohmstead
