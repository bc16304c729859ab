#include "home_assistant/name_text.hpp"

#include <algorithm>

#include "reflect/utf8.hpp"

namespace ohmstead::home_assistant {
namespace {

constexpr std::size_t kMostCharacters = 120;

bool is_blank_or_control(char c) {
    return static_cast<unsigned char>(c) <= 0x20 || c == 0x7F;
}

}  // namespace

std::string fit_name(std::string_view name) {
    std::string text;
    std::size_t characters = 0;
    bool blank = false;
    while (!name.empty()) {
        const auto length = std::max<std::size_t>(1, utf8_sequence_length(name));
        if (is_blank_or_control(name.front())) {
            blank = !text.empty();
        } else {
            const std::size_t more = blank ? 2 : 1;
            if (characters + more > kMostCharacters) {
                break;
            }
            characters += more;
            if (blank) {
                text += ' ';
            }
            text += name.substr(0, length);
            blank = false;
        }
        name.remove_prefix(length);
    }
    return text;
}

}  // namespace ohmstead::home_assistant
