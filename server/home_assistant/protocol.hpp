#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include "home_assistant/json_text.hpp"

namespace ohmstead::home_assistant {

// One message from Home Assistant, told apart by `type`.
struct Inbound {
    enum class Type {
        auth_required,
        auth_ok,
        auth_invalid,
        result,
        event,
        pong,
        other,  // a type of another version: to be ignored
    };

    Type type = Type::other;
    std::int64_t id = 0;  // of the request; 0 in the sign-in phase
    bool success = false;
    std::string error_code;  // of a failed result
    std::string version;     // ha_version, in the sign-in phase
    JsonText body;           // the result or event; empty when there is none
};

struct ParsedFrame {
    std::vector<Inbound> messages;
    std::size_t rejected = 0;  // parts that could not be read
};

// The messages of one frame: an object, or an array of objects when Home Assistant merges them.
// What cannot be read is counted and left out; nothing is thrown.
ParsedFrame parse_frame(const JsonText& frame);

// A command as it is sent. `fields` holds all but the id.
std::string encode_command(std::int64_t id, boost::json::object fields);

// The sign-in message.
std::string encode_auth(const std::string& token);

// The number that a state says: decimal digits with an optional sign, point and exponent, at most
// 40 characters, finite. Nothing for anything else: "unavailable", "", "NaN", "inf", "12,5",
// "5 kWh", " 5 ", "0x10", "1_000".
std::optional<double> parse_number(std::string_view state);

}  // namespace ohmstead::home_assistant
