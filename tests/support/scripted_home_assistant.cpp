#include "scripted_home_assistant.hpp"

#include <list>
#include <set>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "async/bounded_queue.hpp"

namespace ohmstead::test {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
namespace json = boost::json;
namespace websocket = boost::beast::websocket;
using asio::ip::tcp;

class Connection final : public ScriptedConnection {
public:
    explicit Connection(tcp::socket socket)
        : stream_(std::move(socket)), outbox_(stream_.get_executor(), 100'000) {
        stream_.read_message_max(0);
        stream_.auto_fragment(false);
    }

    websocket::stream<tcp::socket>& stream() { return stream_; }
    std::set<std::int64_t>& subscriptions() { return subscriptions_; }

    Task<void> send(std::string text) override {
        const bool queued = co_await outbox_.push(std::move(text));
        if (!queued) {
            throw boost::system::system_error(asio::error::operation_aborted);
        }
    }
    void post(std::string text) { outbox_.try_push(text); }

    Task<json::object> receive() override {
        boost::beast::flat_buffer buffer;
        co_await stream_.async_read(buffer, asio::use_awaitable);
        const auto data = buffer.cdata();
        co_return json::parse(json::string_view(static_cast<const char*>(data.data()), data.size()))
            .as_object();
    }

    Task<void> write_all() {
        for (;;) {
            auto text = co_await outbox_.pop();
            if (!text) {
                co_return;
            }
            const auto [error, size] = co_await stream_.async_write(
                asio::buffer(*text), asio::as_tuple(asio::use_awaitable));
            if (error) {
                co_return;
            }
        }
    }

    void drop() override {
        boost::system::error_code ignored;
        stream_.next_layer().close(ignored);
        outbox_.close();
    }

private:
    websocket::stream<tcp::socket> stream_;
    BoundedQueue<std::string> outbox_;
    std::set<std::int64_t> subscriptions_;
};

std::string ok(const json::object& command) {
    return result_frame(command, nullptr);
}

}  // namespace

std::string result_frame(const json::object& command, json::value result) {
    return json::serialize(json::object{{"id", command.at("id")},
                                        {"type", "result"},
                                        {"success", true},
                                        {"result", std::move(result)}});
}

std::string error_frame(const json::object& command, std::string code) {
    return json::serialize(
        json::object{{"id", command.at("id")},
                     {"type", "result"},
                     {"success", false},
                     {"error", json::object{{"code", code}, {"message", "scripted"}}}});
}

class ScriptedHomeAssistant::Implementation
    : public std::enable_shared_from_this<ScriptedHomeAssistant::Implementation> {
public:
    explicit Implementation(asio::io_context& context)
        : acceptor_(context, tcp::endpoint(asio::ip::address_v4::loopback(), 0)) {
        port_ = acceptor_.local_endpoint().port();
    }

    static Task<void> accept_all(std::shared_ptr<Implementation> self) {
        for (;;) {
            auto [error, socket] =
                co_await self->acceptor_.async_accept(asio::as_tuple(asio::use_awaitable));
            if (error) {
                co_return;
            }
            ++self->accepted_;
            auto connection = std::make_shared<Connection>(std::move(socket));
            self->open_.push_back(connection);
            const auto executor = self->acceptor_.get_executor();
            asio::co_spawn(executor, converse(self, connection),
                           [self, connection](std::exception_ptr) {
                               // The client leaving is how every conversation ends.
                               connection->drop();
                               self->open_.remove(connection);
                           });
        }
    }

    static Task<void> converse(std::shared_ptr<Implementation> self,
                               std::shared_ptr<Connection> connection) {
        boost::beast::flat_buffer buffer;
        http::request<http::string_body> request;
        co_await http::async_read(connection->stream().next_layer(), buffer, request,
                                  asio::use_awaitable);
        if (self->http_status_ != 0) {
            http::response<http::string_body> response(
                static_cast<http::status>(self->http_status_), 11, "no");
            if (!self->location_.empty()) {
                response.set(http::field::location, self->location_);
            }
            response.prepare_payload();
            co_await http::async_write(connection->stream().next_layer(), response,
                                       asio::use_awaitable);
            co_return;
        }
        co_await connection->stream().async_accept(request, asio::use_awaitable);
        asio::co_spawn(self->acceptor_.get_executor(), connection->write_all(),
                       [connection](std::exception_ptr) {});
        if (!self->scripts_.empty()) {
            const auto script = std::move(self->scripts_.front());
            self->scripts_.pop_front();
            co_await script(*connection);
            co_return;
        }
        co_await self->sign_in(*connection);
        co_await self->serve(*connection);
    }

    Task<void> sign_in(ScriptedConnection& connection) {
        co_await connection.send(R"({"type":"auth_required","ha_version":"2026.7.3"})");
        const auto message = co_await connection.receive();
        if (message.at("access_token").as_string() != kToken) {
            co_await connection.send(R"({"type":"auth_invalid","message":"Invalid"})");
            (void)co_await connection.receive();
        }
        co_await connection.send(R"({"type":"auth_ok","ha_version":"2026.7.3"})");
    }

    Task<void> serve(ScriptedConnection& connection) {
        for (;;) {
            const auto command = co_await connection.receive();
            commands_.push_back(command);
            const std::string type(command.at("type").as_string());
            if (type == "subscribe_entities") {
                if (auto* known = dynamic_cast<Connection*>(&connection)) {
                    known->subscriptions().insert(command.at("id").as_int64());
                }
            }
            const auto found = answers_.find(type);
            // A copy, because an answer may replace itself.
            const auto answer = found != answers_.end() ? found->second : Answer();
            const auto frames = answer ? answer(command) : std::vector{ok(command)};
            for (const auto& frame : frames) {
                co_await connection.send(frame);
            }
        }
    }

    tcp::acceptor acceptor_;
    std::uint16_t port_ = 0;
    std::list<std::shared_ptr<Connection>> open_;
    std::deque<Script> scripts_;
    std::map<std::string, Answer> answers_;
    std::vector<json::object> commands_;
    std::size_t accepted_ = 0;
    int http_status_ = 0;
    std::string location_;
};

ScriptedHomeAssistant::ScriptedHomeAssistant(asio::io_context& context)
    : implementation_(std::make_shared<Implementation>(context)) {
    answer_with("get_config", {{"version", "2026.7.3"},
                               {"state", "RUNNING"},
                               {"location_name", "Home"},
                               {"time_zone", "Europe/Amsterdam"},
                               {"currency", "EUR"},
                               {"country", "NL"}});
    answer("ping", [](const json::object& command) {
        return std::vector{
            json::serialize(json::object{{"id", command.at("id")}, {"type", "pong"}})};
    });
    asio::co_spawn(context, Implementation::accept_all(implementation_), [](std::exception_ptr) {});
}

ScriptedHomeAssistant::~ScriptedHomeAssistant() {
    stop();
}

std::uint16_t ScriptedHomeAssistant::port() const {
    return implementation_->port_;
}

std::string ScriptedHomeAssistant::url() const {
    return "http://127.0.0.1:" + std::to_string(port());
}

void ScriptedHomeAssistant::queue_script(Script script) {
    implementation_->scripts_.push_back(std::move(script));
}

void ScriptedHomeAssistant::decline_with(int http_status, std::string location) {
    implementation_->http_status_ = http_status;
    implementation_->location_ = std::move(location);
}

void ScriptedHomeAssistant::answer(std::string type, Answer answer) {
    implementation_->answers_[std::move(type)] = std::move(answer);
}

void ScriptedHomeAssistant::answer_with(std::string type, json::value result) {
    answer(std::move(type), [result = std::move(result)](const json::object& command) {
        return std::vector{result_frame(command, result)};
    });
}

void ScriptedHomeAssistant::emit_entities(std::string event) {
    for (const auto& connection : implementation_->open_) {
        for (const auto id : connection->subscriptions()) {
            connection->post("{\"id\":" + std::to_string(id) +
                             ",\"type\":\"event\",\"event\":" + event + "}");
        }
    }
}

void ScriptedHomeAssistant::emit_raw(std::string frame) {
    for (const auto& connection : implementation_->open_) {
        connection->post(frame);
    }
}

void ScriptedHomeAssistant::drop_all() {
    const auto open = implementation_->open_;
    for (const auto& connection : open) {
        connection->drop();
    }
}

const std::vector<json::object>& ScriptedHomeAssistant::commands() const {
    return implementation_->commands_;
}

std::size_t ScriptedHomeAssistant::connections() const {
    return implementation_->accepted_;
}

std::size_t ScriptedHomeAssistant::count(const std::string& type) const {
    std::size_t count = 0;
    for (const auto& command : implementation_->commands_) {
        count += command.at("type").as_string() == type ? 1U : 0U;
    }
    return count;
}

Task<void> ScriptedHomeAssistant::sign_in(ScriptedConnection& connection) {
    return implementation_->sign_in(connection);
}

Task<void> ScriptedHomeAssistant::serve(ScriptedConnection& connection) {
    return implementation_->serve(connection);
}

void ScriptedHomeAssistant::stop() {
    boost::system::error_code ignored;
    implementation_->acceptor_.close(ignored);
    drop_all();
}

}  // namespace ohmstead::test
