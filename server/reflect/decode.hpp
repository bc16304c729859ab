#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/value.hpp>

#include "base/result.hpp"
#include "reflect/described.hpp"
#include "reflect/parse.hpp"
#include "reflect/type.hpp"

namespace ohmstead::reflect {

struct DecodeOptions {
    bool ignore_unknown = false;
    // Fields, by index, that the input may not name: they come from elsewhere.
    std::uint64_t closed_fields = 0;
};

// Reads `input` into the value at `target`, which is of `type` and default-made. invalid with every
// wrong field (at most 100) and its JSON Pointer.
Status decode_into(void* target, const Type& type, const boost::json::value& input,
                   DecodeOptions options = {});

template <class T>
Result<T> decode(const boost::json::value& input, DecodeOptions options = {}) {
    T target{};
    OHMSTEAD_TRY_VOID(decode_into(&target, *type_of<T>(), input, options));
    return target;
}

// As decode(), from text; malformed when it is not JSON.
template <class T>
Result<T> decode_text(std::string_view text, DecodeOptions options = {}) {
    OHMSTEAD_TRY(const auto input, parse_json(text));
    return decode<T>(input, options);
}

// One name and value of a path or query, already percent-decoded.
struct Parameter {
    std::string name;
    std::string value;
};

// Which fields of the object type the names in `names` are, as bits by index. `names` that are no
// fields are left out.
std::uint64_t fields_named(const Type& type, std::span<const std::string_view> names);

// Reads texts into the fields of an object that are open. Numbers, booleans and times in their JSON
// spelling; arrays with commas between. An empty text counts as left out. malformed with every
// wrong one, the unknown ones, those given twice, and the required ones that are missing.
Status decode_parameters(void* target, const Type& type, std::span<const Parameter> parameters,
                         std::uint64_t open_fields);

inline constexpr std::uint64_t kAllFields = ~std::uint64_t{0};

}  // namespace ohmstead::reflect
