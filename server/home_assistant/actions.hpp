#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "async/event.hpp"
#include "async/task.hpp"
#include "base/result.hpp"
#include "domain/home/entity_condition.hpp"
#include "home_assistant/session.hpp"

namespace ohmstead::home_assistant {

// What an entity is to be switched to.
struct SwitchRequest {
    std::string entity;
    bool on = false;
};

// Asks Home Assistant to switch an entity, and waits until the entity itself says that it is so.
// `condition` tells what is known of it; `reported` is notified when that may have changed. Errors:
// unavailable when the link ends before it is known, conflict when Home Assistant refuses or cannot
// reach the entity, timeout when the entity does not say so in time, in which case it may still
// follow.
Task<Status> switch_entity(std::shared_ptr<Session> session, SwitchRequest request,
                           std::function<std::optional<EntityCondition>()> condition,
                           Event& reported, std::chrono::milliseconds limit);

}  // namespace ohmstead::home_assistant
