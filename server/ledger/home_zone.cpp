#include "ledger/home_zone.hpp"

namespace ohmstead {

Result<Zone> zone_of(const Home& home) {
    if (const auto zone = Zone::find(home.time_zone)) {
        return *zone;
    }
    return make_error(ErrorCode::unavailable,
                      "The server's time zone data do not know " + home.time_zone + ".");
}

}  // namespace ohmstead
