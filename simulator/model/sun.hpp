#pragma once

#include "simulator/base/time.hpp"

namespace ohmstead::simulator {

/// Where the sun stands; `azimuth` in radians clockwise from north.
struct Sun {
    double sin_elevation = 0;
    double cos_elevation = 1;
    double azimuth = 0;
};

/// A flat surface: tilt from horizontal and azimuth clockwise from north, in degrees.
struct Surface {
    double tilt = 35;
    double azimuth = 180;
};

/// Sun position within about half a degree, enough for the shape of a day.
Sun sun_at(Millis t, double latitude, double longitude);

/// Irradiance of a cloudless sky on a surface, in kW/m² (about 1 at best); 0 when the sun is down.
double clear_sky(const Sun& sun, const Surface& surface);

}  // namespace ohmstead::simulator
