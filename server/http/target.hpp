#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "reflect/decode.hpp"

namespace ohmstead::http {

// Where a request goes, in the one form that routes and files compare.
struct Target {
    std::string
        path;  // decoded; an encoded slash or backslash stays encoded, so it matches nothing
    std::vector<reflect::Parameter> query;
};

// Reads the origin form ("/path?query") or the absolute form. malformed for characters that do not
// belong in a URL, wrong or control-character escapes, paths that are not UTF-8, and more than 100
// parameters.
Result<Target> parse_target(std::string_view target);

// Takes `prefix` ("" or "/some/path") off the front of `path`; false when it is not there.
bool take_prefix(std::string& path, std::string_view prefix);

// Whether `text` may stand in front of every path: "" or "/some/path", of letters, digits, "-",
// "_".
bool is_path_prefix(std::string_view text);

}  // namespace ohmstead::http
