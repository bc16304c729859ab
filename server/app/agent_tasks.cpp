#include "app/agent_tasks.hpp"

#include <utility>

#include <fmt/format.h>

#include "home_assistant/test_connection.hpp"
#include "reflect/described.hpp"
#include "reflect/encode.hpp"

namespace ohmstead {
namespace {

// The connection as the agent has it; its result is a ConnectionTest.
Task<CommandResult> test(home_assistant::LinkSettings settings) {
    const auto test = co_await home_assistant::test_connection(std::move(settings));
    CommandResult result;
    result.outcome =
        test.code == home_assistant::TestCode::ok ? CommandOutcome::done : CommandOutcome::failed;
    result.detail = test.message;
    result.result = reflect::encode(test);
    co_return result;
}

// Its result is a Discovery.
Task<CommandResult> discover(ingest::Engine& engine, HomeId home) {
    const auto discovery = co_await engine.discover(std::move(home));
    CommandResult result;
    if (discovery) {
        result.detail = fmt::format("{} channels are proposed.", discovery->proposals.size());
        result.result = reflect::encode(*discovery);
    } else {
        result.outcome = CommandOutcome::failed;
        result.detail = discovery.error().detail;
    }
    co_return result;
}

// A new connection fetches what is missing of the past.
Task<CommandResult> backfill(ingest::Engine& engine, HomeId home) {
    co_await engine.remove(home);
    const auto status = co_await engine.reload(home);
    CommandResult result;
    result.outcome = status ? CommandOutcome::done : CommandOutcome::failed;
    result.detail =
        status ? "The connection was made anew; the past is being fetched." : status.error().detail;
    co_return result;
}

}  // namespace

Task<CommandResult> AgentTasks::perform(HomeId home, ingest::CommandItem command) {
    CommandResult result;
    if (command.kind == CommandKind::test) {
        result = co_await test(home_assistant_);
    } else if (command.kind == CommandKind::discover) {
        result = co_await discover(engine_, std::move(home));
    } else if (command.kind == CommandKind::backfill) {
        result = co_await backfill(engine_, std::move(home));
    } else if (command.kind == CommandKind::switch_device) {
        result = co_await engine_.perform_switch(
            std::move(home), {.id = command.id, .kind = command.kind, .body = command.body.text});
    } else {
        result.outcome = CommandOutcome::failed;
        result.detail =
            fmt::format("This agent cannot do {}.", reflect::name_of_enumerator(command.kind));
    }
    result.command = std::move(command.id);
    co_return result;
}

}  // namespace ohmstead
