#pragma once

#include <string>
#include <string_view>

namespace ohmstead {

// What to call the device of a session by its User-Agent: "Firefox on Linux" for the browsers most
// people use, otherwise the beginning of what it says, at most 60 characters that can be shown.
// Anybody can send anything there, so it is a help for whoever knows their devices and no proof.
std::string device_text(std::string_view user_agent);

}  // namespace ohmstead
