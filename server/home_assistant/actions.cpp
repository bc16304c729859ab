#include "home_assistant/actions.hpp"

#include <utility>

#include <boost/json/object.hpp>

namespace ohmstead::home_assistant {
namespace {

using SteadyClock = std::chrono::steady_clock;

boost::json::object service_call(const SwitchRequest& request) {
    return {{"type", "call_service"},
            {"domain", "homeassistant"},
            {"service", request.on ? "turn_on" : "turn_off"},
            {"target", boost::json::object{{"entity_id", request.entity}}}};
}

}  // namespace

Task<Status> switch_entity(std::shared_ptr<Session> session, SwitchRequest request,
                           std::function<std::optional<EntityCondition>()> condition,
                           Event& reported, std::chrono::milliseconds limit) {
    if (condition() == EntityCondition::unavailable) {
        co_return make_error(ErrorCode::conflict, "Home Assistant cannot reach this device.");
    }
    const auto end = SteadyClock::now() + limit;
    const auto answer = co_await session->call(service_call(request), limit);
    if (!answer && answer.error().code == ErrorCode::unavailable) {
        co_return make_error(ErrorCode::unavailable,
                             "The connection to Home Assistant was lost meanwhile.");
    }
    if (!answer && answer.error().code != ErrorCode::timeout) {
        // What it says is not quoted: it may hold anything.
        co_return make_error(ErrorCode::conflict, "Home Assistant refuses to switch this device.");
    }
    const auto wanted = request.on ? EntityCondition::on : EntityCondition::off;
    while (condition() != wanted) {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(end - SteadyClock::now());
        if (left.count() <= 0) {
            co_return make_error(ErrorCode::timeout, "The device did not confirm it in time.");
        }
        co_await reported.wait_for(left);
    }
    co_return Status{};
}

}  // namespace ohmstead::home_assistant
