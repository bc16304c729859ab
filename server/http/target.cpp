#include "http/target.hpp"

#include <algorithm>

#include "reflect/utf8.hpp"

namespace ohmstead::http {
namespace {

constexpr std::size_t kMostParameters = 100;

std::optional<unsigned> hex_digit(char c) {
    if (c >= '0' && c <= '9') {
        return static_cast<unsigned>(c - '0');
    }
    const char lower = static_cast<char>(c | 0x20);
    if (lower >= 'a' && lower <= 'f') {
        return static_cast<unsigned>(lower - 'a' + 10);
    }
    return std::nullopt;
}

// Whether `c` may stand in a request target as it is (RFC 3986, and "[]|^" that browsers leave in
// queries).
bool is_url_character(char c) {
    return c > 0x20 && c < 0x7F && std::string_view("\"<>\\#`").find(c) == std::string_view::npos;
}

// `keep` are decoded characters that stay encoded. Nothing for a wrong escape or NUL.
std::optional<std::string> decoded(std::string_view text, bool plus_is_blank,
                                   std::string_view keep) {
    std::string result;
    result.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '%') {
            result += plus_is_blank && text[at] == '+' ? ' ' : text[at];
            continue;
        }
        if (at + 2 >= text.size()) {
            return std::nullopt;
        }
        const auto high = hex_digit(text[at + 1]);
        const auto low = hex_digit(text[at + 2]);
        if (!high || !low || (*high == 0 && *low == 0)) {
            return std::nullopt;
        }
        const char c = static_cast<char>(*high << 4U | *low);
        if (keep.find(c) != std::string_view::npos) {
            result += text.substr(at, 3);
        } else {
            result += c;
        }
        at += 2;
    }
    return result;
}

Error malformed() {
    return make_error(ErrorCode::malformed, "The address is malformed.");
}

Result<std::vector<reflect::Parameter>> parse_query(std::string_view query) {
    std::vector<reflect::Parameter> parameters;
    while (!query.empty()) {
        const auto end = query.find('&');
        const auto pair = query.substr(0, end);
        query = end == std::string_view::npos ? std::string_view{} : query.substr(end + 1);
        if (pair.empty()) {
            continue;
        }
        const auto equals = pair.find('=');
        auto name = decoded(pair.substr(0, equals), true, {});
        auto value = equals == std::string_view::npos ? std::optional<std::string>("")
                                                      : decoded(pair.substr(equals + 1), true, {});
        if (!name || !value || !is_valid_utf8(*name) || !is_valid_utf8(*value)) {
            return malformed();
        }
        if (parameters.size() == kMostParameters) {
            return make_error(ErrorCode::malformed, "The address has too many parameters.");
        }
        parameters.push_back({std::move(*name), std::move(*value)});
    }
    return parameters;
}

}  // namespace

Result<Target> parse_target(std::string_view target) {
    if (!target.starts_with('/')) {
        // The absolute form; check_head() has compared its host.
        const auto scheme = target.find("://");
        if (scheme == std::string_view::npos) {
            return malformed();
        }
        const auto slash = target.find('/', scheme + 3);
        target = slash == std::string_view::npos ? "/" : target.substr(slash);
    }
    if (!std::ranges::all_of(target, is_url_character)) {
        return malformed();
    }
    const auto question = target.find('?');
    auto path = decoded(target.substr(0, question), false, "/\\");
    const auto is_control = [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
    };
    if (!path || !is_valid_utf8(*path) || std::ranges::any_of(*path, is_control)) {
        return malformed();
    }
    Target result{.path = std::move(*path), .query = {}};
    if (question != std::string_view::npos) {
        OHMSTEAD_TRY(result.query, parse_query(target.substr(question + 1)));
    }
    return result;
}

bool take_prefix(std::string& path, std::string_view prefix) {
    if (!path.starts_with(prefix) || (path.size() > prefix.size() && path[prefix.size()] != '/')) {
        return false;
    }
    path.erase(0, prefix.size());
    if (path.empty()) {
        path = "/";
    }
    return true;
}

bool is_path_prefix(std::string_view text) {
    const auto allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '_' || c == '/';
    };
    return text.empty() ||
           (text.size() <= 256 && text.starts_with('/') && !text.ends_with('/') &&
            text.find("//") == std::string_view::npos && std::ranges::all_of(text, allowed));
}

}  // namespace ohmstead::http
