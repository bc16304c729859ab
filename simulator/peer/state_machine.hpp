#pragma once

#include <functional>
#include <list>
#include <map>
#include <optional>
#include <string>

#include <boost/json.hpp>

#include "simulator/base/time.hpp"

namespace ohmstead::simulator {

struct EntityState {
    std::string state{};
    boost::json::object attributes{};
    Millis changed = 0;  // last_changed: the text changed
    Millis updated = 0;  // last_updated: text or attributes changed
    std::string context{};
};

/// What a write did. Pointers live only during the call.
struct StateChange {
    const std::string& entity_id;
    const EntityState* before;  // null: the entity is new
    const EntityState* after;   // null: the entity is gone
    bool repeated = false;      // said once more, nothing is new
};

/// The states of one home, as Home Assistant holds them: writes that change nothing are silent.
class StateMachine {
public:
    using Listener = std::function<void(const StateChange&)>;
    using Handle = std::list<Listener>::iterator;

    /// Writes a state; `attributes` null keeps those of before. With `force` even an unchanged
    /// state counts as written anew.
    void set(const std::string& entity_id, std::string state, Millis at,
             const boost::json::object* attributes = nullptr, bool force = false);
    void remove(const std::string& entity_id);

    const EntityState* find(const std::string& entity_id) const;
    const std::map<std::string, EntityState, std::less<>>& all() const { return states_; }

    /// Announces the present state once more, with its old times.
    void repeat(const std::string& entity_id);

    /// Called for every change, in order, until `forget`.
    Handle listen(Listener listener);
    void forget(Handle handle) { listeners_.erase(handle); }
    /// Whether anybody follows the states.
    bool is_heard() const { return !listeners_.empty(); }

    /// Messages that wait to be read by clients; kept by those who send them.
    std::size_t waiting() const { return waiting_; }
    void add_waiting(std::size_t messages) { waiting_ += messages; }
    void remove_waiting(std::size_t messages) { waiting_ -= messages; }

    /// Events that are no change of a state.
    using EventListener = std::function<void(const std::string& type, const boost::json::object&)>;
    using EventHandle = std::list<EventListener>::iterator;
    void fire(const std::string& type, const boost::json::object& data);
    EventHandle listen_to_events(EventListener listener);
    void forget_events(EventHandle handle) { event_listeners_.erase(handle); }

    /// From now on `entity_id` keeps `state` whatever is written, until `release`.
    void pin(const std::string& entity_id, std::string state, Millis at);
    void release(const std::string& entity_id) { pinned_.erase(entity_id); }

private:
    void write(const std::string& entity_id, std::string state, Millis at,
               const boost::json::object* attributes, bool force);
    void announce(const StateChange& change);

    std::map<std::string, EntityState, std::less<>> states_;
    std::map<std::string, std::string> pinned_;
    std::list<Listener> listeners_;
    std::list<EventListener> event_listeners_;
    unsigned long long contexts_ = 0;
    std::size_t waiting_ = 0;
};

}  // namespace ohmstead::simulator
