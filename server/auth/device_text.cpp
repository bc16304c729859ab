#include "auth/device_text.hpp"

#include <array>
#include <utility>

namespace ohmstead {
namespace {

constexpr std::size_t kLongestText = 60;

using Names = std::pair<std::string_view, std::string_view>;  // what to look for, what it is called

// The first that is found: most claim to be some of the later ones, too.
constexpr std::array<Names, 8> kBrowsers{{{"Edg", "Edge"},
                                          {"OPR/", "Opera"},
                                          {"SamsungBrowser/", "Samsung Internet"},
                                          {"Firefox/", "Firefox"},
                                          {"FxiOS/", "Firefox"},
                                          {"CriOS/", "Chrome"},
                                          {"Chrome/", "Chrome"},
                                          {"Safari/", "Safari"}}};
constexpr std::array<Names, 7> kSystems{{{"iPhone", "iPhone"},
                                         {"iPad", "iPad"},
                                         {"Android", "Android"},
                                         {"CrOS", "ChromeOS"},
                                         {"Windows", "Windows"},
                                         {"Mac OS X", "macOS"},
                                         {"Linux", "Linux"}}};

template <std::size_t Size>
std::string_view named_in(std::string_view text, const std::array<Names, Size>& names) {
    for (const auto& [sign, name] : names) {
        if (text.find(sign) != std::string_view::npos) {
            return name;
        }
    }
    return {};
}

std::string beginning_of(std::string_view text) {
    std::string shown;
    for (const char c : text) {
        if (shown.size() == kLongestText) {
            break;
        }
        if (c >= ' ' && c <= '~') {
            shown += c;
        }
    }
    while (shown.ends_with(' ')) {
        shown.pop_back();
    }
    return shown;
}

}  // namespace

std::string device_text(std::string_view user_agent) {
    const auto browser = named_in(user_agent, kBrowsers);
    const auto system = named_in(user_agent, kSystems);
    if (browser.empty() || system.empty()) {
        return beginning_of(user_agent);
    }
    return std::string(browser) + " on " + std::string(system);
}

}  // namespace ohmstead
