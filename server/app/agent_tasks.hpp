#pragma once

#include "async/task.hpp"
#include "home_assistant/settings.hpp"
#include "ingest/agent_protocol.hpp"
#include "ingest/engine.hpp"
#include "store/command_store.hpp"

namespace ohmstead {

// What an agent can be told to do by commands: test, discover, backfill. Any other fails, and says
// so.
class AgentTasks {
public:
    // The engine outlives the tasks.
    AgentTasks(ingest::Engine& engine, home_assistant::LinkSettings home_assistant)
        : engine_(engine), home_assistant_(std::move(home_assistant)) {}

    Task<CommandResult> perform(HomeId home, ingest::CommandItem command);

private:
    ingest::Engine& engine_;
    home_assistant::LinkSettings home_assistant_;
};

}  // namespace ohmstead
