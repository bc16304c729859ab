#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "async/task.hpp"

namespace ohmstead::test {

// One client's connection to a scripted Home Assistant. Every call throws when the client is gone.
class ScriptedConnection {
public:
    virtual ~ScriptedConnection() = default;
    virtual Task<void> send(std::string text) = 0;
    virtual Task<boost::json::object> receive() = 0;
    // Cuts the line without a word.
    virtual void drop() = 0;
};

// A WebSocket server on a loopback port that speaks as much of Home Assistant's protocol as a test
// wants, and breaks it where a test wants that. Lives on the test's I/O thread.
class ScriptedHomeAssistant {
public:
    // Answers one command: the frames to send, in order. {"id":…,"type":"result",…} and so on.
    using Answer = std::function<std::vector<std::string>(const boost::json::object& command)>;
    // Everything that happens on one connection.
    using Script = std::function<Task<void>(ScriptedConnection&)>;

    static constexpr const char* kToken = "the-right-token";

    explicit ScriptedHomeAssistant(boost::asio::io_context& context);
    ~ScriptedHomeAssistant();

    std::uint16_t port() const;
    std::string url() const;

    // Connections take the queued scripts in turn, and after those behave well: sign-in, then
    // the answers below.
    void queue_script(Script script);
    // Answers HTTP instead of upgrading, for every connection from now on; 0: upgrade again.
    void decline_with(int http_status, std::string location = {});

    // What a well-behaved connection answers to a command of this type. There are answers from the
    // start for sign-in, get_config, subscribing, ping, and empty ones for everything else.
    void answer(std::string type, Answer answer);
    // The same with one fixed result.
    void answer_with(std::string type, boost::json::value result);

    // Sends this event to every subscribe_entities subscription there is.
    void emit_entities(std::string event);
    // Sends a frame as it is to every connection.
    void emit_raw(std::string frame);
    void drop_all();

    // All commands so far, of all connections.
    const std::vector<boost::json::object>& commands() const;
    std::size_t connections() const;  // accepted so far
    std::size_t count(const std::string& type) const;

    // The steps of a well-behaved connection, for scripts that begin or end as such.
    Task<void> sign_in(ScriptedConnection& connection);
    Task<void> serve(ScriptedConnection& connection);

    // Ends everything, so that the io_context can run dry.
    void stop();

    class Implementation;

private:
    std::shared_ptr<Implementation> implementation_;
};

// {"id":…,"type":"result","success":true,"result":…}
std::string result_frame(const boost::json::object& command, boost::json::value result);
std::string error_frame(const boost::json::object& command, std::string code);

}  // namespace ohmstead::test
