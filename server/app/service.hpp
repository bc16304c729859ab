#pragma once

#include <functional>
#include <memory>

#include <boost/asio/io_context.hpp>

#include "app/config.hpp"
#include "async/task.hpp"
#include "base/log.hpp"
#include "base/result.hpp"

namespace ohmstead {

// What a command runs until it is told to end.
class Service {
public:
    virtual ~Service() = default;

    // Begins, and says on standard output what people need to know then. An error ends it.
    virtual Task<Status> start() = 0;
    // Orderly; also after a start that failed.
    virtual Task<void> stop() = 0;
};

// Called once the process is set up; context and log outlive the service.
using MakeService = std::function<std::unique_ptr<Service>(boost::asio::io_context&, LogSink&)>;

// Runs a service until SIGINT or SIGTERM; a second one ends the process at once. Returns the exit
// code: 0 after an orderly end, 1 when it did not start, for the reason on standard error.
int run_service(const Config& config, const MakeService& make);

}  // namespace ohmstead
