#include "auth/text_rules.hpp"

#include <algorithm>

namespace ohmstead {
namespace {

constexpr std::size_t kLongestEmail = 254;
constexpr std::size_t kLongestName = 100;

bool is_control(char character) {
    const auto byte = static_cast<unsigned char>(character);
    return byte < 0x20 || byte == 0x7f;
}

}  // namespace

std::size_t count_characters(std::string_view utf8) {
    return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char byte) {
        return (static_cast<unsigned char>(byte) & 0xc0) != 0x80;
    }));
}

bool is_email(std::string_view text) {
    const std::size_t at = text.find('@');
    const bool odd_character = std::any_of(text.begin(), text.end(), [](char character) {
        return character == ' ' || is_control(character);
    });
    return text.size() <= kLongestEmail && !odd_character && at != std::string_view::npos &&
           at > 0 && at + 1 < text.size() && text.find('@', at + 1) == std::string_view::npos;
}

bool is_person_name(std::string_view text) {
    return text.find_first_not_of(' ') != std::string_view::npos &&
           count_characters(text) <= kLongestName &&
           std::none_of(text.begin(), text.end(), is_control);
}

}  // namespace ohmstead
