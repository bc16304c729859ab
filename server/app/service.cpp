#include "app/service.hpp"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <malloc.h>
#include <string>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/signal_set.hpp>
#include <fmt/format.h>

#include "observe/log_sink.hpp"

namespace ohmstead {
namespace {

LogLevel level_named(const std::string& name) {
    return name == "debug"     ? LogLevel::debug
           : name == "warning" ? LogLevel::warning
           : name == "error"   ? LogLevel::error
                               : LogLevel::info;
}

Task<void> run(Service& service, boost::asio::signal_set& signals, int& exit_code) {
    const auto started = co_await service.start();
    if (started) {
        std::fflush(stdout);
        co_await signals.async_wait(boost::asio::use_awaitable);
        // Whoever asks twice does not want to wait.
        signals.async_wait([](boost::system::error_code error, int) {
            if (!error) {
                std::_Exit(1);
            }
        });
    } else {
        fmt::print(stderr, "ohmstead: {}\n", started.error().detail);
        for (const auto& field : started.error().fields) {
            fmt::print(stderr, "  {}\n", field.detail);
        }
    }
    co_await service.stop();
    signals.cancel();
    exit_code = started ? 0 : 1;
}

}  // namespace

int run_service(const Config& config, const MakeService& make) {
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
        const auto service = make(io, *log);
        std::exception_ptr failure;
        boost::asio::co_spawn(io, run(*service, signals, exit_code),
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
