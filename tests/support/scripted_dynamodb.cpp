#include "scripted_dynamodb.hpp"

#include <deque>
#include <list>
#include <utility>
#include <zlib.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "async/sleep.hpp"
#include "async/task.hpp"

namespace ohmstead::test {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
namespace json = boost::json;
using asio::ip::tcp;

std::string lower_case(std::string text) {
    for (char& c : text) {
        if (c >= 'A' && c <= 'Z') {
            c = static_cast<char>(c - 'A' + 'a');
        }
    }
    return text;
}

std::string checksum_of(const std::string& body) {
    return std::to_string(crc32_z(0, reinterpret_cast<const Bytef*>(body.data()), body.size()));
}

ScriptedRequest request_of(const http::request<http::string_body>& message) {
    ScriptedRequest request{.method = std::string(message.method_string()),
                            .target = std::string(message.target()),
                            .headers = {},
                            .body = message.body()};
    for (const auto& field : message) {
        request.headers[lower_case(std::string(field.name_string()))] = std::string(field.value());
    }
    return request;
}

std::string text_of(const ScriptedAnswer& answer) {
    std::string text = "HTTP/1.1 " + std::to_string(answer.status) + " Scripted\r\n";
    text += "Content-Length: " + std::to_string(answer.body.size()) + "\r\n";
    text += "x-amzn-RequestId: REQUEST\r\n";
    if (answer.with_checksum) {
        text += "x-amz-crc32: " + checksum_of(answer.body) + "\r\n";
    }
    for (const auto& [name, value] : answer.headers) {
        text += name + ": " + value + "\r\n";
    }
    return text + "\r\n" + answer.body.substr(0, answer.cut_after.value_or(std::string::npos));
}

}  // namespace

std::string ScriptedRequest::operation() const {
    const auto target_header = headers.find("x-amz-target");
    const auto text = target_header != headers.end() ? target_header->second : "";
    return text.substr(text.find('.') + 1);
}

json::object ScriptedRequest::json() const {
    return json::parse(body).as_object();
}

ScriptedAnswer failed_with(std::string code, int status) {
    return {.status = status,
            .body = json::serialize(json::object{
                {"__type", "com.amazonaws.dynamodb.v20120810#" + code}, {"message", "scripted"}})};
}

class ScriptedDynamoDb::Implementation
    : public std::enable_shared_from_this<ScriptedDynamoDb::Implementation> {
public:
    explicit Implementation(asio::io_context& context)
        : acceptor_(context, tcp::endpoint(asio::ip::address_v4::loopback(), 0)),
          port_(acceptor_.local_endpoint().port()) {}

    static Task<void> accept_all(std::shared_ptr<Implementation> self) {
        for (;;) {
            auto [error, socket] = co_await self->acceptor_.async_accept(use_tuple);
            if (error) {
                co_return;
            }
            ++self->accepted_;
            auto connection = std::make_shared<tcp::socket>(std::move(socket));
            self->open_.push_back(connection);
            asio::co_spawn(self->acceptor_.get_executor(), converse(self, connection),
                           [self, connection](std::exception_ptr) {
                               // The client leaving is how every conversation ends.
                               close(*connection);
                               self->open_.remove(connection);
                           });
        }
    }

    static Task<void> converse(std::shared_ptr<Implementation> self,
                               std::shared_ptr<tcp::socket> socket) {
        boost::beast::flat_buffer buffer;
        for (;;) {
            http::request<http::string_body> message;
            co_await http::async_read(*socket, buffer, message, asio::use_awaitable);
            const auto request = request_of(message);
            self->requests_.push_back(request);
            const auto answer = self->next_answer(request);
            if (answer.after.count() > 0) {
                co_await sleep_for(answer.after);
            }
            if (answer.gone) {
                co_return;
            }
            if (answer.silent) {
                // Until the client leaves, or drop_all().
                co_await http::async_read(*socket, buffer, message, asio::use_awaitable);
            }
            const auto text = text_of(answer);
            co_await asio::async_write(*socket, asio::buffer(text), asio::use_awaitable);
            if (answer.cut_after || answer.closes_later) {
                co_return;
            }
        }
    }

    ScriptedAnswer next_answer(const ScriptedRequest& request) {
        if (answers_.empty()) {
            return answer_(request);
        }
        auto answer = std::move(answers_.front());
        answers_.pop_front();
        return answer;
    }

    static void close(tcp::socket& socket) {
        boost::system::error_code ignored;
        socket.close(ignored);
    }

    tcp::acceptor acceptor_;
    std::uint16_t port_;
    std::list<std::shared_ptr<tcp::socket>> open_;
    std::deque<ScriptedAnswer> answers_;
    std::function<ScriptedAnswer(const ScriptedRequest&)> answer_ = [](const ScriptedRequest&) {
        return ScriptedAnswer{};
    };
    std::vector<ScriptedRequest> requests_;
    std::size_t accepted_ = 0;
};

ScriptedDynamoDb::ScriptedDynamoDb(asio::io_context& context)
    : implementation_(std::make_shared<Implementation>(context)) {
    asio::co_spawn(context, Implementation::accept_all(implementation_), [](std::exception_ptr) {});
}

ScriptedDynamoDb::~ScriptedDynamoDb() {
    stop();
}

std::uint16_t ScriptedDynamoDb::port() const {
    return implementation_->port_;
}

std::string ScriptedDynamoDb::url() const {
    return "http://127.0.0.1:" + std::to_string(port());
}

void ScriptedDynamoDb::queue(ScriptedAnswer answer) {
    implementation_->answers_.push_back(std::move(answer));
}

void ScriptedDynamoDb::queue(std::vector<ScriptedAnswer> answers) {
    for (auto& answer : answers) {
        queue(std::move(answer));
    }
}

void ScriptedDynamoDb::answer_with(std::function<ScriptedAnswer(const ScriptedRequest&)> answer) {
    implementation_->answer_ = std::move(answer);
}

const std::vector<ScriptedRequest>& ScriptedDynamoDb::requests() const {
    return implementation_->requests_;
}

std::size_t ScriptedDynamoDb::connections() const {
    return implementation_->accepted_;
}

void ScriptedDynamoDb::drop_all() {
    for (const auto& socket : implementation_->open_) {
        Implementation::close(*socket);
    }
}

void ScriptedDynamoDb::stop() {
    boost::system::error_code ignored;
    implementation_->acceptor_.close(ignored);
    drop_all();
}

}  // namespace ohmstead::test
