#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <string_view>

namespace ohmstead {

// A form that a text must have.
struct TextFormat {
    std::string_view name;     // JSON Schema's `format`, or our own word
    std::string_view pattern;  // the same as an ECMAScript pattern for the API document; or empty
    std::string_view detail;   // for people: "must be ..."
    bool (*matches)(std::string_view text);
};

namespace formats {
extern const TextFormat id;        // 20 characters of a-z and 2-7
extern const TextFormat email;     // one @ with something on both sides, no blanks or controls
extern const TextFormat date;      // 2026-03-01, and that day exists
extern const TextFormat currency;  // three capitals
extern const TextFormat country;   // two capitals
extern const TextFormat sha256;    // 64 hexadecimal digits, with or without colons between pairs
extern const TextFormat one_line;  // no control characters, no blank at either end
}  // namespace formats

// What a field of a described struct allows beyond its type. A struct gets its rules by
//   constexpr std::span<const FieldRule> rules_for(const TheStruct*) { return kTheRules; }
// beside it, in its namespace. A rule for a field that does not exist does not compile.
struct FieldRule {
    static constexpr std::size_t kUnlimited = std::numeric_limits<std::size_t>::max();

    std::string_view field = {};
    // Of numbers, and of the numbers in an array.
    std::optional<double> minimum = {};
    std::optional<double> maximum = {};
    // Code points of a text, elements of an array or map.
    std::size_t min_length = 0;
    std::size_t max_length = kUnlimited;
    // Of texts, and of the texts in an array.
    const TextFormat* format = nullptr;
    std::span<const std::string_view> one_of = {};
    // May be left out of the input: the member keeps its initial value.
    bool has_default = false;
    // An empty optional is written as null instead of being left out.
    bool null_when_absent = false;
    // The most decimal places that are written.
    int decimals = 6;
    std::string_view doc = {};
};

}  // namespace ohmstead
