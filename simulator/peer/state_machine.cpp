#include "simulator/peer/state_machine.hpp"

#include <string_view>

#include "simulator/base/noise.hpp"

namespace ohmstead::simulator {

namespace {

/// 26 characters that sort by time, as Home Assistant's context ids.
std::string make_context(Millis at, unsigned long long count) {
    static constexpr std::string_view kDigits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    std::string id(26, '0');
    auto time = static_cast<std::uint64_t>(at);
    for (std::size_t i = 10; i-- > 0; time >>= 5) {
        id[i] = kDigits[time & 31];
    }
    std::uint64_t low = hash(count, static_cast<std::uint64_t>(at));
    for (std::size_t i = 26; i-- > 13; low >>= 5) {
        id[i] = kDigits[low & 31];
    }
    for (std::size_t i = 13; i-- > 10; count >>= 5) {
        id[i] = kDigits[count & 31];
    }
    return id;
}

}  // namespace

void StateMachine::set(const std::string& entity_id, std::string state, Millis at,
                       const boost::json::object* attributes, bool force) {
    if (pinned_.contains(entity_id)) {
        return;
    }
    write(entity_id, std::move(state), at, attributes, force);
}

void StateMachine::write(const std::string& entity_id, std::string state, Millis at,
                         const boost::json::object* attributes, bool force) {
    const auto found = states_.find(entity_id);
    if (found == states_.end()) {
        EntityState& fresh = states_[entity_id];
        fresh = {.state = std::move(state),
                 .attributes = attributes != nullptr ? *attributes : boost::json::object{},
                 .changed = at,
                 .updated = at,
                 .context = make_context(at, contexts_++)};
        announce({.entity_id = entity_id, .before = nullptr, .after = &fresh});
        return;
    }
    EntityState& current = found->second;
    const bool new_text = current.state != state;
    const bool new_attributes = attributes != nullptr && current.attributes != *attributes;
    if (!new_text && !new_attributes && !force) {
        return;
    }
    const EntityState before = current;
    if (new_text || force) {
        current.changed = at;
    }
    current.updated = at;
    current.state = std::move(state);
    if (new_attributes) {
        current.attributes = *attributes;
    }
    current.context = make_context(at, contexts_++);
    announce({.entity_id = entity_id, .before = &before, .after = &current});
}

void StateMachine::remove(const std::string& entity_id) {
    const auto found = states_.find(entity_id);
    if (found == states_.end()) {
        return;
    }
    const EntityState before = std::move(found->second);
    states_.erase(found);
    announce({.entity_id = entity_id, .before = &before, .after = nullptr});
}

void StateMachine::repeat(const std::string& entity_id) {
    if (const EntityState* state = find(entity_id)) {
        announce({.entity_id = entity_id, .before = state, .after = state, .repeated = true});
    }
}

const EntityState* StateMachine::find(const std::string& entity_id) const {
    const auto found = states_.find(entity_id);
    return found == states_.end() ? nullptr : &found->second;
}

StateMachine::Handle StateMachine::listen(Listener listener) {
    return listeners_.insert(listeners_.end(), std::move(listener));
}

void StateMachine::fire(const std::string& type, const boost::json::object& data) {
    for (const EventListener& listener : event_listeners_) {
        listener(type, data);
    }
}

StateMachine::EventHandle StateMachine::listen_to_events(EventListener listener) {
    return event_listeners_.insert(event_listeners_.end(), std::move(listener));
}

void StateMachine::pin(const std::string& entity_id, std::string state, Millis at) {
    write(entity_id, state, at, nullptr, false);
    pinned_[entity_id] = std::move(state);
}

void StateMachine::announce(const StateChange& change) {
    for (const Listener& listener : listeners_) {
        listener(change);
    }
}

}  // namespace ohmstead::simulator
