#include "auth/return_path.hpp"

#include <algorithm>

namespace ohmstead {
namespace {

constexpr std::size_t kLongestPath = 512;

bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
}

// Words between single slashes: no dots, so no way up and no host; nothing encoded.
bool is_page_path(std::string_view path) {
    return path.starts_with('/') && path.find("//") == path.npos &&
           std::all_of(path.begin(), path.end(), [](char c) { return is_word(c) || c == '/'; });
}

bool is_page_query(std::string_view query) {
    constexpr std::string_view kAlso = "=&.,:+%~";
    return std::all_of(query.begin(), query.end(),
                       [&](char c) { return is_word(c) || kAlso.find(c) != kAlso.npos; });
}

}  // namespace

std::string safe_return_path(std::string_view text) {
    const auto question = std::min(text.find('?'), text.size());
    const auto path = text.substr(0, question);
    const auto query = text.substr(std::min(question + 1, text.size()));
    const bool safe = text.size() <= kLongestPath && is_page_path(path) && is_page_query(query) &&
                      path != "/api" && !path.starts_with("/api/");
    return safe ? std::string(text) : "/";
}

}  // namespace ohmstead
