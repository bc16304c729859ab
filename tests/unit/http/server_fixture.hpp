#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "http/server.hpp"
#include "http/websocket.hpp"
#include "support/raw_client.hpp"

namespace ohmstead::http::test {

using ohmstead::test::client_frame;
using ohmstead::test::get_request;
using ohmstead::test::post_request;
using ohmstead::test::RawClient;

inline const HomeId kHome{"abcdefghijklmnopqrst"};
inline const HomeId kOtherHome{"bbbbbbbbbbbbbbbbbbbb"};
inline const HomeId kUnknownHome{"cccccccccccccccccccc"};
inline const ProviderId kProvider{"grid"};
inline constexpr std::string_view kViewer = "Cookie: s=viewer\r\n";
inline constexpr std::string_view kAdmin = "Cookie: s=admin\r\nX-CSRF-Token: csrf-admin\r\n";
inline constexpr std::string_view kKey = "Authorization: Bearer key\r\n";

// Knows the cookies s=viewer and s=admin (members of kHome), s=staff (of a provider), and the
// bearer token "key".
class FakeAuthenticator final : public Authenticator {
public:
    bool host_allowed(const ConnectionFacts& connection) const override {
        return connection.host.starts_with("localhost") || connection.host == "home.example";
    }
    std::string clearing_cookie(const ConnectionFacts&) const override { return "s=; Max-Age=0"; }

    Task<Result<IdentityPtr>> authenticate(Credentials credentials) override {
        last_connection = credentials.connection;
        auto identity = std::make_shared<Identity>();
        identity->grant = revocation.grant();
        if (!identity->grant.valid()) {
            co_return make_error(ErrorCode::unauthenticated, "All has ended.");
        }
        if (!credentials.authorization.empty()) {
            if (credentials.authorization != "Bearer key") {
                co_return make_error(ErrorCode::unauthenticated, "This key is not valid.");
            }
            identity->means = Identity::Means::api_key;
            identity->scope = scope_for_ingest(kHome);
            co_return identity;
        }
        const auto name = credentials.cookie.substr(2);
        if (credentials.cookie == "s=broken") {
            throw std::runtime_error("the store is gone");
        }
        if (name == "staff") {
            identity->subject = {.user = UserId{name},
                                 .name = name,
                                 .server_role = ServerRole::provider,
                                 .provider = kProvider};
            identity->scope = scope_for_person(identity->subject, {}, permissions);
            co_return identity;
        }
        if (name != "viewer" && name != "admin") {
            co_return make_error(ErrorCode::unauthenticated, "The session has ended.");
        }
        identity->subject = {.user = UserId{name}, .name = name};
        identity->csrf_token = "csrf-" + name;
        const Membership membership{.home = kHome,
                                    .role = name == "admin" ? HomeRole::admin : HomeRole::viewer};
        identity->scope = scope_for_person(identity->subject, {&membership, 1});
        co_return identity;
    }

    // Everyone's rights are others from now on.
    void change_rights() {
        revocation.revoke();
        revocation = Revocation{};
    }

    ConnectionFacts last_connection;
    Revocation revocation;                // of everyone's rights
    std::vector<Permission> permissions;  // to the provider of the staff
};

// A server on a free port of loopback, on a thread of its own.
class RunningServer {
public:
    RunningServer(const Routes& routes, const StaticFiles& files, ServerSettings settings = {},
                  std::optional<TlsCertificate> certificate = {})
        : server_(io_, routes, files, authenticator, metrics, settings, Log{}) {
        const auto endpoint = server_.listen("127.0.0.1", 0, std::move(certificate));
        port = endpoint.value().port();
        thread_ = std::thread([this] { io_.run(); });
    }
    ~RunningServer() { stop(); }

    // Drains; returns when the server's thread has ended by itself.
    void stop(std::chrono::milliseconds patience = std::chrono::milliseconds{2'000}) {
        if (thread_.joinable()) {
            boost::asio::co_spawn(io_, server_.drain(patience),
                                  [](const std::exception_ptr& error) {
                                      if (error) {
                                          std::rethrow_exception(error);
                                      }
                                  });
            work_.reset();
            thread_.join();
        }
    }

    RawClient client() const { return RawClient(port, tls); }
    boost::asio::io_context& io() { return io_; }

    FakeAuthenticator authenticator;
    observe::Metrics metrics;
    std::uint16_t port = 0;
    bool tls = false;

private:
    boost::asio::io_context io_{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{
        io_.get_executor()};
    Server server_;
    std::thread thread_;
};

}  // namespace ohmstead::http::test
