#pragma once

#include <string>
#include <string_view>

namespace ohmstead {

// Letters of ASCII in lower case; every other byte is left as it is, whatever the locale.
constexpr char lower_case(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
inline std::string lower_case(std::string_view text) {
    std::string lower(text);
    for (char& c : lower) {
        c = lower_case(c);
    }
    return lower;
}

}  // namespace ohmstead
