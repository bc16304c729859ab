#pragma once

#include <optional>
#include <string>
#include <vector>

#include <boost/describe/enum.hpp>

#include "base/ids.hpp"
#include "base/time.hpp"
#include "domain/home/calorific.hpp"

namespace ohmstead {

// How far the first run has come.
enum class SetupStep { connection, channels, check, done };
BOOST_DESCRIBE_ENUM(SetupStep, connection, channels, check, done)

struct MainFuse {
    std::int32_t phases = 1;
    std::int32_t amps = 25;

    friend bool operator==(const MainFuse&, const MainFuse&) = default;
};

// One dwelling. All its periods are cut in its time zone.
struct Home {
    HomeId id;
    std::string name;
    std::string time_zone;  // IANA name
    std::string currency;   // ISO 4217
    std::string country;    // ISO 3166-1 alpha-2, or empty
    std::optional<MainFuse> main_fuse;
    std::vector<CalorificValue> calorific_values = {};  // of its gas, by their date
    SetupStep setup = SetupStep::connection;
    Instant created_at{};

    friend bool operator==(const Home&, const Home&) = default;
};

}  // namespace ohmstead
