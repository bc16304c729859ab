#pragma once

#include <memory>
#include <string>

#include <boost/asio/io_context.hpp>

#include "app/config.hpp"
#include "async/task.hpp"
#include "base/log.hpp"
#include "base/result.hpp"
#include "domain/access/access_scope.hpp"

namespace ohmstead {

// Of this program, as the build gives it: "0.1.0".
extern const char* const kVersion;

// Where the server is, once it listens.
struct Ready {
    std::string url;          // "https://127.0.0.1:8420/"
    std::string fingerprint;  // of its certificate; empty without TLS
    std::string setup_link;   // empty when there is an owner
};

// Makes every part of the server, in order, and takes it apart again. Nobody else knows them all.
class CompositionRoot {
public:
    CompositionRoot(boost::asio::io_context& io, Config config, LogSink& log);
    ~CompositionRoot();

    // Opens the data folder and takes up the homes; then listens. Errors are for the owner to read.
    Task<Result<Ready>> start();
    // The OpenAPI document of the routes, as docs/openapi.json holds it. Needs a folder of its own,
    // which is removed again.
    static std::string api_document(LogSink& log);
    // For commands, which work on a store without a server.
    static AccessScope system_scope();

    // Orderly: not ready, stop accepting, finish, close sockets, write everything, close.
    Task<void> stop();

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace ohmstead
