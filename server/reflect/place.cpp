#include "reflect/place.hpp"

namespace ohmstead::reflect {

std::string pointer_of(const Place& place) {
    if (place.parent == nullptr) {
        return {};
    }
    if (place.is_parameter) {
        return std::string(place.name);
    }
    auto pointer = pointer_of(*place.parent) + '/';
    if (place.name.data() == nullptr) {
        return pointer + std::to_string(place.index);
    }
    for (const char c : place.name) {
        if (c == '~') {
            pointer += "~0";
        } else if (c == '/') {
            pointer += "~1";
        } else {
            pointer += c;
        }
    }
    return pointer;
}

}  // namespace ohmstead::reflect
