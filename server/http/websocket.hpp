#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "async/task.hpp"
#include "http/request_context.hpp"

namespace ohmstead::http {

// Close codes this server uses.
enum class CloseCode : std::uint16_t {
    normal = 1000,
    going_away = 1001,
    protocol_error = 1002,
    invalid_text = 1007,
    policy = 1008,
    too_big = 1009,
    overload = 1013,
    credentials_ended = 4401,
    right_withdrawn = 4403,
};

// A text message as it goes over the wire, made once and shared by all who get it.
using WebSocketFrame = std::shared_ptr<const std::string>;
WebSocketFrame make_text_frame(std::string_view payload);

// One open WebSocket. All on the I/O thread.
class WebSocketConnection {
public:
    virtual ~WebSocketConnection() = default;

    // Queues `frame`, or writes it at once when nothing is queued. False when the connection has
    // ended or its queue is full (256 frames or 1 MiB): the frame is then not sent.
    virtual bool send(WebSocketFrame frame) = 0;

    // The next text message; nothing once the connection has ended, whoever ended it. Pings are
    // answered, and broken rules punished, within.
    virtual Task<std::optional<std::string>> receive() = 0;

    // Sends what is queued and a close frame, then ends the connection: at once when the other
    // side does not follow within 5 s. Nothing can be sent any more.
    virtual void close(CloseCode code, std::string_view reason) = 0;

    // Called on the I/O thread whenever the queue has become empty after send() returned false.
    virtual void on_drained(std::function<void()> callback) = 0;

    virtual bool is_open() const = 0;
    virtual std::size_t queued_frames() const = 0;
};

class WebSocketHandler {
public:
    virtual ~WebSocketHandler() = default;

    // Serves one connection until receive() gives nothing. When it returns, the connection is
    // closed (1000, if nobody closed it before) and gone. `context` has no headers.
    virtual Task<void> serve(WebSocketConnection& connection, RequestContext context) = 0;
};

}  // namespace ohmstead::http
