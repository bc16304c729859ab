#include <algorithm>

#include "auth/cookies.hpp"
#include "auth/device_text.hpp"
#include "auth/totp.hpp"
#include "fuzz/require.hpp"

// What is found in a Cookie header is found again in the cookie that sets it; what a browser calls
// itself can be shown; and no text but six digits is a code.
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
    const std::string device = device_text(header);
    fuzz::require(device.size() <= 60);
    fuzz::require(std::ranges::all_of(device, [](char c) { return c >= ' ' && c <= '~'; }));
    if (totp_step_of({data, std::min<std::size_t>(size, 20)}, header, instant_from_ms(0))) {
        fuzz::require(std::ranges::count_if(header, [](char c) { return c != ' '; }) == 6);
    }
    return 0;
}
