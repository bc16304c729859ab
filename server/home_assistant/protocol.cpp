#include "home_assistant/protocol.hpp"

#include <charconv>
#include <cmath>

#include <boost/json/serialize.hpp>

#include "home_assistant/json_walk.hpp"

namespace ohmstead::home_assistant {
namespace {

namespace ondemand = simdjson::ondemand;

Inbound::Type type_of(std::string_view name) {
    using Type = Inbound::Type;
    if (name == "event") {
        return Type::event;
    }
    if (name == "result") {
        return Type::result;
    }
    if (name == "pong") {
        return Type::pong;
    }
    if (name == "auth_required") {
        return Type::auth_required;
    }
    if (name == "auth_ok") {
        return Type::auth_ok;
    }
    if (name == "auth_invalid") {
        return Type::auth_invalid;
    }
    return Type::other;
}

// The source text of any value.
simdjson::error_code raw_text(ondemand::value value, std::string_view& text) {
    ondemand::json_type type{};
    if (const auto error = value.type().get(type)) {
        return error;
    }
    if (type == ondemand::json_type::object) {
        ondemand::object object;
        if (const auto error = value.get_object().get(object)) {
            return error;
        }
        return object.raw_json().get(text);
    }
    if (type == ondemand::json_type::array) {
        ondemand::array array;
        if (const auto error = value.get_array().get(array)) {
            return error;
        }
        return array.raw_json().get(text);
    }
    text = value.raw_json_token();
    return simdjson::SUCCESS;
}

void read_error_code(ondemand::value value, std::string& code) {
    std::string_view text;
    if (value["code"].get_string().get(text) == simdjson::SUCCESS) {
        code = text;
    }
}

// False when the message is broken.
bool read_field(std::string_view key, ondemand::value value, const JsonText& frame,
                Inbound& message, bool& has_type) {
    std::string_view text;
    if (key == "type") {
        if (value.get_string().get(text)) {
            return false;
        }
        message.type = type_of(text);
        has_type = true;
        return true;
    }
    if (key == "id") {
        return value.get_int64().get(message.id) == simdjson::SUCCESS;
    }
    if (key == "success") {
        return value.get_bool().get(message.success) == simdjson::SUCCESS;
    }
    if (key == "result" || key == "event") {
        if (raw_text(value, text)) {
            return false;
        }
        message.body = frame.part(text);
        return true;
    }
    if (key == "ha_version") {
        if (value.get_string().get(text) == simdjson::SUCCESS) {
            message.version = text;
        }
        return true;
    }
    if (key == "error") {
        read_error_code(value, message.error_code);
    }
    return true;
}

bool read_message(ondemand::object object, const JsonText& frame, Inbound& message) {
    bool has_type = false;
    const bool read = each_member(object, [&](std::string_view key, ondemand::value value) {
        return read_field(key, value, frame, message, has_type);
    });
    return read && has_type;
}

void read_array(ondemand::array array, const JsonText& frame, ParsedFrame& parsed) {
    for (auto element : array) {
        ondemand::value value;
        if (element.get(value)) {
            ++parsed.rejected;
            return;
        }
        ondemand::object object;
        if (value.get_object().get(object)) {
            ++parsed.rejected;
            continue;
        }
        Inbound message;
        if (read_message(object, frame, message)) {
            parsed.messages.push_back(std::move(message));
        } else {
            // Where a broken element ends is not known, so the rest goes with it.
            ++parsed.rejected;
            return;
        }
    }
}

bool is_number(std::string_view text) {
    std::size_t at = 0;
    const auto digits = [&] {
        const auto from = at;
        while (at < text.size() && text[at] >= '0' && text[at] <= '9') {
            ++at;
        }
        return at - from;
    };
    if (at < text.size() && (text[at] == '-' || text[at] == '+')) {
        ++at;
    }
    std::size_t mantissa = digits();
    if (at < text.size() && text[at] == '.') {
        ++at;
        mantissa += digits();
    }
    if (mantissa == 0) {
        return false;
    }
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        ++at;
        if (at < text.size() && (text[at] == '-' || text[at] == '+')) {
            ++at;
        }
        if (digits() == 0) {
            return false;
        }
    }
    return at == text.size();
}

}  // namespace

JsonText::JsonText(std::string text) : size_(text.size()) {
    text.append(simdjson::SIMDJSON_PADDING, ' ');
    whole_ = std::make_shared<const std::string>(std::move(text));
}

ParsedFrame parse_frame(const JsonText& frame) {
    ParsedFrame parsed;
    ondemand::parser parser;
    ondemand::document document;
    if (parser.iterate(padded(frame)).get(document)) {
        parsed.rejected = 1;
        return parsed;
    }
    ondemand::array array;
    if (document.get_array().get(array) == simdjson::SUCCESS) {
        read_array(array, frame, parsed);
        return parsed;
    }
    ondemand::object object;
    Inbound message;
    if (document.get_object().get(object) || !read_message(object, frame, message)) {
        parsed.rejected = 1;
        return parsed;
    }
    parsed.messages.push_back(std::move(message));
    return parsed;
}

std::string encode_command(std::int64_t id, boost::json::object fields) {
    fields["id"] = id;
    return boost::json::serialize(fields);
}

std::string encode_auth(const std::string& token) {
    return boost::json::serialize(boost::json::object{{"type", "auth"}, {"access_token", token}});
}

std::optional<double> parse_number(std::string_view state) {
    constexpr std::size_t kMaxLength = 40;
    if (state.empty() || state.size() > kMaxLength || !is_number(state)) {
        return std::nullopt;
    }
    if (state.front() == '+') {
        state.remove_prefix(1);  // from_chars does not take it
    }
    double value = 0;
    const auto [end, error] = std::from_chars(state.data(), state.data() + state.size(), value);
    if (error != std::errc() || end != state.data() + state.size() || !std::isfinite(value)) {
        return std::nullopt;
    }
    return value;
}

}  // namespace ohmstead::home_assistant
