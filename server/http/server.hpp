#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "async/task.hpp"
#include "base/log.hpp"
#include "base/result.hpp"
#include "crypto/certificate.hpp"
#include "http/authenticator.hpp"
#include "http/limits.hpp"
#include "http/routes.hpp"
#include "http/static_files.hpp"
#include "observe/metrics.hpp"

namespace ohmstead::http {

struct ServerSettings {
    std::string path_prefix;  // "" or "/some/path"
    std::string frame_ancestors = "'none'";
    std::vector<std::string> trusted_proxies;  // addresses or networks ("10.0.0.0/8")
    Limits limits;
};

// Serves routes and files over HTTP/1.1, with or without TLS, and WebSockets. All on one I/O
// thread. `routes`, `files`, `authenticator` and `metrics` outlive it.
class Server {
public:
    Server(boost::asio::io_context& io, const Routes& routes, const StaticFiles& files,
           Authenticator& authenticator, observe::Metrics& metrics, const ServerSettings& settings,
           Log log);
    // Only after drain() has returned, or before anything was listened on.
    ~Server();

    // Listens on `host`:`port` (0: a free one); with `certificate`, over TLS. Returns where. May be
    // called several times. unavailable when the address cannot be had.
    Result<boost::asio::ip::tcp::endpoint> listen(const std::string& host, std::uint16_t port,
                                                  std::optional<TlsCertificate> certificate);

    // New connections get this certificate; open ones keep theirs.
    Status use_certificate(const TlsCertificate& certificate);

    // Ends orderly: stops accepting, lets running handlers finish and answer, closes WebSockets
    // with 1001. What is not done after `patience` is cut off. Then no coroutine of ours is left.
    Task<void> drain(std::chrono::milliseconds patience);

    std::size_t connections() const;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace ohmstead::http
