#pragma once

#include <algorithm>
#include <random>
#include <vector>

#include "domain/metering/rules.hpp"
#include "unit/domain/zones.hpp"

namespace ohmstead::test {

// The readings of a meter over a few days with everything that happens to meters: uneven steps,
// outages, dips, glitches, spikes, resets, exchanges, and readings exactly on the borders of slots.
struct RandomMeter {
    MeterRules rules;
    std::vector<Reading> readings;
    std::int64_t true_rise = 0;  // what a counter rose by, when it has no faults
};

inline const Instant kMeterStart = utc("2026-03-01T00:00:00Z");
inline const Instant kMeterEnd = kMeterStart + std::chrono::hours{24 * 4};

class MeterMaker {
public:
    explicit MeterMaker(std::uint64_t seed) : random_(seed) {}

    RandomMeter counter(bool with_faults) {
        RandomMeter made;
        std::int64_t value = pick(0, 50'000'000);
        const std::int64_t first = value;
        const std::int64_t step_ms = pick(1, 3) * pick(10'000, 900'000);
        for (Instant at = kMeterStart + Milliseconds{pick(0, 3'600'000)}; at < kMeterEnd;) {
            made.readings.push_back({at, at < dead_until_ ? 0 : value});
            if (with_faults) {
                fault(made, value);
            }
            const Instant next = next_time(at, step_ms);
            // At most 20 kW.
            value += pick(0, 3) == 0 ? 0 : pick(0, (next - at).count() * 20 / 3'600 * 1'000);
            at = next;
        }
        made.true_rise = made.readings.back().value - first;
        if (with_faults && pick(0, 2) == 0) {
            const Instant at = kMeterStart + Milliseconds{pick(0, 4 * 86'400'000)};
            made.rules.hand_overs.push_back({at, maybe(pick(0, 50'000'000)), maybe(pick(0, 999))});
        }
        std::sort(made.readings.begin(), made.readings.end(),
                  [](const Reading& a, const Reading& b) { return a.at < b.at; });
        return made;
    }

    RandomMeter power() {
        RandomMeter made;
        made.rules.source = Measure::power;
        const std::int64_t step_ms = pick(1'000, 600'000);
        for (Instant at = kMeterStart + Milliseconds{pick(0, 3'600'000)}; at < kMeterEnd;) {
            made.readings.push_back({at, pick(-1'000, 3'000'000)});
            at = next_time(at, step_ms);
        }
        return made;
    }

    // A counter that says only multiples of a coarse step.
    RandomMeter coarse(bool with_faults) {
        RandomMeter made = counter(with_faults);
        const std::int64_t step = pick(0, 1) == 0 ? 1'000'000 : 100'000;
        const auto said = [&](std::int64_t value) {
            return value < 0 ? value : value / step * step;
        };
        for (auto& reading : made.readings) {
            reading.value = said(reading.value);
        }
        made.true_rise = made.readings.back().value - made.readings.front().value;
        return made;
    }

    // A counter that counts both ways.
    RandomMeter both_ways() {
        RandomMeter made;
        made.rules.differences = pick(0, 1) == 0 ? SignPart::positive : SignPart::negative;
        std::int64_t value = pick(-5'000'000, 5'000'000);
        for (Instant at = kMeterStart; at < kMeterEnd; at = next_time(at, 900'000)) {
            value += pick(-2'000'000, 2'000'000);
            made.readings.push_back({at, pick(0, 50) == 0 ? value + 900'000'000 : value});
        }
        return made;
    }

    // One that says when it began again, and whose owner decided about some of its odd levels.
    RandomMeter with_words() {
        RandomMeter made = counter(true);
        std::vector<Reading> restarts;
        for (const auto& reading : made.readings) {
            if (pick(0, 80) == 0) {
                restarts.push_back({reading.at + Milliseconds{2}, kRestarted});
            }
            if (pick(0, 3) == 0) {
                made.rules.decisions.push_back({reading.at, static_cast<MeterVerdict>(pick(0, 2))});
            }
        }
        made.readings.insert(made.readings.end(), restarts.begin(), restarts.end());
        std::ranges::sort(made.readings, [](const Reading& a, const Reading& b) {
            return a.at != b.at ? a.at < b.at : a.value < b.value;
        });
        for (int i = 0; i < kSlotsPerDay; ++i) {
            made.rules.profile.push_back(static_cast<std::uint32_t>(pick(0, 1'000)));
        }
        return made;
    }

    // Every kind in turn.
    RandomMeter any(std::uint64_t seed) {
        switch (seed % 6) {
            case 0:
                return power();
            case 1:
                return counter(true);
            case 2:
                return coarse(false);
            case 3:
                return coarse(true);
            case 4:
                return both_ways();
            default:
                return with_words();
        }
    }

    std::int64_t pick(std::int64_t least, std::int64_t most) {
        return std::uniform_int_distribution<std::int64_t>{least, std::max(least, most)}(random_);
    }

private:
    std::optional<std::int64_t> maybe(std::int64_t value) {
        return pick(0, 1) == 0 ? std::nullopt : std::optional(value);
    }

    Instant next_time(Instant at, std::int64_t step_ms) {
        Instant next = at + Milliseconds{pick(1, step_ms)};
        if (pick(0, 99) == 0) {
            next += std::chrono::minutes{pick(1, 3'000)};
        }
        if (pick(0, 9) == 0) {
            next = slot_start(slot_of(next) + 1);
        }
        return next;
    }

    // Adds odd readings after the newest one, or moves the counter itself.
    void fault(RandomMeter& made, std::int64_t& value) {
        const Instant at = made.readings.back().at;
        switch (pick(0, 60)) {
            case 0:
                made.readings.push_back({at + Milliseconds{1}, 0});
                break;
            case 1:
                made.readings.push_back({at + Milliseconds{1}, value - value / 2'000});
                break;
            case 2:
                made.readings.push_back({at + Milliseconds{1}, value + 900'000'000});
                break;
            case 3:
                value = pick(0, value / 2);
                break;
            case 4:
                value += 700'000'000;
                break;
            case 5:
                made.readings.push_back({at + Milliseconds{1}, -1});
                break;
            case 6:
                dead_until_ = at + Milliseconds{pick(0, 86'400'000)};
                break;
            case 7:
                value += pick(0, 40'000'000);  // it was stuck
                break;
            default:
                break;
        }
    }

    std::mt19937_64 random_;
    Instant dead_until_{};  // till then it says 0
};

}  // namespace ohmstead::test
