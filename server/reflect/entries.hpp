#pragma once

#include <initializer_list>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ohmstead::reflect {

// The members of a JSON object with keys of data, in the order in which they were added. For
// answers that are made, written and forgotten: adding costs neither a search nor an allocation,
// finding does a search.
template <class T>
class Entries {
public:
    Entries() = default;
    Entries(std::initializer_list<std::pair<std::string_view, T>> entries) {
        for (const auto& [key, value] : entries) {
            add(key, value);
        }
    }

    void reserve(std::size_t count) { entries_.reserve(count); }
    // `key` is not among them yet.
    T& add(std::string_view key, T value) {
        keys_.append(key);
        return entries_.emplace_back(keys_.size(), std::move(value)).second;
    }
    // The value of `key`, which is added when there is none.
    T& operator[](std::string_view key) {
        const T* value = find(key);
        return value == nullptr ? add(key, T{}) : const_cast<T&>(*value);
    }
    // Null when there is none.
    const T* find(std::string_view key) const {
        const T* found = nullptr;
        for_each([&](std::string_view each, const T& value) {
            if (each == key) {
                found = &value;
            }
        });
        return found;
    }
    const T& at(std::string_view key) const {
        if (const T* value = find(key)) {
            return *value;
        }
        throw std::out_of_range(std::string(key));
    }

    // Calls visit(key, value) for each.
    template <class Visit>
    void for_each(Visit visit) const {
        std::size_t from = 0;
        for (const auto& [to, value] : entries_) {
            visit(std::string_view(keys_).substr(from, to - from), value);
            from = to;
        }
    }
    std::size_t size() const { return entries_.size(); }
    bool empty() const { return entries_.empty(); }

    friend bool operator==(const Entries&, const Entries&) = default;

private:
    std::string keys_;                                // one behind the other
    std::vector<std::pair<std::size_t, T>> entries_;  // where the key ends, and the value
};

}  // namespace ohmstead::reflect
