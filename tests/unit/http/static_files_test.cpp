#include "http/static_files.hpp"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/gunzip.hpp"
#include "support/temporary_folder.hpp"
#include "unit/http/server_fixture.hpp"

namespace ohmstead::http {
namespace {

namespace fs = std::filesystem;
using test::get_request;
using test::RunningServer;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view kNavigate = "Accept: text/html,application/xhtml+xml\r\n";

class StaticFilesTest : public ::testing::Test {
protected:
    void SetUp() override {
        write("index.html",
              "<head><base href=\"/\"></head><app-root ngCspNonce=\"%NONCE%\"></app-root>");
        write("main-ABCD1234.js", std::string(5000, 'j'));
        write("styles.css", "a{}");
        write("assets/logo.svg", "<svg/>");
        write("main-ABCD1234.js.map", "secret");
        write(".env", "secret");
        write(".git/config", "secret");
        write("data.db", "secret");
        write("data.db-wal", "secret");
        write("notes.txt~", "secret");
        write("../outside.txt", "secret");
        fs::create_symlink(root() / "../outside.txt", root() / "link.txt");
        files_ = StaticFiles::load(root()).value();
        routes_.add(raw(
            Method::get, "/api/v1/x", {.access = Access::open()},
            [](RequestContext&, RouteInput) -> Task<Result<Response>> { co_return Response{}; }));
    }

    fs::path root() const { return folder_.path() / "web"; }

    void write(const fs::path& name, std::string_view content) {
        const auto path = root() / name;
        fs::create_directories(path.parent_path());
        std::ofstream(path, std::ios::binary) << content;
    }

    ohmstead::test::TemporaryFolder folder_;
    StaticFiles files_;
    Routes routes_;
};

TEST_F(StaticFilesTest, ServesFilesFromMemory) {
    const RunningServer server(routes_, files_);
    fs::remove_all(root());
    auto client = server.client();
    const auto script = client.ask(get_request("/main-ABCD1234.js"));
    EXPECT_EQ(script.status, 200);
    EXPECT_EQ(script.body, std::string(5000, 'j'));
    EXPECT_EQ(script.header("content-type"), "text/javascript; charset=utf-8");
    EXPECT_EQ(script.header("cache-control"), "public, max-age=31536000, immutable");
    EXPECT_EQ(script.header("vary"), "Accept-Encoding");
    const auto packed =
        client.ask(get_request("/main-ABCD1234.js", "Accept-Encoding: br, gzip\r\n"));
    EXPECT_EQ(packed.header("content-encoding"), "gzip");
    EXPECT_EQ(packed.body.substr(0, 2), "\x1f\x8b");
    EXPECT_LT(packed.body.size(), 200U);
    EXPECT_EQ(gunzip(packed.body, {.ratio = 1000}).value(), script.body);
    client.send("HEAD /main-ABCD1234.js HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_EQ(client.response(false).header("content-length"), "5000");
    const auto same = client.ask(
        get_request("/main-ABCD1234.js", "If-None-Match: " + script.header("etag") + "\r\n"));
    EXPECT_EQ(same.status, 304);
    const auto style = client.ask(get_request("/styles.css"));
    EXPECT_EQ(style.header("cache-control"), "no-cache");
    client.send("HEAD /styles.css HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_EQ(client.response(false).header("content-length"), "3");
}

TEST_F(StaticFilesTest, LetsAFileBeKeptForGoodOnlyIfItsNameChangesWithItsContent) {
    const std::vector<std::string> hashed{"chunk-D0v94pXw.js", "chunk--Cts9-h_.js",
                                          "a-ABCD1234.css"};
    const std::vector<std::string> plain{"figtree-variable.js", "D0v94pXw.js", "-D0v94.js"};
    for (const auto& name : hashed) {
        write(name, "x");
    }
    for (const auto& name : plain) {
        write(name, "x");
    }
    files_ = StaticFiles::load(root()).value();
    const RunningServer server(routes_, files_);
    auto client = server.client();
    for (const auto& name : hashed) {
        EXPECT_THAT(client.ask(get_request("/" + name)).header("cache-control"),
                    HasSubstr("immutable"))
            << name;
    }
    for (const auto& name : plain) {
        EXPECT_EQ(client.ask(get_request("/" + name)).header("cache-control"), "no-cache") << name;
    }
}

TEST_F(StaticFilesTest, GivesEveryPageItsOwnNonceAndPolicy) {
    const RunningServer server(routes_, files_);
    auto client = server.client();
    const auto page = client.ask(get_request("/"));
    const auto policy = page.header("content-security-policy");
    const auto at = policy.find("'nonce-") + 7;
    const auto nonce = policy.substr(at, policy.find('\'', at) - at);
    EXPECT_GE(nonce.size(), 22U);
    EXPECT_THAT(page.body, HasSubstr("ngCspNonce=\"" + nonce + "\""));
    EXPECT_THAT(page.body, HasSubstr("<base href=\"/\">"));
    EXPECT_THAT(policy, HasSubstr("default-src 'none'; script-src 'self'; "));
    EXPECT_THAT(policy, HasSubstr("frame-ancestors 'none'"));
    EXPECT_THAT(policy, HasSubstr("require-trusted-types-for 'script'"));
    EXPECT_THAT(policy, HasSubstr("object-src 'none'"));
    EXPECT_THAT(policy, Not(HasSubstr("unsafe")));
    EXPECT_EQ(page.header("x-frame-options"), "DENY");
    EXPECT_EQ(page.header("cache-control"), "no-store");
    EXPECT_NE(client.ask(get_request("/")).header("content-security-policy"), policy);
}

TEST_F(StaticFilesTest, WritesThePrefixIntoThePage) {
    ServerSettings settings;
    settings.path_prefix = "/energy";
    settings.trusted_proxies = {"127.0.0.1"};
    const RunningServer server(routes_, files_, settings);
    auto client = server.client();
    EXPECT_THAT(client.ask(get_request("/energy/")).body, HasSubstr("<base href=\"/energy/\">"));
    EXPECT_EQ(client.ask(get_request("/energy/styles.css")).status, 200);
    EXPECT_EQ(client.ask(get_request("/styles.css")).status, 404);
    const auto odd = client.ask(get_request("/energy/", "X-Ingress-Path: /\"><script>\r\n"));
    EXPECT_THAT(odd.body, HasSubstr("<base href=\"/energy/\">"));
}

TEST_F(StaticFilesTest, FollowsTheIngressPathOfATrustedProxy) {
    ServerSettings settings;
    settings.trusted_proxies = {"127.0.0.1"};
    const RunningServer server(routes_, files_, settings);
    const auto page =
        server.client().ask(get_request("/", "X-Ingress-Path: /api/hassio_ingress/abc\r\n"));
    EXPECT_THAT(page.body, HasSubstr("<base href=\"/api/hassio_ingress/abc/\">"));
    const RunningServer careful(routes_, files_);
    EXPECT_THAT(
        careful.client().ask(get_request("/", "X-Ingress-Path: /api/hassio_ingress/abc\r\n")).body,
        HasSubstr("<base href=\"/\">"));
}

TEST_F(StaticFilesTest, Http40LeavesItsFolderByNoSpelling) {
    const RunningServer server(routes_, files_);
    for (const auto* path :
         {"/../outside.txt", "/%2e%2e/outside.txt", "/..%2foutside.txt", "/%2e%2e%2foutside.txt",
          "/%252e%252e/outside.txt", "/..%5coutside.txt", "/..;/outside.txt", "/....//outside.txt",
          "/assets/../../outside.txt", "/./styles.css", "//styles.css", "/assets//logo.svg",
          "/link.txt", "/%2fetc/passwd", "/C:/windows", "/file:///etc/passwd", "/styles.css/",
          "/styles.css%20", "/STYLES.CSS"}) {
        const auto response = server.client().ask(get_request(path, kNavigate));
        EXPECT_EQ(response.status, 404) << path;
        EXPECT_THAT(response.body, Not(HasSubstr("secret")));
    }
    for (const auto* path : {"/..\\outside.txt", "/%c0%ae%c0%ae/outside.txt", "/styles.css%00.txt",
                             "/%e0%80%ae/", "/\xc0\xae/"}) {
        EXPECT_EQ(server.client().ask(get_request(path, kNavigate)).status, 400) << path;
    }
}

TEST_F(StaticFilesTest, Http41ServesNothingPrivate) {
    const RunningServer server(routes_, files_);
    auto client = server.client();
    for (const auto* path : {"/.git/config", "/.env", "/main-ABCD1234.js.map", "/data.db",
                             "/data.db-wal", "/notes.txt~", "/config", "/backup"}) {
        EXPECT_EQ(client.ask(get_request(path)).status, 404) << path;
    }
}

TEST_F(StaticFilesTest, Http42GivesThePageOnlyToNavigation) {
    const RunningServer server(routes_, files_);
    auto client = server.client();
    for (const auto* path : {"/history", "/homes/abc/devices", "/setup"}) {
        const auto page = client.ask(get_request(path, kNavigate));
        EXPECT_EQ(page.status, 200) << path;
        EXPECT_THAT(page.body, HasSubstr("app-root"));
        EXPECT_EQ(client.ask(get_request(path)).status, 404) << path;
        EXPECT_EQ(
            client.ask(get_request(path, "Accept: text/html\r\nSec-Fetch-Dest: script\r\n")).status,
            404);
    }
    for (const auto* path :
         {"/api/v1/nothing", "/api", "/assets/nothing", "/nothing.js", "/assets/"}) {
        const auto response = client.ask(get_request(path, kNavigate));
        EXPECT_EQ(response.status, 404) << path;
        EXPECT_EQ(response.header("content-type"), "application/problem+json");
    }
    EXPECT_EQ(client.ask(test::post_request("/history", "{}")).status, 404);
}

TEST_F(StaticFilesTest, Http43SendsWholeFilesWhateverRangeIsAsked) {
    const RunningServer server(routes_, files_);
    const auto response =
        server.client().ask(get_request("/styles.css", "Range: bytes=0-0, -1, 5-\r\n"));
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, "a{}");
}

TEST_F(StaticFilesTest, NeedsAFolder) {
    EXPECT_FALSE(StaticFiles::load(root() / "missing"));
    EXPECT_TRUE(StaticFiles().empty());
}

}  // namespace
}  // namespace ohmstead::http
