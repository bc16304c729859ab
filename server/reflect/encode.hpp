#pragma once

#include <string>

#include "reflect/described.hpp"
#include "reflect/type.hpp"

namespace ohmstead::reflect {

// Appends the value at `value`, which is of `type`, as compact JSON. Empty optionals and patches
// that were not sent are left out of objects unless a rule says null; elsewhere they are null. So
// are numbers that are not finite.
void encode_value(const void* value, const Type& type, std::string& out);

template <class T>
void encode_to(const T& value, std::string& out) {
    encode_value(&value, *type_of<T>(), out);
}

template <class T>
std::string encode(const T& value) {
    std::string out;
    encode_to(value, out);
    return out;
}

}  // namespace ohmstead::reflect
