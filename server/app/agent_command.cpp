#include "app/agent_command.hpp"

#include <memory>
#include <string>

#include <fmt/format.h>

#include "app/agent_root.hpp"
#include "app/composition_root.hpp"
#include "app/service.hpp"

namespace ohmstead {
namespace {

class Agent final : public Service {
public:
    Agent(boost::asio::io_context& io, const Config& config, LogSink& log)
        : server_(config.agent_server), root_(io, config, log, CompositionRoot::system_scope()) {}

    Task<Status> start() override {
        OHMSTEAD_CO_TRY_VOID(co_await root_.start());
        fmt::print("The agent is running. Its server: {}\n", server_);
        co_return Status{};
    }
    Task<void> stop() override { return root_.stop(); }

private:
    std::string server_;
    AgentRoot root_;
};

}  // namespace

int run_agent(const Config& config) {
    return run_service(config, [&](boost::asio::io_context& io, LogSink& log) {
        return std::make_unique<Agent>(io, config, log);
    });
}

}  // namespace ohmstead
