#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

#include "async/task.hpp"
#include "net/net_error.hpp"
#include "net/stream.hpp"
#include "net/url.hpp"

namespace ohmstead {

// A WebSocket connection as its client. Text messages only; pings are answered while reading.
// At most one read and one write at a time. Cancelling a read or write ends the connection.
class WebSocket {
public:
    virtual ~WebSocket() = default;

    // Puts the next message into `message`, which outlives the call. `protocol`: the peer broke
    // the protocol or sent something other than text; `too_large`: more than the limit. After any
    // failure the connection is of no more use.
    virtual Task<NetResult<void>> read(std::string& message) = 0;

    virtual Task<NetResult<void>> write(std::string message) = 0;

    // Says good-bye, waiting at most 2 s for the answer. Not while reading or writing.
    virtual Task<void> close() = 0;

    // Ends the connection at once; what reads or writes returns.
    virtual void abort() = 0;
};

struct WebSocketOptions {
    Url url;                                       // ws or wss
    std::chrono::milliseconds time_limit{15'000};  // for connecting, all steps together
    std::size_t max_message = std::size_t{64} << 20;
    DialOptions dial;
};

// `declined` with the status when the host answers the upgrade with something else; redirects are
// not followed.
Task<NetResult<std::unique_ptr<WebSocket>>> connect_websocket(WebSocketOptions options);

}  // namespace ohmstead
