#include "app/serve_command.hpp"

#include <memory>

#include <fmt/format.h>

#include "app/composition_root.hpp"
#include "app/service.hpp"

namespace ohmstead {
namespace {

class Server final : public Service {
public:
    Server(boost::asio::io_context& io, const Config& config, LogSink& log)
        : root_(io, config, log) {}

    Task<Status> start() override {
        OHMSTEAD_CO_TRY(const auto ready, co_await root_.start());
        fmt::print("Ohmstead is ready at {}\n", ready.url);
        if (!ready.fingerprint.empty()) {
            fmt::print("Its certificate's SHA-256 fingerprint: {}\n", ready.fingerprint);
        }
        if (!ready.setup_link.empty()) {
            fmt::print("Nobody has registered yet. Become the owner: {}\n", ready.setup_link);
        }
        co_return Status{};
    }
    Task<void> stop() override { return root_.stop(); }

private:
    CompositionRoot root_;
};

}  // namespace

int serve(const Config& config) {
    return run_service(config, [&](boost::asio::io_context& io, LogSink& log) {
        return std::make_unique<Server>(io, config, log);
    });
}

}  // namespace ohmstead
