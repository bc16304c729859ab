#include "home_assistant/discovery_fetch.hpp"

#include <chrono>
#include <set>
#include <string>
#include <utility>

#include "home_assistant/records.hpp"

namespace ohmstead::home_assistant {
namespace {

using namespace std::chrono_literals;

// Large installations need a while to write all their states down.
constexpr std::chrono::milliseconds kLimit = 60s;

// Asks, and decodes on the worker. `decode` is a function of the answer's text.
template <class Decode>
Task<std::invoke_result_t<Decode, const JsonText&>> ask(std::shared_ptr<Session> session,
                                                        Worker& cpu, std::string type,
                                                        Decode decode) {
    auto answer = co_await session->call({{"type", type}}, kLimit);
    if (!answer) {
        co_return answer.error();
    }
    auto work = [text = std::move(*answer), decode = std::move(decode)] { return decode(text); };
    auto decoded = co_await cpu.run(std::move(work));
    co_return decoded;
}

// Puts the answer into `into`. Only a lost or slow link is an error; a refusal leaves it empty.
template <class T>
Status take(Result<T> answer, T& into) {
    if (answer) {
        into = std::move(*answer);
    } else if (answer.error().code == ErrorCode::unavailable ||
               answer.error().code == ErrorCode::timeout) {
        return answer.error();
    }
    return {};
}

std::set<std::string> named_in(const EnergyPreferences& preferences) {
    std::set<std::string> ids;
    for (const auto& source : preferences.sources) {
        ids.insert({source.from, source.to, source.rate, source.rate_from, source.rate_to,
                    source.state_of_charge, source.price, source.price_export});
    }
    for (const auto& device : preferences.devices) {
        ids.insert({device.consumption, device.rate});
    }
    ids.erase("");
    return ids;
}

}  // namespace

Task<Result<DiscoveryInput>> fetch_discovery_input(std::shared_ptr<Session> session, Worker& cpu) {
    DiscoveryInput input;
    auto config = co_await ask(session, cpu, "get_config", decode_config);
    if (!config) {
        co_return config.error();
    }
    input.config = std::move(*config);
    auto preferences = co_await ask(session, cpu, "energy/get_prefs", decode_preferences);
    EnergyPreferences known;
    const bool has_preferences = preferences.has_value();
    OHMSTEAD_CO_TRY_VOID(take(std::move(preferences), known));
    const auto wanted = named_in(known);
    if (has_preferences) {
        input.preferences = std::move(known);
    }
    auto areas = co_await ask(session, cpu, "config/area_registry/list", decode_areas);
    OHMSTEAD_CO_TRY_VOID(take(std::move(areas), input.areas));
    auto devices = co_await ask(session, cpu, "config/device_registry/list", decode_devices);
    OHMSTEAD_CO_TRY_VOID(take(std::move(devices), input.devices));
    auto entities = co_await ask(session, cpu, "config/entity_registry/list", decode_entities);
    OHMSTEAD_CO_TRY_VOID(take(std::move(entities), input.entities));
    auto statistics =
        co_await ask(session, cpu, "recorder/list_statistic_ids", decode_statistic_list);
    OHMSTEAD_CO_TRY_VOID(take(std::move(statistics), input.statistics));
    auto decode = [wanted](const JsonText& text) { return decode_states(text, wanted); };
    auto states = co_await ask(session, cpu, "get_states", std::move(decode));
    if (!states) {
        co_return states.error();
    }
    input.states = std::move(states->states);
    input.states_cut = states->cut;
    co_return input;
}

}  // namespace ohmstead::home_assistant
