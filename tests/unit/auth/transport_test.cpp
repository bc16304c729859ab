#include "auth/transport.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "auth/cookies.hpp"

namespace ohmstead {
namespace {

boost::asio::ip::address address(const char* text) {
    return boost::asio::ip::make_address(text);
}

struct Case {
    const char* name;
    bool tls;
    const char* local;
    const char* peer;
    const char* host;
    bool forwarded;
    bool allow_plain_http;
    // expected
    bool host_allowed;
    bool sign_in;
    bool encrypted;
    bool loopback_privileges;
};

constexpr bool kYes = true;
constexpr bool kNo = false;

// clang-format off
constexpr Case kCases[]{
    // name                          tls   local             peer              host                     fwd   plain  host  sign  encr  loop
    {"loopback",                     kNo,  "127.0.0.1",      "127.0.0.1",      "127.0.0.1:8080",        kNo,  kNo,   kYes, kYes, kYes, kYes},
    {"localhost",                    kNo,  "127.0.0.1",      "127.0.0.1",      "LocalHost:8080",        kNo,  kNo,   kYes, kYes, kYes, kYes},
    {"IPv6 loopback",                kNo,  "::1",            "::1",            "[::1]:8080",            kNo,  kNo,   kYes, kYes, kYes, kYes},
    {"mapped loopback",              kNo,  "::ffff:127.0.0.1", "::ffff:127.0.0.1", "127.0.0.1",         kNo,  kNo,   kYes, kYes, kYes, kYes},
    {"loopback over TLS",            kYes, "127.0.0.1",      "127.0.0.1",      "localhost",             kNo,  kNo,   kYes, kYes, kYes, kYes},
    {"loopback, listed name",        kNo,  "127.0.0.1",      "127.0.0.1",      "ohmstead.local:8080",   kNo,  kNo,   kYes, kYes, kYes, kNo},
    {"loopback, rebound name",       kNo,  "127.0.0.1",      "127.0.0.1",      "evil.example:8080",     kNo,  kNo,   kNo,  kNo,  kYes, kNo},
    {"loopback behind a proxy",      kNo,  "127.0.0.1",      "127.0.0.1",      "localhost",             kYes, kNo,   kYes, kNo,  kNo,  kNo},
    {"the same, plain allowed",      kNo,  "127.0.0.1",      "127.0.0.1",      "ohmstead.local",        kYes, kYes,  kYes, kYes, kNo,  kNo},
    {"TLS proxy in front of TLS",    kYes, "127.0.0.1",      "127.0.0.1",      "localhost",             kYes, kNo,   kYes, kYes, kYes, kNo},
    {"private over TLS",             kYes, "192.168.1.7",    "192.168.1.20",   "192.168.1.7:8443",      kNo,  kNo,   kYes, kYes, kYes, kNo},
    {"private, plain",               kNo,  "192.168.1.7",    "192.168.1.20",   "192.168.1.7:8080",      kNo,  kNo,   kYes, kNo,  kNo,  kNo},
    {"private, plain allowed",       kNo,  "192.168.1.7",    "192.168.1.20",   "192.168.1.7:8080",      kNo,  kYes,  kYes, kYes, kNo,  kNo},
    {"private IPv6, plain allowed",  kNo,  "fd00::7",        "fd00::20",       "[fd00::7]:8080",        kNo,  kYes,  kYes, kYes, kNo,  kNo},
    {"link-local, plain allowed",    kNo,  "fe80::7%1",      "fe80::20%1",     "[fe80::7]:8080",        kNo,  kYes,  kYes, kYes, kNo,  kNo},
    {"public peer, plain allowed",   kNo,  "192.168.1.7",    "203.0.113.5",    "192.168.1.7",           kNo,  kYes,  kYes, kNo,  kNo,  kNo},
    {"public address, plain allowed",kNo,  "203.0.113.7",    "192.168.1.20",   "203.0.113.7",           kNo,  kYes,  kYes, kNo,  kNo,  kNo},
    {"public over TLS",              kYes, "203.0.113.7",    "203.0.113.5",    "ohmstead.local",        kNo,  kNo,   kYes, kYes, kYes, kNo},
    {"public over TLS, other name",  kYes, "203.0.113.7",    "203.0.113.5",    "ohmstead.local.evil",   kNo,  kNo,   kNo,  kNo,  kYes, kNo},
    {"another address as Host",      kYes, "192.168.1.7",    "192.168.1.20",   "192.168.1.8",           kNo,  kNo,   kNo,  kNo,  kYes, kNo},
    {"localhost from the network",   kNo,  "192.168.1.7",    "192.168.1.20",   "localhost",             kNo,  kNo,   kYes, kNo,  kNo,  kNo},
    {"network peer on loopback",     kNo,  "127.0.0.1",      "192.168.1.20",   "localhost",             kNo,  kNo,   kYes, kNo,  kNo,  kNo},
    {"no Host",                      kNo,  "127.0.0.1",      "127.0.0.1",      "",                      kNo,  kNo,   kNo,  kNo,  kYes, kNo},
    {"short form of loopback",       kNo,  "127.0.0.1",      "127.0.0.1",      "127.1",                 kNo,  kNo,   kNo,  kNo,  kYes, kNo},
    {"decimal form of loopback",     kNo,  "127.0.0.1",      "127.0.0.1",      "2130706433",            kNo,  kNo,   kNo,  kNo,  kYes, kNo},
    {"trailing dot",                 kNo,  "127.0.0.1",      "127.0.0.1",      "localhost.",            kNo,  kNo,   kNo,  kNo,  kYes, kNo},
    {"user name in Host",            kNo,  "127.0.0.1",      "127.0.0.1",      "evil@localhost",        kNo,  kNo,   kNo,  kNo,  kYes, kNo},
};
// clang-format on

TEST(Transport, DecidesByTheTable) {
    for (const Case& each : kCases) {
        SCOPED_TRACE(each.name);
        const TransportFacts facts{.tls = each.tls,
                                   .local = address(each.local),
                                   .peer = address(each.peer),
                                   .host = each.host,
                                   .forwarded = each.forwarded};
        const TransportRules rules{.allow_plain_http = each.allow_plain_http,
                                   .allowed_hosts = {"ohmstead.local"}};
        const TransportVerdict verdict = judge_transport(facts, rules);
        EXPECT_EQ(verdict.host_allowed, each.host_allowed);
        EXPECT_EQ(verdict.sign_in_allowed, each.sign_in);
        EXPECT_EQ(verdict.encrypted, each.encrypted);
        EXPECT_EQ(verdict.loopback_privileges, each.loopback_privileges);
        EXPECT_EQ(verdict.cookie, each.tls ? CookieFlavour::secure : CookieFlavour::plain);
    }
}

TEST(Transport, KnowsPrivateAddresses) {
    for (const char* text :
         {"10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.0.1", "169.254.1.1", "127.0.0.1",
          "::1", "fd12::1", "fe80::1", "::ffff:10.0.0.1"}) {
        EXPECT_TRUE(is_private_address(address(text))) << text;
    }
    for (const char* text : {"11.0.0.1", "172.15.0.1", "172.32.0.1", "192.169.0.1", "100.64.0.1",
                             "0.0.0.0", "8.8.8.8", "2001:db8::1", "::ffff:8.8.8.8", "::"}) {
        EXPECT_FALSE(is_private_address(address(text))) << text;
    }
}

TEST(HostHeader, IsReadStrictly) {
    EXPECT_EQ(host_without_port("Example.COM"), "example.com");
    EXPECT_EQ(host_without_port("example.com:8443"), "example.com");
    EXPECT_EQ(host_without_port("[::1]:8443"), "::1");
    EXPECT_EQ(host_without_port("[::1]"), "::1");
    for (const char* text : {"", ":80", "a b", "a/b", "a:b", "a:123456", "[::1", "[::1]x", "[x]:80",
                             "[127.0.0.1]", "::1", "a:80:80", "user@host", "host\t"}) {
        EXPECT_EQ(host_without_port(text), "") << text;
    }
}

TEST(Cookies, AreBoundToTheTransport) {
    EXPECT_EQ(set_session_cookie(CookieFlavour::secure, "abc", Seconds{60}),
              "__Host-ohmstead=abc; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=60");
    EXPECT_EQ(set_session_cookie(CookieFlavour::plain, "abc", Seconds{60}),
              "ohmstead=abc; Path=/; HttpOnly; SameSite=Strict; Max-Age=60");
    EXPECT_EQ(clear_session_cookie(CookieFlavour::secure),
              "__Host-ohmstead=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0");
}

TEST(Cookies, AreFoundByTheirExactName) {
    constexpr auto kSecure = CookieFlavour::secure;
    EXPECT_EQ(find_session_cookie("__Host-ohmstead=abc", kSecure), "abc");
    EXPECT_EQ(find_session_cookie("a=b;  __Host-ohmstead=abc ; c=d", kSecure), "abc");
    EXPECT_EQ(find_session_cookie("ohmstead=plain; __Host-ohmstead=abc", CookieFlavour::plain),
              "plain");
    EXPECT_EQ(find_session_cookie("__Host-ohmstead=", kSecure), "");
    for (const char* header :
         {"", ";", "=", "ohmstead=abc", "__host-ohmstead=abc", "x__Host-ohmstead=abc",
          "__Host-ohmstead", "a=__Host-ohmstead=abc"}) {
        EXPECT_EQ(find_session_cookie(header, kSecure), std::nullopt) << header;
    }
}

TEST(Cookies, ADoubledOneIsNone) {
    EXPECT_EQ(find_session_cookie("ohmstead=a; ohmstead=b", CookieFlavour::plain), std::nullopt);
    EXPECT_EQ(find_session_cookie("ohmstead=a; ohmstead=a", CookieFlavour::plain), std::nullopt);
}

}  // namespace
}  // namespace ohmstead
