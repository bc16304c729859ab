#include "auth/password_rules.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "auth/text_rules.hpp"
#include "base/ascii.hpp"

namespace ohmstead {
namespace {

constexpr std::size_t kFewestCharacters = 8;
constexpr std::size_t kMostCharacters = 128;
// Shorter names ("Li") are part of too many words to say anything.
constexpr std::size_t kShortestName = 3;

Status refused(std::string code, std::string detail) {
    return Error{
        .code = ErrorCode::invalid,
        .detail = "The password cannot be used.",
        .fields = {{.pointer = "/password", .code = std::move(code), .detail = std::move(detail)}}};
}

// What an attacker tries first for this account, longest first, in lower case.
std::vector<std::string> obvious_words(std::string_view name, std::string_view email) {
    std::vector<std::string> words{"ohmstead", lower_case(name), lower_case(email),
                                   lower_case(email.substr(0, email.find('@')))};
    std::string word;
    for (const char character : lower_case(name) + " ") {
        if (character != ' ') {
            word += character;
        } else {
            words.push_back(std::exchange(word, {}));
        }
    }
    std::erase_if(words, [](const std::string& each) { return each.size() < kShortestName; });
    std::sort(words.begin(), words.end(),
              [](const std::string& a, const std::string& b) { return a.size() > b.size(); });
    return words;
}

std::string without(std::string text, const std::vector<std::string>& words) {
    for (const std::string& word : words) {
        for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word)) {
            text.erase(at, word.size());
        }
    }
    return text;
}

}  // namespace

Status check_password(std::string_view password, std::string_view name, std::string_view email) {
    const std::size_t characters = count_characters(password);
    if (characters < kFewestCharacters) {
        return refused("min_length", "A password has at least 8 characters.");
    }
    if (characters > kMostCharacters || password.size() > kLongestPasswordBytes) {
        return refused("max_length", "A password has at most 128 characters.");
    }
    if (is_common_password(password)) {
        return refused("common", "Many people use this password, so it is tried first.");
    }
    const std::string lower = lower_case(password);
    const std::string rest = without(lower, obvious_words(name, email));
    if (rest != lower && (count_characters(rest) < kFewestCharacters || is_common_password(rest))) {
        return refused("obvious",
                       "Your name, your e-mail address and Ohmstead are tried first. Without "
                       "them, too little of this password is left.");
    }
    return {};
}

}  // namespace ohmstead
