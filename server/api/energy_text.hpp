#pragma once

#include <string>

#include "domain/time/period.hpp"
#include "ledger/ledger_reader.hpp"

namespace ohmstead::api {

// The JSON of an EnergySeries. Pure.
std::string energy_text(const EnergyAnswer& answer, Period period);

}  // namespace ohmstead::api
