#include "net/url.hpp"

#include <gtest/gtest.h>

#include "net/address_policy.hpp"

namespace ohmstead {
namespace {

TEST(ParseUrl, ReadsSchemeHostPortAndTarget) {
    const auto plain = parse_url("http://homeassistant.local:8123");
    ASSERT_TRUE(plain);
    EXPECT_EQ(*plain, (Url{UrlScheme::http, "homeassistant.local", 8123, "/"}));
    EXPECT_EQ(plain->authority(), "homeassistant.local:8123");
    const auto full = parse_url("WSS://Example.ORG/a/b?x=1");
    ASSERT_TRUE(full);
    EXPECT_EQ(*full, (Url{UrlScheme::wss, "example.org", 443, "/a/b?x=1"}));
    EXPECT_EQ(full->authority(), "example.org");
    EXPECT_TRUE(full->is_tls());
    const auto six = parse_url("http://[fd00::1]:80/");
    ASSERT_TRUE(six);
    EXPECT_EQ(six->host, "fd00::1");
    EXPECT_EQ(six->authority(), "[fd00::1]");
    EXPECT_EQ(parse_url("http://host?x=1")->target, "/?x=1");
}

TEST(ParseUrl, RefusesEverythingElse) {
    for (const std::string text : {"",
                                   "host",
                                   "host:8123",
                                   "//host",
                                   "http:",
                                   "http://",
                                   "http:///path",
                                   "http://:80",
                                   "ftp://host",
                                   "file:///etc/passwd",
                                   "gopher://host",
                                   "data:text/plain,x",
                                   "javascript:alert(1)",
                                   "http://user@host",
                                   "http://user:pass@host",
                                   "http://@host",
                                   "http://host#x",
                                   "http://host/#",
                                   "http://host:0",
                                   "http://host:65536",
                                   "http://host:x",
                                   "http://ho st",
                                   "http://host\r\nX: y",
                                   "http://host/\r\n",
                                   "http://host\\@other",
                                   "http://h%6fst",
                                   "http://host%2eevil",
                                   "http://hóst",
                                   "http://host.",
                                   "http://.host",
                                   "http://ho..st",
                                   "http://127.1",
                                   "http://2130706433",
                                   "http://0x7f000001",
                                   "http://0",
                                   "http://0177.0.0.1",
                                   "http://127.0.0.1.",
                                   "http://1.2.3.4.5",
                                   "http://a.0x1",
                                   "http://[::1",
                                   "http://[v1.x]",
                                   "http://[::1]x",
                                   " http://host",
                                   "http://host "}) {
        EXPECT_FALSE(parse_url(text)) << text;
    }
    EXPECT_FALSE(parse_url("http://host/" + std::string(2048, 'a')));
}

TEST(AddressPolicy, SelfHostedReachesTheHouseButNeverMetadata) {
    const auto allowed = [](const char* text) {
        return allows(AddressPolicy::self_hosted, boost::asio::ip::make_address(text));
    };
    for (const auto* text : {"127.0.0.1", "192.168.1.5", "10.0.0.1", "172.30.1.1", "100.64.0.1",
                             "8.8.8.8", "::1", "fd12::1", "2001:4860:4860::8888"}) {
        EXPECT_TRUE(allowed(text)) << text;
    }
    for (const auto* text :
         {"169.254.169.254", "169.254.1.1", "0.0.0.0", "0.1.2.3", "224.0.0.1", "255.255.255.255",
          "::", "fe80::1", "ff02::1", "fd00:ec2::254", "::ffff:169.254.169.254",
          "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::1", "::169.254.169.254"}) {
        EXPECT_FALSE(allowed(text)) << text;
    }
}

TEST(AddressPolicy, PublicOnlyRefusesEveryPrivateForm) {
    const auto allowed = [](const char* text) {
        return allows(AddressPolicy::public_only, boost::asio::ip::make_address(text));
    };
    EXPECT_TRUE(allowed("8.8.8.8"));
    EXPECT_TRUE(allowed("2001:4860:4860::8888"));
    EXPECT_TRUE(allowed("::ffff:8.8.8.8"));
    for (const auto* text : {"127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.0.1", "100.64.0.1",
                             "169.254.169.254", "::1", "fc00::1", "fd00::1", "::ffff:127.0.0.1",
                             "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::"}) {
        EXPECT_FALSE(allowed(text)) << text;
    }
}

TEST(AddressPolicy, CredentialServicesAreAHandfulOfAddresses) {
    const auto allowed = [](const char* text) {
        return allows(AddressPolicy::credential_services, boost::asio::ip::make_address(text));
    };
    for (const auto* text : {"127.0.0.1", "::1", "169.254.169.254", "169.254.170.2",
                             "169.254.170.23", "fd00:ec2::23", "fd00:ec2::254"}) {
        EXPECT_TRUE(allowed(text)) << text;
    }
    for (const auto* text : {"169.254.169.253", "169.254.0.1", "10.0.0.1", "8.8.8.8", "0.0.0.0",
                             "fd00:ec2::253", "fe80::1", "2001:4860:4860::8888"}) {
        EXPECT_FALSE(allowed(text)) << text;
    }
}

}  // namespace
}  // namespace ohmstead
