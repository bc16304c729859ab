#include "auth/cookies.hpp"
#include "fuzz/require.hpp"

// What is found in a Cookie header is found again in the cookie that sets it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace ohmstead;
    const std::string_view header{reinterpret_cast<const char*>(data), size};
    for (const auto flavour : {CookieFlavour::secure, CookieFlavour::plain}) {
        const auto found = find_session_cookie(header, flavour);
        if (found) {
            fuzz::require(found->find(';') == std::string_view::npos);
            const std::string cookie = set_session_cookie(flavour, *found, Seconds{1});
            fuzz::require(find_session_cookie(cookie, flavour) == found);
        }
    }
    return 0;
}
