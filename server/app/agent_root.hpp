#pragma once

#include <memory>

#include <boost/asio/io_context.hpp>

#include "app/config.hpp"
#include "async/task.hpp"
#include "base/log.hpp"
#include "base/result.hpp"
#include "domain/access/access_scope.hpp"

namespace ohmstead {

// Makes every part of an agent: the engine of one home with its own database, and the sync that
// keeps a server up to date.
class AgentRoot {
public:
    AgentRoot(boost::asio::io_context& io, Config config, LogSink& log, AccessScope system);
    ~AgentRoot();

    // Opens the data folder, and goes on where the agent stood. It needs no server for that. Errors
    // are for the owner to read.
    Task<Status> start();
    // Orderly: writes everything, closes.
    Task<void> stop();

private:
    class Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace ohmstead
