#include "base/ids.hpp"

#include <algorithm>
#include <array>
#include <sys/random.h>
#include <system_error>

namespace ohmstead {
std::string make_random_id() {
    std::array<unsigned char, kIdLength> bytes{};
    if (getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
        throw std::system_error(errno, std::generic_category(), "getrandom");
    }
    std::string id(kIdLength, '\0');
    std::transform(bytes.begin(), bytes.end(), id.begin(),
                   [](unsigned char byte) { return kIdAlphabet[byte % kIdAlphabet.size()]; });
    return id;
}

bool is_well_formed_id(std::string_view text) {
    return text.size() == kIdLength &&
           text.find_first_not_of(kIdAlphabet) == std::string_view::npos;
}

}  // namespace ohmstead
