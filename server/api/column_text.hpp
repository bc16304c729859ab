#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "reflect/number_text.hpp"

namespace ohmstead::api {

// Writes a series as a member of a JSON object, `"name":[…],`, straight into `out`. append(out, i)
// writes the i-th element. Names need no escaping: they are ids and words of ours.
template <class Append>
void append_column(std::string& out, std::string_view name, std::size_t count, Append append) {
    out += '"';
    out += name;
    out += "\":[";
    for (std::size_t i = 0; i < count; ++i) {
        append(out, i);
        out += ',';
    }
    if (count > 0) {
        out.pop_back();
    }
    out += "],";
}

// Ends an object or list whose last member wrote a comma.
inline void close_with(std::string& out, char bracket) {
    if (out.back() == ',') {
        out.pop_back();
    }
    out += bracket;
}

inline void append_time(std::string& out, Instant time) {
    out += '"';
    append_rfc3339(out, time);
    out += '"';
}

}  // namespace ohmstead::api
