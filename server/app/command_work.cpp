#include "app/command_work.hpp"

#include <cstdio>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <fmt/format.h>

namespace ohmstead {
namespace {

using Work = std::function<Task<Status>(const StorePorts&, const Clock&)>;

Task<void> run_and_close(Stores& stores, const Clock& clock, const Work& work, Status& outcome) {
    outcome = co_await work(stores.ports(), clock);
    const auto closed = co_await stores.close();
    if (outcome && !closed) {
        outcome = closed;
    }
}

}  // namespace

int run_on_stores(const Config& config, const Work& work) {
    const SystemClock clock;
    boost::asio::io_context io{1};
    Worker cpu{1};
    auto stores = open_stores_beside(
        config, {.executor = io.get_executor(), .cpu = cpu, .clock = clock, .log = Log{}});
    if (!stores) {
        fmt::print(stderr, "ohmstead: {}\n", stores.error().detail);
        return 1;
    }
    Status outcome;
    boost::asio::co_spawn(io, run_and_close(**stores, clock, work, outcome),
                          [](std::exception_ptr error) {
                              if (error) {
                                  std::rethrow_exception(error);
                              }
                          });
    io.run();
    if (!outcome) {
        fmt::print(stderr, "ohmstead: {}\n", outcome.error().detail);
        return 1;
    }
    return 0;
}

}  // namespace ohmstead
