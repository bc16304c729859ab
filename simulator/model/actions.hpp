#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "simulator/base/time.hpp"

namespace ohmstead::simulator {

inline constexpr Millis kForEver = std::numeric_limits<Millis>::max();

enum class ActionKind { load, cloud, sunny_noon };

/// Something a person did to the simulated home, in force in [from, to).
struct Action {
    ActionKind kind = ActionKind::load;
    Millis from = 0;
    Millis to = kForEver;
    int load = 0;            // index of the load, for `load`
    std::int64_t value = 0;  // mW for `load`; thousandths of the sun for the others
};

/// The actions in force at one instant. Later actions win over earlier ones.
struct Effects {
    std::vector<std::pair<int, std::int64_t>> loads{};  // (load, mW)
    std::int64_t cloud = 1000;                          // thousandths that are left of the sun
    std::int64_t noon = 0;                              // thousandths of the peak, 0 = as modelled
};

/// Everything done to a home so far. The past is never rewritten: an action is only added from now
/// on, and only its end may still move while it lies ahead.
class Actions {
public:
    /// Returns a handle for `end`.
    std::size_t add(const Action& action);
    /// Ends an action at `t`, if it would last longer.
    void end(std::size_t handle, Millis t);

    /// The action in force at `t` that holds a load for ever, if there is one.
    std::optional<std::size_t> lasting(int load, Millis t) const;

    Effects at(Millis t) const;
    /// The first instant after `t` at which the effects may change.
    Millis next_change(Millis t) const;
    /// Grows with every change, so that cached rates know they are old.
    unsigned version() const { return version_; }

private:
    std::vector<Action> actions_;
    unsigned version_ = 0;
};

}  // namespace ohmstead::simulator
