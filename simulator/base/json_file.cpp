#include "simulator/base/json_file.hpp"

#include <cmath>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace ohmstead::simulator {

namespace json = boost::json;

namespace {

// Times a thousand it still fits 64 bits, so that seconds and watts may become milliseconds and
// milliwatts unchecked.
constexpr double kLargestNumber = 1e12;

[[noreturn]] void wrong_kind(std::string_view key, const char* wanted) {
    throw std::runtime_error("'" + std::string(key) + "' must be " + wanted);
}

}  // namespace

json::object read_json_file(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) {
        throw std::runtime_error("cannot read " + path);
    }
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    json::error_code error;
    json::value value = json::parse(text, error);
    if (error || !value.is_object()) {
        throw std::runtime_error(path + ": " + (error ? error.message() : "not a JSON object"));
    }
    return std::move(value.as_object());
}

double number_or(const json::object& object, std::string_view key, double otherwise) {
    const json::value* value = object.if_contains(key);
    if (value == nullptr) {
        return otherwise;
    }
    json::error_code error;
    const double number = value->to_number<double>(error);
    // Boost.JSON makes NaN of "0e435".
    if (error || !(std::abs(number) <= kLargestNumber)) {
        wrong_kind(key, "a number of at most 1e12");
    }
    return number;
}

std::string text_or(const json::object& object, std::string_view key, std::string otherwise) {
    const json::value* value = object.if_contains(key);
    if (value == nullptr) {
        return otherwise;
    }
    if (!value->is_string()) {
        wrong_kind(key, "a text");
    }
    return std::string(value->get_string());
}

bool flag_or(const json::object& object, std::string_view key, bool otherwise) {
    const json::value* value = object.if_contains(key);
    if (value == nullptr) {
        return otherwise;
    }
    if (!value->is_bool()) {
        wrong_kind(key, "true or false");
    }
    return value->get_bool();
}

const json::array& items(const json::object& object, std::string_view key) {
    static const json::array kNone;
    const json::value* value = object.if_contains(key);
    if (value == nullptr) {
        return kNone;
    }
    if (!value->is_array()) {
        wrong_kind(key, "a list");
    }
    return value->get_array();
}

const json::object& section(const json::object& object, std::string_view key) {
    static const json::object kNone;
    const json::value* value = object.if_contains(key);
    if (value == nullptr) {
        return kNone;
    }
    if (!value->is_object()) {
        wrong_kind(key, "an object");
    }
    return value->get_object();
}

}  // namespace ohmstead::simulator
