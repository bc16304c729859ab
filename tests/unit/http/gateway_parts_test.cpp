#include <gtest/gtest.h>

#include "http/access.hpp"
#include "http/forwarded.hpp"
#include "http/rate_limiter.hpp"
#include "http/same_origin.hpp"

namespace ohmstead::http {
namespace {

namespace ip = boost::asio::ip;
using namespace std::chrono_literals;

ConnectionFacts from(const std::string& peer) {
    return {.tls = false, .local = {}, .peer = ip::make_address(peer), .host = {}};
}

TrustedProxies::View view_of(const std::vector<std::string>& proxies, const std::string& peer,
                             const std::vector<HeaderField>& fields) {
    HeaderList headers;
    headers.add({"Host", "direct.example"});
    for (const auto& field : fields) {
        headers.add(field);
    }
    return TrustedProxies::parse(proxies).value().apply(from(peer), headers);
}

TEST(Forwarded, Rl05IgnoresHeadersOfUntrustedPeers) {
    for (const auto* name : {"X-Forwarded-For", "X-Real-IP", "Forwarded", "X-Forwarded-Host"}) {
        const auto view = view_of({"10.0.0.1"}, "203.0.113.5", {{name, "198.51.100.1"}});
        EXPECT_EQ(view.connection.peer.to_string(), "203.0.113.5");
        EXPECT_EQ(view.connection.host, "direct.example");
        EXPECT_TRUE(view.connection.forwarded);
    }
    EXPECT_FALSE(view_of({}, "203.0.113.5", {}).connection.forwarded);
}

TEST(Forwarded, Rl06UsesTheLastUntrustedHop) {
    const auto peer = [](std::string_view chain) {
        return view_of({"10.0.0.0/8", "fd00::/8"}, "10.0.0.1", {{"X-Forwarded-For", chain}})
            .connection.peer.to_string();
    };
    EXPECT_EQ(peer("1.1.1.1, 203.0.113.9, 10.9.9.9"), "203.0.113.9");
    EXPECT_EQ(peer("203.0.113.9"), "203.0.113.9");
    EXPECT_EQ(peer("203.0.113.9, fd00::5"), "203.0.113.9");
    EXPECT_EQ(peer("10.2.2.2, 10.3.3.3"), "10.2.2.2");
}

TEST(Forwarded, Rl07TakesOddEntriesForUntrusted) {
    const auto peer = [](std::string_view chain) {
        return view_of({"10.0.0.1", "::ffff:10.0.0.2"}, "10.0.0.1", {{"X-Forwarded-For", chain}})
            .connection.peer.to_string();
    };
    EXPECT_EQ(peer("203.0.113.9:4711"), "203.0.113.9");
    EXPECT_EQ(peer("[2001:db8::1]:80"), "2001:db8::1");
    EXPECT_EQ(peer("::ffff:203.0.113.9"), "203.0.113.9");
    EXPECT_EQ(peer("203.0.113.9, 10.0.0.2"), "203.0.113.9");
    EXPECT_EQ(peer("fe80::1%eth0"), "10.0.0.1");
    EXPECT_EQ(peer("203.0.113.9, garbage"), "10.0.0.1");
    EXPECT_EQ(peer("["), "10.0.0.1");
    EXPECT_EQ(peer(""), "10.0.0.1");
    std::string many;
    for (int i = 0; i < 1000; ++i) {
        many += "1.1.1.1, ";
    }
    EXPECT_EQ(peer(many + "203.0.113.9"), "203.0.113.9");
}

TEST(Forwarded, RefusesNetworksThatAreNone) {
    for (const auto* bad : {"", "10.0.0.0/33", "10.0.0.0/x", "10.0.0.0/", "::/129", "proxy"}) {
        EXPECT_FALSE(TrustedProxies::parse({bad})) << bad;
    }
}

TEST(Origin, IsComparedWithDefaultPorts) {
    const ConnectionFacts plain{.host = "Home.example:80"};
    EXPECT_TRUE(is_own_origin("http://home.example", plain));
    EXPECT_FALSE(is_own_origin("https://home.example", plain));
    const ConnectionFacts tls{.tls = true, .host = "home.example"};
    EXPECT_TRUE(is_own_origin("https://home.example:443", tls));
    for (const auto* bad :
         {"null", "", "home.example", "https://home.example.evil", "https://evil/home.example",
          "https://home.example:8443", "https://home.example/"}) {
        EXPECT_FALSE(is_own_origin(bad, tls)) << bad;
    }
}

TEST(RateLimiter, Rl01AllowsABurstAndThenTheRate) {
    RateLimiter limiter;
    RateLimiter::Time now{};
    const Rate rate{.per_minute = 60};
    for (int i = 0; i < 60; ++i) {
        EXPECT_EQ(limiter.take("a", rate, now), 0);
    }
    EXPECT_EQ(limiter.take("a", rate, now), 1);
    EXPECT_EQ(limiter.take("b", rate, now), 0);
    now += 1s;
    EXPECT_EQ(limiter.take("a", rate, now), 0);
    EXPECT_EQ(limiter.take("a", rate, now), 1);
    // A time that goes back gives nothing.
    EXPECT_EQ(limiter.take("a", rate, now - 1h), 1);
    EXPECT_EQ(limiter.take("c", Rate{.per_minute = 2}, now), 0);
}

TEST(RateLimiter, Rl04ForgetsThoseThatWereQuietLongest) {
    RateLimiter limiter;
    const Rate rate{.per_minute = 1};
    const RateLimiter::Time now{};
    EXPECT_EQ(limiter.take("mine", rate, now), 0);
    for (int i = 0; i < 1'000'000; ++i) {
        limiter.take(std::to_string(i), rate, now);
        if (i % 10'000 == 0) {
            EXPECT_GT(limiter.take("mine", rate, now), 0);
        }
    }
    EXPECT_LE(limiter.size(), 65'536U);
}

TEST(RateLimiter, CountsUsersByNameAndOthersByAddress) {
    RequestContext context;
    context.connection.peer = ip::make_address("2001:db8:1:2:3::1");
    const auto first = rate_key(context);
    context.connection.peer = ip::make_address("2001:db8:1:2:ffff::1");
    EXPECT_EQ(rate_key(context), first);
    context.connection.peer = ip::make_address("2001:db8:1:3::1");
    EXPECT_NE(rate_key(context), first);
    auto identity = std::make_shared<Identity>();
    identity->subject.user = UserId{"u1"};
    context.identity = identity;
    EXPECT_EQ(rate_key(context), "uu1");
}

TEST(Access, TellsNobodyFromTheWrongPerson) {
    const Identity person;
    Identity key;
    key.means = Identity::Means::api_key;
    key.scope = scope_for_ingest(HomeId{"h"});
    const auto code = [](Access access, const Identity* identity) {
        const auto status = access.check(identity, "h");
        return status ? std::optional<ErrorCode>{} : status.error().code;
    };
    EXPECT_EQ(code(Access::open(), nullptr), std::nullopt);
    for (const auto access :
         {Access::signed_in(), Access::home(Right::see_home), Access::ingest_key()}) {
        EXPECT_EQ(code(access, nullptr), ErrorCode::unauthenticated);
    }
    EXPECT_EQ(code(Access::signed_in(), &person), std::nullopt);
    EXPECT_EQ(code(Access::signed_in(), &key), ErrorCode::forbidden);
    EXPECT_EQ(code(Access::ingest_key(), &person), ErrorCode::forbidden);
    EXPECT_EQ(code(Access::ingest_key(), &key), std::nullopt);
    EXPECT_EQ(code(Access::home(Right::see_home), &key), ErrorCode::not_found);
}

}  // namespace
}  // namespace ohmstead::http
