#pragma once

#include <array>
#include <stdexcept>
#include <string>
#include <string_view>

#include "domain/time/zone.hpp"

namespace ohmstead::test {

inline Instant utc(std::string_view text) {
    const auto instant = parse_rfc3339(text);
    if (!instant) {
        throw std::invalid_argument(std::string{text});
    }
    return *instant;
}

// A full hour to begin with.
inline const Instant kTen = utc("2026-03-01T10:00:00Z");

inline LocalDate date(std::string_view text) {
    const auto parsed = parse_local_date(text);
    if (!parsed) {
        throw std::invalid_argument(std::string{text});
    }
    return *parsed;
}

inline Zone zone(std::string_view name) {
    const auto found = Zone::find(name);
    if (!found) {
        throw std::invalid_argument(std::string{name});
    }
    return *found;
}

// Every kind of offset and clock change there is: whole, half and quarter hours, changes by half an
// hour and by two, at 00:00 and 00:01, skipped days, Ramadan, none at all, and both hemispheres.
inline constexpr std::array kZones{
    "Etc/UTC",
    "Europe/Berlin",
    "Europe/London",
    "Europe/Lisbon",
    "Europe/Dublin",
    "Europe/Athens",
    "Europe/Istanbul",
    "Europe/Moscow",
    "Atlantic/Azores",
    "America/New_York",
    "America/Chicago",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/St_Johns",
    "America/Havana",
    "America/Santiago",
    "America/Sao_Paulo",
    "America/Caracas",
    "America/Nuuk",
    "Africa/Casablanca",
    "Africa/Cairo",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Asia/Tehran",
    "Asia/Kabul",
    "Asia/Gaza",
    "Asia/Pyongyang",
    "Australia/Adelaide",
    "Australia/Lord_Howe",
    "Australia/Eucla",
    "Pacific/Auckland",
    "Pacific/Chatham",
    "Pacific/Apia",
    "Antarctica/Troll",
};

}  // namespace ohmstead::test
