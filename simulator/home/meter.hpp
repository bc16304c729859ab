#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "simulator/home/home_spec.hpp"

namespace ohmstead::simulator {

/// True amount (mWh or mL) that had flowed through a meter by an instant.
using AmountAt = std::function<std::int64_t(Millis)>;

/// What a counter shows, which is not always what flowed: meters are replaced, reset, get stuck
/// and book too much. Amounts are whole mWh or mL.
class Meter {
public:
    /// `incidents` in order of time; those of other entities are ignored.
    Meter(const EntitySpec& entity, const std::vector<Incident>& incidents, const AmountAt& amount);

    /// Adds an incident that begins later than all before. `amount` is asked at its instants.
    void add(const Incident& incident, const AmountAt& amount);

    /// What it shows at `t` when `amount` had flowed by then, cut to its resolution.
    std::int64_t shown(Millis t, std::int64_t amount) const;
    /// The `sum` that Home Assistant would have reached: 0 at the first reading, a fall below 90 %
    /// of the reading before counts as a restart from zero.
    std::int64_t sum(Millis t, std::int64_t amount) const;

    /// A reading as it is written on the display.
    std::string text(std::int64_t shown) const;
    /// Amounts (mWh, mL) per unit of the display.
    double per_unit() const { return per_unit_; }

    /// When, after `t`, it next begins to read otherwise: a reset, a spike, ...; else kForEver.
    Millis next_change(Millis t) const;

private:
    /// How true amounts turn into readings from `from` on.
    struct Segment {
        Millis from = 0;
        std::int64_t offset = 0;             // shown = amount + offset
        std::optional<std::int64_t> frozen;  // shown whatever flows
        std::int64_t to_sum = 0;             // sum = shown + to_sum
    };

    const Segment& at(Millis t) const;
    std::int64_t cut(std::int64_t amount) const;

    std::string entity_{};
    Millis every_;
    int decimals_;
    double per_unit_;
    std::int64_t resolution_;
    std::vector<Segment> segments_{};
};

/// When an entity has something to say.
class Presence {
public:
    Presence(const EntitySpec& entity, const std::vector<Incident>& incidents);
    void add(const Incident& incident);

    enum class Kind { present, held, unavailable, absent };

    /// `held`: the last state stays, nothing new arrives. `absent`: Home Assistant itself was off,
    /// or the entity does not exist.
    struct Status {
        Kind kind = Kind::present;
        Millis since = 0;  // when a state other than `present` began
    };
    Status at(Millis t) const;
    /// First instant after `t` at which the status may change.
    Millis next_change(Millis t) const;

private:
    struct Hole {
        Millis from = 0;
        Millis to = 0;
        Kind kind = Kind::unavailable;
    };
    std::string entity_{};
    bool counts_;
    std::vector<Hole> holes_{};
};

}  // namespace ohmstead::simulator
