#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ohmstead::reflect {

// A place in an input, as a chain on the stack: it is written out only when there is an error.
struct Place {
    const Place* parent = nullptr;
    std::string_view name = {};  // of a field; null data: an element, by its index
    std::size_t index = 0;
    bool is_parameter = false;  // of a path or query, where the name alone says the place
};

// The RFC 6901 pointer of `place`, or the name of a parameter.
std::string pointer_of(const Place& place);

}  // namespace ohmstead::reflect
