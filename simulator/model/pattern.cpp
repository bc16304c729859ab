#include "simulator/model/pattern.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

#include "simulator/base/noise.hpp"

namespace ohmstead::simulator {

namespace {

std::int64_t thousandths(double rate) {
    return static_cast<std::int64_t>(std::llround(rate * 1000.0));
}

void fill_constant(const Pattern& p, std::uint64_t seed, const LocalDay& day,
                   std::span<std::int64_t> out) {
    for (std::size_t i = 0; i < out.size(); ++i) {
        const auto hour = (day.start + static_cast<Millis>(i) * kMinute) / kHour;
        out[i] = thousandths(p.rate * (0.97 + 0.06 * uniform(seed, hour)));
    }
}

void fill_duty(const Pattern& p, std::uint64_t seed, const LocalDay& day,
               std::span<std::int64_t> out) {
    const double phase = uniform(seed, day.number) * p.period_minutes;
    for (std::size_t i = 0; i < out.size(); ++i) {
        const double position = (static_cast<double>(i) + phase) / p.period_minutes;
        const double cycle = std::floor(position);
        const auto key = static_cast<std::int64_t>(cycle) + day.number * 1000LL;
        const double duty = p.duty * (0.85 + 0.3 * uniform(seed ^ 0x11, key));
        const bool on = position - cycle < duty;
        out[i] = thousandths(on ? p.rate * (0.95 + 0.1 * uniform(seed ^ 0x12, key)) : p.standby);
    }
}

void fill_daily(const Pattern& p, std::uint64_t seed, const DayFrame& frame,
                std::span<std::int64_t> out) {
    // Share of the mean that people at home use, by hour of a working day.
    static constexpr std::array<double, 25> kShape = {
        0.45, 0.40, 0.38, 0.37, 0.38, 0.45, 0.80, 1.15, 1.10, 0.90, 0.85, 0.90, 1.00,
        0.95, 0.90, 0.95, 1.10, 1.40, 1.75, 1.90, 1.85, 1.70, 1.35, 0.80, 0.45};
    for (std::size_t i = 0; i < out.size(); ++i) {
        const Millis t = frame.day.start + static_cast<Millis>(i) * kMinute;
        const double hour = std::min(static_cast<double>(i) / 60.0, 23.999);
        const auto h = static_cast<std::size_t>(hour);
        const double part = hour - static_cast<double>(h);
        double shape = kShape[h] * (1.0 - part) + kShape[h + 1] * part;
        if (frame.away && p.stops_when_away) {
            shape = 0.3;
        }
        const double wander =
            0.7 + 0.6 * smooth_noise(seed, static_cast<double>(t) / (9 * kMinute));
        out[i] = thousandths(p.standby + p.rate * shape * wander);
    }
}

void write_run(const Pattern& p, double start_minute, double stretch, std::span<std::int64_t> out) {
    double at = start_minute;
    for (const ProgramStep& step : p.program) {
        const double end = at + std::max(1.0, std::round(step.minutes * stretch));
        const auto last = static_cast<std::size_t>(std::clamp(end, 0.0, double(out.size())));
        for (auto i = static_cast<std::size_t>(at); i < last; ++i) {
            out[i] = thousandths(step.rate);
        }
        at = end;
    }
}

void fill_runs(const Pattern& p, std::uint64_t seed, const DayFrame& frame,
               std::span<std::int64_t> out) {
    std::fill(out.begin(), out.end(), thousandths(p.standby));
    const std::int64_t key = frame.day.number * 64LL;
    const double whole = std::floor(p.per_day);
    const bool away = frame.away && p.stops_when_away;
    const int runs =
        away ? 0 : static_cast<int>(whole) + (uniform(seed, key) < p.per_day - whole ? 1 : 0);
    for (int run = 0; run < runs; ++run) {
        const double span = (p.last_hour - p.first_hour) * 60.0;
        const double start = p.first_hour * 60.0 + std::floor(uniform(seed, key + 1 + run) * span);
        const double stretch = 1.0 + p.vary * (2.0 * uniform(seed ^ 0x21, key + run) - 1.0);
        write_run(p, start, stretch, out);
    }
    // No appliance draws quite the same from one minute to the next.
    const Millis first = frame.day.start / kMinute;
    for (std::size_t i = 0; i < out.size(); ++i) {
        const double wobble = 0.95 + 0.1 * uniform(seed ^ 0x22, first + static_cast<Millis>(i));
        out[i] = static_cast<std::int64_t>(static_cast<double>(out[i]) * wobble);
    }
}

void fill_heat(const Pattern& p, std::uint64_t seed, const DayFrame& frame, const Weather& weather,
               std::span<std::int64_t> out) {
    constexpr std::size_t kStep = 15;
    for (std::size_t from = 0; from < out.size(); from += kStep) {
        const Millis t = frame.day.start + static_cast<Millis>(from) * kMinute;
        const double hour = static_cast<double>(from) / 60.0;
        const double set_back = (hour < 5.5 || hour > 22.5 || frame.away) ? 3.0 : 0.0;
        const double degrees = p.balance_c - set_back - weather.temperature_c(t, frame.day);
        const double wanted = std::min(p.rate, p.per_degree * degrees);
        // Below a third of its power a heat pump cannot modulate: it runs part of the time.
        const double least = p.rate * 0.3;
        const double share = wanted <= 0 ? 0.0 : std::min(1.0, wanted / least);
        const bool on = uniform(seed, t / (15 * kMinute)) < share;
        const double rate = on ? std::max(wanted, least) : p.standby;
        const std::size_t to = std::min(from + kStep, out.size());
        for (std::size_t i = from; i < to; ++i) {
            const Millis minute = t / kMinute + static_cast<Millis>(i - from);
            out[i] = thousandths(rate * (0.98 + 0.04 * uniform(seed ^ 0x31, minute)));
        }
    }
}

}  // namespace

PatternKind pattern_kind(const std::string& name) {
    if (name == "constant") {
        return PatternKind::constant;
    }
    if (name == "duty") {
        return PatternKind::duty;
    }
    if (name == "daily") {
        return PatternKind::daily;
    }
    if (name == "runs") {
        return PatternKind::runs;
    }
    if (name == "heat") {
        return PatternKind::heat;
    }
    throw std::runtime_error("unknown pattern '" + name + "'");
}

void fill_day(const Pattern& pattern, std::uint64_t seed, const DayFrame& frame,
              const Weather& weather, std::span<std::int64_t> out) {
    switch (pattern.kind) {
        case PatternKind::constant:
            fill_constant(pattern, seed, frame.day, out);
            break;
        case PatternKind::duty:
            fill_duty(pattern, seed, frame.day, out);
            break;
        case PatternKind::daily:
            fill_daily(pattern, seed, frame, out);
            break;
        case PatternKind::runs:
            fill_runs(pattern, seed, frame, out);
            break;
        case PatternKind::heat:
            fill_heat(pattern, seed, frame, weather, out);
            break;
    }
}

}  // namespace ohmstead::simulator
