#pragma once

#include "base/result.hpp"
#include "domain/home/home.hpp"
#include "domain/time/zone.hpp"

namespace ohmstead {

// The zone was checked when the home was saved; the system's data may have lost it since.
Result<Zone> zone_of(const Home& home);

}  // namespace ohmstead
