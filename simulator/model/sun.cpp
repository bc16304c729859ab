#include "simulator/model/sun.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ohmstead::simulator {

namespace {
constexpr double kDegree = std::numbers::pi / 180.0;
}

Sun sun_at(Millis t, double latitude, double longitude) {
    // Low-precision formulas of the Astronomical Almanac; days count from noon of 2000-01-01.
    const double days = static_cast<double>(t - 946'728'000'000) / static_cast<double>(kDay);
    const double anomaly = (357.529 + 0.98560028 * days) * kDegree;
    const double mean_longitude = 280.459 + 0.98564736 * days;
    const double ecliptic =
        (mean_longitude + 1.915 * std::sin(anomaly) + 0.020 * std::sin(2 * anomaly)) * kDegree;
    const double obliquity = 23.439 * kDegree;
    const double declination = std::asin(std::sin(obliquity) * std::sin(ecliptic));
    const double right_ascension =
        std::atan2(std::cos(obliquity) * std::sin(ecliptic), std::cos(ecliptic));
    const double sidereal = (280.46062 + 360.98564737 * days + longitude) * kDegree;
    const double hour_angle = sidereal - right_ascension;
    const double phi = latitude * kDegree;

    Sun sun;
    sun.sin_elevation = std::sin(phi) * std::sin(declination) +
                        std::cos(phi) * std::cos(declination) * std::cos(hour_angle);
    sun.cos_elevation = std::sqrt(std::max(0.0, 1.0 - sun.sin_elevation * sun.sin_elevation));
    sun.azimuth = std::atan2(-std::sin(hour_angle) * std::cos(declination),
                             std::cos(phi) * std::sin(declination) -
                                 std::sin(phi) * std::cos(declination) * std::cos(hour_angle));
    return sun;
}

double clear_sky(const Sun& sun, const Surface& surface) {
    if (sun.sin_elevation <= 0) {
        return 0;
    }
    const double air_mass = 1.0 / std::max(sun.sin_elevation, 0.03);
    const double direct = 1.361 * std::pow(0.7, std::pow(air_mass, 0.678));
    const double tilt = surface.tilt * kDegree;
    const double incidence =
        sun.sin_elevation * std::cos(tilt) +
        sun.cos_elevation * std::sin(tilt) * std::cos(sun.azimuth - surface.azimuth * kDegree);
    const double diffuse = 0.1 * direct * (1.0 + std::cos(tilt)) / 2.0;
    return direct * std::max(0.0, incidence) + diffuse;
}

}  // namespace ohmstead::simulator
