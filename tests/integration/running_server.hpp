#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/json/parse.hpp>
#include <fmt/format.h>

#include "app/composition_root.hpp"
#include "support/raw_client.hpp"

namespace ohmstead::test {

// Keeps all that is logged, for tests of what must not be.
class KeptLog final : public LogSink {
public:
    bool wants(LogLevel) const override { return true; }
    void write(LogLevel, std::string_view, std::string_view text) override {
        const std::lock_guard lock(mutex_);
        all_ += text;
        all_ += '\n';
    }
    std::string all() const {
        const std::lock_guard lock(mutex_);
        return all_;
    }

private:
    mutable std::mutex mutex_;
    std::string all_;
};

inline Config config_of(const std::filesystem::path& data) {
    Config config;
    config.data = data;
    config.web = data / "no-web-app";
    config.listen = {"127.0.0.1", 0};
    config.plain_http = true;
    return config;
}

// The whole server as `ohmstead serve` makes it, on a thread of its own.
class RunningServer {
public:
    explicit RunningServer(const std::filesystem::path& data) : RunningServer(config_of(data)) {}
    explicit RunningServer(Config config) {
        root_ = std::make_unique<CompositionRoot>(io_, std::move(config), log_);
        boost::asio::co_spawn(io_, root_->start(),
                              [this](std::exception_ptr error, Result<Ready> ready) {
                                  error_ = error;
                                  ready_ = std::move(ready);
                              });
        while (!ready_.has_value() && !error_ && io_.run_one() > 0) {
        }
        if (error_) {
            std::rethrow_exception(error_);
        }
        thread_ = std::thread([this] { io_.run(); });
    }
    ~RunningServer() {
        boost::asio::post(
            io_, [this] { boost::asio::co_spawn(io_, root_->stop(), [](std::exception_ptr) {}); });
        thread_.join();
        root_.reset();
    }

    const Ready& ready() const { return ready_.value(); }
    std::uint16_t port() const {
        const auto& url = ready().url;
        return static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1)));
    }
    std::string setup_token() const {
        return ready().setup_link.substr(ready().setup_link.find("token=") + 6);
    }
    std::string logged() const { return log_.all(); }

private:
    KeptLog log_;
    boost::asio::io_context io_{1};
    std::unique_ptr<CompositionRoot> root_;
    std::exception_ptr error_;
    Result<Ready> ready_ = make_error(ErrorCode::unavailable, "not yet");
    std::thread thread_;
};

struct Browser {
    explicit Browser(std::uint16_t port, bool tls = false) : client(port, tls) {}

    RawClient::Response post(std::string_view path, std::string_view body) {
        return client.ask(post_request(path, body, lines()));
    }
    RawClient::Response del(std::string_view path) {
        return client.ask(
            fmt::format("DELETE {} HTTP/1.1\r\nHost: localhost\r\n{}\r\n", path, lines()));
    }
    RawClient::Response get(std::string_view path) {
        return client.ask(get_request(path, lines()));
    }
    std::string lines() const {
        if (!key.empty()) {
            return fmt::format("Authorization: Bearer {}\r\n", key);
        }
        return cookie.empty() ? std::string()
                              : fmt::format("Cookie: {}\r\nX-CSRF-Token: {}\r\n", cookie, csrf);
    }
    void take_session(const RawClient::Response& response) {
        const auto header = response.header("set-cookie");
        cookie = header.substr(0, header.find(';'));
        csrf = boost::json::parse(response.body).at("csrf_token").as_string();
    }

    RawClient client;
    std::string cookie;
    std::string csrf;
    std::string key;  // instead of a session
};

inline std::string registration(const std::string& token) {
    return fmt::format(
        R"({{"token":"{}","name":"Ada","email":"ada@example.invalid","password":"correct horse battery"}})",
        token);
}

}  // namespace ohmstead::test
