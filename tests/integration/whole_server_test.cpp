#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/json/parse.hpp>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "app/composition_root.hpp"
#include "support/raw_client.hpp"
#include "support/temporary_folder.hpp"

namespace ohmstead {
namespace {

class NoLog final : public LogSink {
public:
    bool wants(LogLevel) const override { return false; }
    void write(LogLevel, std::string_view, std::string_view) override {}
};

// The whole server as `ohmstead serve` makes it, on a thread of its own.
class RunningServer {
public:
    explicit RunningServer(const std::filesystem::path& data) {
        Config config;
        config.data = data;
        config.web = data / "no-web-app";
        config.listen = {"127.0.0.1", 0};
        config.plain_http = true;
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

private:
    NoLog log_;
    boost::asio::io_context io_{1};
    std::unique_ptr<CompositionRoot> root_;
    std::exception_ptr error_;
    Result<Ready> ready_ = make_error(ErrorCode::unavailable, "not yet");
    std::thread thread_;
};

struct Browser {
    explicit Browser(std::uint16_t port) : client(port) {}

    test::RawClient::Response post(std::string_view path, std::string_view body) {
        return client.ask(test::post_request(path, body, lines()));
    }
    test::RawClient::Response get(std::string_view path) {
        return client.ask(test::get_request(path, lines()));
    }
    std::string lines() const {
        return cookie.empty() ? std::string()
                              : fmt::format("Cookie: {}\r\nX-CSRF-Token: {}\r\n", cookie, csrf);
    }
    void take_session(const test::RawClient::Response& response) {
        const auto header = response.header("set-cookie");
        cookie = header.substr(0, header.find(';'));
        csrf = boost::json::parse(response.body).at("csrf_token").as_string();
    }

    test::RawClient client;
    std::string cookie;
    std::string csrf;
};

std::string registration(const std::string& token) {
    return fmt::format(
        R"({{"token":"{}","name":"Ada","email":"ada@example.invalid","password":"correct horse battery"}})",
        token);
}

TEST(WholeServer, GoesFromTheSetUpLinkToAHomeWithReadings) {
    const test::TemporaryFolder folder;
    const RunningServer server(folder.path());
    Browser browser(server.port());
    const auto owner = browser.post("/api/v1/auth/setup", registration(server.setup_token()));
    ASSERT_EQ(owner.status, 201) << owner.body;
    browser.take_session(owner);

    const auto created = browser.post(
        "/api/v1/homes", R"({"name":"<b>Home</b>","time_zone":"Europe/Berlin","currency":"EUR"})");
    ASSERT_EQ(created.status, 201) << created.body;
    const auto home = boost::json::parse(created.body);
    EXPECT_EQ(home.at("name").as_string(), "<b>Home</b>");

    const auto path = "/api/v1/homes/" + std::string(home.at("id").as_string());
    EXPECT_EQ(browser.get(path + "/channels").status, 200);
    EXPECT_EQ(browser.get(path + "/live").status, 200);
    const auto energy = browser.get(path + "/energy?from=2026-03-28&to=2026-03-31&period=day");
    ASSERT_EQ(energy.status, 200) << energy.body;
    // The clocks go forward on the 29th.
    const auto days = boost::json::parse(energy.body);
    EXPECT_EQ(days.at("t").as_array().size(), 3U);
    EXPECT_EQ(days.at("t").as_array()[2].as_string(), "2026-03-29T22:00:00Z");
}

TEST(WholeServer, LetsNobodyInWithoutASessionAndTellsNoOneWhatExists) {
    const test::TemporaryFolder folder;
    const RunningServer server(folder.path());
    Browser stranger(server.port());
    EXPECT_EQ(stranger.get("/api/v1/homes").status, 401);
    EXPECT_EQ(stranger.get("/api/v1/me").status, 401);
    EXPECT_EQ(stranger.post("/api/v1/auth/setup", registration("wrong")).status, 403);
    EXPECT_EQ(stranger.get("/api/v1/auth/session").status, 200);
}

TEST(WholeServer, ASetUpLinkWorksOnce) {
    const test::TemporaryFolder folder;
    const RunningServer server(folder.path());
    Browser first(server.port());
    ASSERT_EQ(first.post("/api/v1/auth/setup", registration(server.setup_token())).status, 201);
    Browser second(server.port());
    EXPECT_EQ(second.post("/api/v1/auth/setup", registration(server.setup_token())).status, 403);
}

TEST(WholeServer, KeepsItsPeopleAndHomesOverARestart) {
    const test::TemporaryFolder folder;
    {
        const RunningServer server(folder.path());
        Browser browser(server.port());
        browser.take_session(
            browser.post("/api/v1/auth/setup", registration(server.setup_token())));
        ASSERT_EQ(
            browser.post("/api/v1/homes", R"({"name":"Kept","time_zone":"UTC","currency":"EUR"})")
                .status,
            201);
    }
    const RunningServer server(folder.path());
    EXPECT_TRUE(server.ready().setup_link.empty());
    Browser browser(server.port());
    const auto session =
        browser.post("/api/v1/auth/local",
                     R"({"email":"ADA@example.invalid","password":"correct horse battery"})");
    ASSERT_EQ(session.status, 200) << session.body;
    browser.take_session(session);
    EXPECT_NE(browser.get("/api/v1/homes").body.find("\"Kept\""), std::string::npos);
}

}  // namespace
}  // namespace ohmstead
