#include "simulator/model/actions.hpp"

#include <algorithm>

namespace ohmstead::simulator {

std::size_t Actions::add(const Action& action) {
    actions_.push_back(action);
    ++version_;
    return actions_.size() - 1;
}

void Actions::end(std::size_t handle, Millis t) {
    Action& action = actions_.at(handle);
    action.to = std::min(action.to, std::max(action.from, t));
    ++version_;
}

std::optional<std::size_t> Actions::lasting(int load, Millis t) const {
    const auto found = std::ranges::find_if(actions_, [&](const Action& each) {
        return each.kind == ActionKind::load && each.load == load && each.from <= t &&
               each.to == kForEver;
    });
    if (found == actions_.end()) {
        return std::nullopt;
    }
    return static_cast<std::size_t>(found - actions_.begin());
}

Effects Actions::at(Millis t) const {
    Effects effects;
    for (const Action& action : actions_) {
        if (t < action.from || t >= action.to) {
            continue;
        }
        switch (action.kind) {
            case ActionKind::load:
                effects.loads.emplace_back(action.load, action.value);
                break;
            case ActionKind::cloud:
                effects.cloud = action.value;
                break;
            case ActionKind::sunny_noon:
                effects.noon = action.value;
                break;
        }
    }
    return effects;
}

Millis Actions::next_change(Millis t) const {
    Millis next = kForEver;
    for (const Action& action : actions_) {
        for (const Millis border : {action.from, action.to}) {
            if (border > t) {
                next = std::min(next, border);
            }
        }
    }
    return next;
}

}  // namespace ohmstead::simulator
