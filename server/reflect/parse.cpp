#include "reflect/parse.hpp"

#include <cmath>

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/value_stack.hpp>
#include <fmt/format.h>

namespace ohmstead::reflect {
namespace json = boost::json;
namespace {

using json::error_code;
using json::string_view;

// Builds the value as json::parser does, and refuses what that lets through. Names are counted as
// they come: an object that ends up smaller had one of them twice.
struct StrictHandler {
    static constexpr std::size_t max_object_size = json::object::max_size();
    static constexpr std::size_t max_array_size = json::array::max_size();
    static constexpr std::size_t max_key_size = json::string::max_size();
    static constexpr std::size_t max_string_size = json::string::max_size();

    json::value_stack stack;
    std::size_t names = 0;
    bool infinite = false;

    bool on_document_begin(error_code&) { return true; }
    bool on_document_end(error_code&) { return true; }
    bool on_object_begin(error_code&) { return true; }
    bool on_object_end(std::size_t size, error_code&) {
        names += size;
        stack.push_object(size);
        return true;
    }
    bool on_array_begin(error_code&) { return true; }
    bool on_array_end(std::size_t size, error_code&) {
        stack.push_array(size);
        return true;
    }
    bool on_key_part(string_view part, std::size_t, error_code&) {
        stack.push_chars(part);
        return true;
    }
    bool on_key(string_view part, std::size_t, error_code&) {
        stack.push_key(part);
        return true;
    }
    bool on_string_part(string_view part, std::size_t, error_code&) {
        stack.push_chars(part);
        return true;
    }
    bool on_string(string_view part, std::size_t, error_code&) {
        stack.push_string(part);
        return true;
    }
    bool on_number_part(string_view, error_code&) { return true; }
    bool on_int64(std::int64_t number, string_view, error_code&) {
        stack.push_int64(number);
        return true;
    }
    bool on_uint64(std::uint64_t number, string_view, error_code&) {
        stack.push_uint64(number);
        return true;
    }
    bool on_double(double number, string_view, error_code& ec) {
        if (!std::isfinite(number)) {
            infinite = true;
            ec = json::error::not_number;
            return false;
        }
        stack.push_double(number);
        return true;
    }
    bool on_bool(bool value, error_code&) {
        stack.push_bool(value);
        return true;
    }
    bool on_null(error_code&) {
        stack.push_null();
        return true;
    }
    bool on_comment_part(string_view, error_code&) { return true; }
    bool on_comment(string_view, error_code&) { return true; }
};

std::size_t count_names(const json::value& value) {
    std::size_t count = 0;
    if (const auto* object = value.if_object()) {
        count += object->size();
        for (const auto& [key, held] : *object) {
            count += count_names(held);
        }
    } else if (const auto* array = value.if_array()) {
        for (const auto& held : *array) {
            count += count_names(held);
        }
    }
    return count;
}

}  // namespace

Result<json::value> parse_json(std::string_view text) {
    json::basic_parser<StrictHandler> parser{json::parse_options{}};
    auto& handler = parser.handler();
    handler.stack.reset();
    error_code ec;
    const auto read = parser.write_some(false, text.data(), text.size(), ec);
    if (ec) {
        return make_error(
            ErrorCode::malformed,
            handler.infinite
                ? "The JSON has a number that is too large."
                : fmt::format("This is not valid JSON (near byte {}: {}).", read, ec.message()));
    }
    if (read < text.size()) {
        return make_error(ErrorCode::malformed,
                          fmt::format("There is more after the JSON value (at byte {}).", read));
    }
    auto value = handler.stack.release();
    if (handler.names != count_names(value)) {
        return make_error(ErrorCode::malformed, "The JSON has an object with a name twice.");
    }
    return value;
}

}  // namespace ohmstead::reflect
