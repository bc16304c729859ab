#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <unistd.h>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "loopback_server.hpp"
#include "net/http_client.hpp"
#include "support/self_signed_certificate.hpp"
#include "support/task_runner.hpp"

namespace ohmstead {
namespace {

using namespace std::chrono_literals;

Task<NetResult<HttpResponse>> get(test::LoopbackServer& server, std::string host,
                                  std::string fingerprint) {
    HttpRequest request{.url = {UrlScheme::https, std::move(host), server.port(), "/"},
                        .headers = {},
                        .body = {},
                        .time_limit = 2s,
                        .dial = {.addresses = AddressPolicy::self_hosted,
                                 .pinned_fingerprint = std::move(fingerprint)}};
    auto response = co_await send_http(std::move(request));
    server.stop();
    co_return response;
}

constexpr const char* kAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

TEST(Tls, RefusesASelfSignedCertificate) {
    test::TaskRunner runner;
    test::SelfSignedCertificate certificate("localhost");
    test::LoopbackServer server(runner.context(), kAnswer, &certificate.context);
    const auto response = runner.run(get(server, "localhost", ""));
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().failure, NetFailure::tls);
    EXPECT_EQ(response.error().fingerprint, certificate.fingerprint);
    EXPECT_TRUE(server.requests().empty());
}

TEST(Tls, TakesExactlyThePinnedCertificate) {
    test::TaskRunner runner;
    test::SelfSignedCertificate certificate("another.name");
    test::LoopbackServer server(runner.context(), kAnswer, &certificate.context);
    const auto response = runner.run(get(server, "127.0.0.1", certificate.fingerprint));
    ASSERT_TRUE(response);
    EXPECT_EQ(response->body, "ok");
}

TEST(Tls, RefusesAnyOtherCertificateWhenOneIsPinned) {
    test::TaskRunner runner;
    test::SelfSignedCertificate before("localhost");
    test::SelfSignedCertificate after("localhost");
    test::LoopbackServer server(runner.context(), kAnswer, &after.context);
    const auto response = runner.run(get(server, "localhost", before.fingerprint));
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().failure, NetFailure::tls);
    EXPECT_EQ(response.error().fingerprint, after.fingerprint);
    EXPECT_TRUE(server.requests().empty());
}

// The system's authorities are those in the file that OpenSSL's own variable names.
class TrustedCertificate : public testing::Test {
protected:
    void SetUp() override {
        std::ofstream(path_) << certificate_.pem;
        setenv("SSL_CERT_FILE", path_.c_str(), 1);
    }
    void TearDown() override {
        unsetenv("SSL_CERT_FILE");
        std::filesystem::remove(path_);
    }

    std::filesystem::path path_ =
        std::filesystem::temp_directory_path() / fmt::format("ohmstead_tls_test_{}.pem", getpid());
    test::SelfSignedCertificate certificate_{"localhost"};
    test::TaskRunner runner_;
};

TEST_F(TrustedCertificate, IsTakenUnderItsName) {
    test::LoopbackServer server(runner_.context(), kAnswer, &certificate_.context);
    EXPECT_TRUE(runner_.run(get(server, "localhost", "")));
}

TEST_F(TrustedCertificate, IsRefusedUnderAnotherName) {
    test::LoopbackServer server(runner_.context(), kAnswer, &certificate_.context);
    const auto response = runner_.run(get(server, "127.0.0.1", ""));
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().failure, NetFailure::tls);
}

}  // namespace
}  // namespace ohmstead
