#pragma once

#include <chrono>
#include <cstddef>
#include <list>

#include <boost/asio/any_io_executor.hpp>

#include "async/task.hpp"
#include "async/turnstile.hpp"
#include "net/http_client.hpp"

namespace ohmstead {

struct HttpPoolOptions {
    Url origin;  // its scheme, host and port
    DialOptions dial;
    std::size_t connections = 16;       // at once
    std::chrono::seconds max_idle{20};  // a connection unused for longer is not used again
};

// Requests to one origin over connections that are kept open in between. I/O thread only; outlives
// its requests.
class HttpPool {
public:
    HttpPool(boost::asio::any_io_executor executor, HttpPoolOptions options);

    // As send_http(), to the pool's origin: of `url` and `dial` only the target counts. Waits for a
    // connection for at most `wait` (NetFailure::busy; nothing was sent then), and only then does
    // the request's time limit begin.
    //
    // A peer may close a kept connection at any time. When one breaks before any answer, the
    // request goes out once more over a new one, and the response says so: the first may have been
    // done.
    Task<NetResult<HttpResponse>> send(HttpRequest request, std::chrono::milliseconds wait);

    std::size_t idle() const { return idle_.size(); }

private:
    struct Idle {
        Stream stream;
        std::chrono::steady_clock::time_point since;
    };

    Task<NetResult<HttpResponse>> exchange(HttpRequest request);
    void keep(Stream stream);
    void drop_old();

    HttpPoolOptions options_;
    Turnstile turnstile_;
    std::list<Idle> idle_;  // the most recently used last
};

}  // namespace ohmstead
