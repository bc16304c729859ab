#include "app/serve_command.hpp"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <malloc.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <fmt/format.h>

#include "app/composition_root.hpp"
#include "observe/log_sink.hpp"

namespace ohmstead {
namespace {

LogLevel level_named(const std::string& name) {
    return name == "debug"     ? LogLevel::debug
           : name == "warning" ? LogLevel::warning
           : name == "error"   ? LogLevel::error
                               : LogLevel::info;
}

void announce(const Ready& ready) {
    fmt::print("Ohmstead is ready at {}\n", ready.url);
    if (!ready.fingerprint.empty()) {
        fmt::print("Its certificate's SHA-256 fingerprint: {}\n", ready.fingerprint);
    }
    if (!ready.setup_link.empty()) {
        fmt::print("Nobody has registered yet. Become the owner: {}\n", ready.setup_link);
    }
    std::fflush(stdout);
}

Task<bool> start(CompositionRoot& root) {
    const auto ready = co_await root.start();
    if (!ready) {
        fmt::print(stderr, "ohmstead: {}\n", ready.error().detail);
        for (const auto& field : ready.error().fields) {
            fmt::print(stderr, "  {}\n", field.detail);
        }
        co_return false;
    }
    announce(*ready);
    co_return true;
}

Task<void> run(CompositionRoot& root, boost::asio::signal_set& signals, int& exit_code) {
    const bool started = co_await start(root);
    if (started) {
        co_await signals.async_wait(boost::asio::use_awaitable);
        // Whoever asks twice does not want to wait.
        signals.async_wait([](boost::system::error_code error, int) {
            if (!error) {
                std::_Exit(1);
            }
        });
    }
    co_await root.stop();
    signals.cancel();
    exit_code = started ? 0 : 1;
}

}  // namespace

int serve(Config config) {
    std::signal(SIGPIPE, SIG_IGN);
    // Few threads allocate, and seldom; a second heap would keep the peaks of both.
    mallopt(M_ARENA_MAX, 1);
    const SystemClock clock;
    const auto log =
        observe::make_process_log(level_named(config.log_level), observe::LogForm::text, clock);
    int exit_code = 1;
    {
        boost::asio::io_context io{1};
        boost::asio::signal_set signals(io, SIGINT, SIGTERM);
        CompositionRoot root(io, std::move(config), *log);
        std::exception_ptr failure;
        boost::asio::co_spawn(io, run(root, signals, exit_code),
                              [&](std::exception_ptr error) { failure = std::move(error); });
        io.run();
        if (failure) {
            std::rethrow_exception(failure);
        }
    }
    log->flush();
    return exit_code;
}

}  // namespace ohmstead
