#pragma once

#include <string>

#include "ledger/power_view.hpp"

namespace ohmstead::api {

// The JSON of a PowerSeries. Pure.
std::string power_text(const PowerView& view);

}  // namespace ohmstead::api
