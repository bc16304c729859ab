#include "auth/provider_documents.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "async/sleep.hpp"
#include "auth/identity_provider.hpp"
#include "support/manual_clock.hpp"
#include "support/scripted_provider.hpp"
#include "support/task_runner.hpp"
#include "unit/auth/token_fixture.hpp"

namespace ohmstead {
namespace {

namespace json = boost::json;
using namespace test;

constexpr std::string_view kIssuer = "https://id.example/tenant";
const std::string kDiscovery = "/tenant/.well-known/openid-configuration";

json::object discovery() {
    return {{"issuer", kIssuer},
            {"authorization_endpoint", "https://id.example/authorize"},
            {"token_endpoint", "https://id.example/token"},
            {"jwks_uri", "https://keys.example/keys"},
            {"end_session_endpoint", "https://id.example/logout"},
            {"authorization_response_iss_parameter_supported", true}};
}

class ProviderDocumentsTest : public testing::Test {
protected:
    ProviderDocumentsTest() {
        provider_.says(kDiscovery, json::serialize(discovery()));
        provider_.says("/keys", jwk_set_of({with_id(rsa_key().jwk(), "old")}));
    }
    std::vector<std::string> ids(Result<std::shared_ptr<const JwkSet>> keys) {
        std::vector<std::string> found;
        if (keys) {
            for (const auto& key : (*keys)->keys) {
                found.push_back(key.id);
            }
        }
        return found;
    }
    auto keys() { return ids(runner_.run(documents_.keys())); }
    auto newer_keys() { return ids(runner_.run(documents_.newer_keys())); }
    // With what it begins beside.
    void maintain() {
        documents_.maintain();
        runner_.run(sleep_for(Milliseconds{0}));
    }

    TaskRunner runner_;
    ManualClock clock_{kTokenNow};
    TaskGroup tasks_{runner_.executor(), Log{}};
    ScriptedProvider provider_;
    ProviderDocuments documents_{{.name = "Directory",
                                  .discovery_base = std::string(kIssuer),
                                  .issuer = std::string(kIssuer)},
                                 provider_.fetch(),
                                 runner_.executor(),
                                 tasks_,
                                 clock_,
                                 Log{}};
};

TEST_F(ProviderDocumentsTest, ReadsAddressesAndKeysOnce) {
    const auto metadata = runner_.run(documents_.metadata()).value();
    EXPECT_EQ(metadata->token_endpoint, "https://id.example/token");
    EXPECT_TRUE(metadata->names_issuer);
    EXPECT_FALSE(metadata->secret_in_body);
    EXPECT_THAT(keys(), testing::ElementsAre("old"));
    EXPECT_THAT(keys(), testing::ElementsAre("old"));
    EXPECT_EQ(provider_.times(kDiscovery), 1U);
    EXPECT_EQ(provider_.times("/keys"), 1U);
    EXPECT_EQ(provider_.requests[0].time_limit, std::chrono::seconds{5});
    EXPECT_EQ(provider_.requests[1].max_body, std::size_t{256} * 1024);
}

TEST_F(ProviderDocumentsTest, Jwt06UnknownKeysFetchOnceInHalfAMinute) {
    EXPECT_THAT(keys(), testing::ElementsAre("old"));
    clock_.advance(std::chrono::seconds{31});
    for (int i = 0; i < 1'000; ++i) {
        newer_keys();
        clock_.advance(Milliseconds{10});
    }
    EXPECT_EQ(provider_.times("/keys"), 2U);
    clock_.advance(std::chrono::seconds{21});
    newer_keys();
    EXPECT_EQ(provider_.times("/keys"), 3U);
}

TEST_F(ProviderDocumentsTest, OneFetchServesAllWhoWait) {
    int answered = 0;
    const auto ask = [&]() -> Task<void> {
        const auto found = co_await documents_.keys();
        answered += found ? 1 : 0;
    };
    for (int i = 0; i < 5; ++i) {
        boost::asio::co_spawn(runner_.context(), ask, [](std::exception_ptr) {});
    }
    runner_.run(ask());
    EXPECT_EQ(answered, 6);
    EXPECT_EQ(provider_.times("/keys"), 1U);
}

TEST_F(ProviderDocumentsTest, Jwt38KeysRollOver) {
    EXPECT_THAT(keys(), testing::ElementsAre("old"));
    provider_.says("/keys", jwk_set_of({with_id(rsa_key().jwk(), "old"),
                                        with_id(other_rsa_key().jwk(), "new")}));
    clock_.advance(std::chrono::seconds{31});
    EXPECT_THAT(newer_keys(), testing::ElementsAre("old", "new"));
    provider_.says("/keys", jwk_set_of({with_id(other_rsa_key().jwk(), "new")}));
    clock_.advance(ProviderDocuments::kFreshKeys);
    maintain();
    EXPECT_THAT(keys(), testing::ElementsAre("new"));
}

TEST_F(ProviderDocumentsTest, Jwt39KeepsTheLastGoodKeysForADay) {
    EXPECT_THAT(keys(), testing::ElementsAre("old"));
    const std::vector<std::function<void()>> faults{
        [&] { provider_.fails("/keys", NetFailure::unreachable); },
        [&] { provider_.fails("/keys", NetFailure::timeout); },
        [&] { provider_.fails("/keys", NetFailure::too_large); },
        [&] { provider_.says("/keys", "", 500); },
        [&] { provider_.says("/keys", "<html>", 200); },
        [&] { provider_.says("/keys", R"({"keys":[]})", 200); },
        [&] { provider_.says("/keys", jwk_set_of({with_id(rsa_key().jwk(), "x")}), 302); },
        [&] { provider_.says("/keys", jwk_set_of({MintKey::rsa(1024).jwk()}), 200); }};
    for (const auto& fault : faults) {
        fault();
        clock_.advance(std::chrono::hours{2});
        maintain();
        EXPECT_THAT(keys(), testing::ElementsAre("old"));
    }
    clock_.advance(std::chrono::hours{8} + std::chrono::seconds{1});
    const auto none = runner_.run(documents_.keys());
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().code, ErrorCode::unavailable);
    provider_.says("/keys", jwk_set_of({with_id(rsa_key().jwk(), "back")}));
    clock_.advance(std::chrono::seconds{31});
    EXPECT_THAT(keys(), testing::ElementsAre("back"));
}

TEST_F(ProviderDocumentsTest, AProviderThatIsDownIsAskedSeldom) {
    provider_.fails(kDiscovery, NetFailure::unreachable);
    for (int i = 0; i < 100; ++i) {
        EXPECT_EQ(runner_.run(documents_.metadata()).error().code, ErrorCode::unavailable);
    }
    EXPECT_EQ(provider_.times(kDiscovery), 1U);
}

TEST(ProviderMetadata, Oidc11IsOfTheConfiguredIssuerWithSafeAddresses) {
    const auto read = [](const json::object& document) {
        return read_provider_metadata(json::serialize(document), kIssuer).has_value();
    };
    EXPECT_TRUE(read(discovery()));
    for (const json::value& issuer :
         json::array{"https://id.example/tenant/", "https://ID.example/tenant",
                     "https://other.example/tenant", "https://id.example", "", 7, nullptr}) {
        auto document = discovery();
        document["issuer"] = issuer;
        EXPECT_FALSE(read(document)) << json::serialize(issuer);
    }
    for (const char* name :
         {"authorization_endpoint", "token_endpoint", "jwks_uri", "end_session_endpoint"}) {
        for (const json::value& address :
             json::array{"http://id.example/x", "/x", "javascript:alert(1)", "", 7,
                         "https://user@id.example/", "http://127.0.0.1.evil.example/"}) {
            auto document = discovery();
            document[name] = address;
            EXPECT_FALSE(read(document)) << name << json::serialize(address);
        }
    }
    auto none = discovery();
    none.erase("end_session_endpoint");
    EXPECT_TRUE(read(none));
    EXPECT_FALSE(read_provider_metadata("[]", kIssuer));
    EXPECT_FALSE(read_provider_metadata("<html>", kIssuer));
}

TEST(ProviderMetadata, KnowsHowTheSecretIsSent) {
    auto document = discovery();
    document["token_endpoint_auth_methods_supported"] = json::array{"client_secret_post"};
    EXPECT_TRUE(read_provider_metadata(json::serialize(document), kIssuer).value().secret_in_body);
    document["token_endpoint_auth_methods_supported"] =
        json::array{"client_secret_post", "client_secret_basic"};
    EXPECT_FALSE(read_provider_metadata(json::serialize(document), kIssuer).value().secret_in_body);
}

TEST(IdentityProviderTest, OnlyThisMachineIsReachedByPlainHttp) {
    EXPECT_TRUE(is_safe_provider_url("https://id.example/x"));
    EXPECT_TRUE(is_safe_provider_url("http://127.0.0.1:1234/x"));
    EXPECT_TRUE(is_safe_provider_url("http://localhost:1234/x"));
    EXPECT_FALSE(is_safe_provider_url("http://192.168.1.2/x"));
    EXPECT_FALSE(is_safe_provider_url("ws://localhost/x"));
    EXPECT_FALSE(is_safe_provider_url("ftp://id.example/x"));
}

TEST(IdentityProviderTest, Oidc33ADomainIsTheWholeDomain) {
    const std::vector<std::string> domains{"example.com"};
    EXPECT_TRUE(is_of_domain("ann@example.com", true, domains));
    EXPECT_TRUE(is_of_domain("ann@EXAMPLE.com", true, domains));
    EXPECT_FALSE(is_of_domain("ann@example.com", false, domains));
    for (const char* email : {"ann@evil-example.com", "ann@example.com.evil", "a@b@example.com",
                              "ann@sub.example.com", "example.com", "", "ann@"}) {
        EXPECT_FALSE(is_of_domain(email, true, domains)) << email;
    }
}

}  // namespace
}  // namespace ohmstead
