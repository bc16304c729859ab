#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "simulator/base/time.hpp"
#include "simulator/model/weather.hpp"

namespace ohmstead::simulator {

enum class PatternKind { constant, duty, daily, runs, heat };

/// One step of an appliance's programme.
struct ProgramStep {
    double minutes = 0;
    double rate = 0;
};

/// How a consumer behaves. Rates are in W, or in L/h where the consumer is gas or water.
struct Pattern {
    PatternKind kind = PatternKind::constant;
    double rate = 0;             // constant, daily: mean; duty: while on; heat: at most
    double standby = 0;          // what remains when off
    double period_minutes = 60;  // duty
    double duty = 0.4;           // duty: share of a period that it is on
    double per_day = 1;          // runs: expected number per day
    int first_hour = 0;          // runs: earliest hour of a start
    int last_hour = 24;          // runs: latest hour of a start
    double vary = 0;             // runs: a programme may be this share longer or shorter
    double per_degree = 0;       // heat: rate per degree below `balance_c`
    double balance_c = 16;       // heat
    bool stops_when_away = true;
    std::vector<ProgramStep> program{};
};

/// A day as patterns see it.
struct DayFrame {
    LocalDay day{};
    bool away = false;  // nobody is at home
};

/// Throws std::runtime_error for an unknown name.
PatternKind pattern_kind(const std::string& name);

/// Writes the mean rate of every minute of the day, in thousandths (mW or mL/h). `out` holds
/// `frame.day.minutes` values. The same seed and day always give the same values.
void fill_day(const Pattern& pattern, std::uint64_t seed, const DayFrame& frame,
              const Weather& weather, std::span<std::int64_t> out);

}  // namespace ohmstead::simulator
