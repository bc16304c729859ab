#include "store_dynamodb/credential_sources.hpp"

#include <fstream>
#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "manual_timing.hpp"
#include "store_dynamodb/credential_fetch.hpp"
#include "support/scripted_dynamodb.hpp"
#include "support/task_runner.hpp"
#include "support/temporary_folder.hpp"

namespace ohmstead::dynamodb::test {
namespace {

using ohmstead::test::ScriptedAnswer;
using ohmstead::test::ScriptedDynamoDb;
using ohmstead::test::TaskRunner;
using ohmstead::test::TemporaryFolder;
using testing::HasSubstr;

constexpr const char* kJson =
    R"({"Code":"Success","AccessKeyId":"ID","SecretAccessKey":"SECRET","Token":"TOKEN",)"
    R"("Expiration":"2026-03-01T18:00:00Z"})";

std::string xml(const std::string& credentials) {
    return R"(<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <AssumeRoleWithWebIdentityResult>
    <SubjectFromWebIdentityToken>system:serviceaccount:x</SubjectFromWebIdentityToken>
    <Credentials>
)" + credentials +
           R"(    </Credentials>
  </AssumeRoleWithWebIdentityResult>
</AssumeRoleWithWebIdentityResponse>)";
}

const std::string kXmlKeys =
    "<SessionToken>TO+K/EN==</SessionToken><SecretAccessKey>SECRET</SecretAccessKey>"
    "<Expiration>2026-03-01T18:00:00Z</Expiration><AccessKeyId>ID</AccessKeyId>";

class CredentialSources : public testing::Test {
protected:
    ~CredentialSources() override {
        server.stop();
        runner.context().restart();
        runner.context().run();
    }

    Result<std::unique_ptr<CredentialSource>> choose() {
        auto own_timing = std::make_unique<ManualTiming>();
        timing = own_timing.get();
        const auto environment = [this](const std::string& name) -> std::optional<std::string> {
            const auto found = variables.find(name);
            return found != variables.end() ? std::optional(found->second) : std::nullopt;
        };
        return choose_credential_source(environment, "eu-central-1", std::move(own_timing), places);
    }

    Result<Credentials> fetch() {
        if (!source) {
            source = choose().value();
        }
        return runner.run_alone(source->fetch());
    }

    void write(const std::string& name, const std::string& content) {
        std::ofstream(folder.path() / name) << content;
    }

    TaskRunner runner;
    ScriptedDynamoDb server{runner.context()};
    TemporaryFolder folder;
    std::map<std::string, std::string> variables;
    CredentialPlaces places{.container = server.url(),
                            .instance = server.url(),
                            .security_token_service = server.url()};
    std::unique_ptr<CredentialSource> source;
    ManualTiming* timing = nullptr;
};

TEST_F(CredentialSources, KeysInTheEnvironmentComeFirst) {
    variables = {{"AWS_ACCESS_KEY_ID", "ID"},
                 {"AWS_SECRET_ACCESS_KEY", "SECRET"},
                 {"AWS_WEB_IDENTITY_TOKEN_FILE", "/nowhere"},
                 {"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/x"}};
    EXPECT_EQ(fetch()->signing.access_key_id, "ID");
    EXPECT_EQ(fetch()->signing.session_token, "");
    EXPECT_EQ(fetch()->expires, std::nullopt);
    variables["AWS_SESSION_TOKEN"] = "TOKEN";
    source.reset();
    EXPECT_EQ(fetch()->signing.session_token, "TOKEN");
    EXPECT_TRUE(server.requests().empty());
}

TEST_F(CredentialSources, HalfASettingIsRefused) {
    const std::vector<std::map<std::string, std::string>> halves{
        {{"AWS_ACCESS_KEY_ID", "ID"}},
        {{"AWS_SECRET_ACCESS_KEY", "SECRET"}},
        {{"AWS_WEB_IDENTITY_TOKEN_FILE", "/x"}},
        {{"AWS_EC2_METADATA_DISABLED", "true"}}};
    for (const auto& half : halves) {
        variables = half;
        EXPECT_EQ(choose().error().code, ErrorCode::invalid) << half.begin()->first;
    }
}

TEST_F(CredentialSources, AContainersEndpointIsAskedByPath) {
    variables = {{"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/v2/credentials/1?x=y"}};
    server.queue({.body = kJson});
    const auto credentials = fetch();
    ASSERT_TRUE(credentials);
    EXPECT_EQ(credentials->signing.access_key_id, "ID");
    EXPECT_EQ(credentials->signing.secret_access_key, "SECRET");
    EXPECT_EQ(credentials->signing.session_token, "TOKEN");
    EXPECT_EQ(credentials->expires, parse_rfc3339("2026-03-01T18:00:00Z"));
    EXPECT_EQ(server.requests()[0].method, "GET");
    EXPECT_EQ(server.requests()[0].target, "/v2/credentials/1?x=y");
    EXPECT_EQ(server.requests()[0].headers.count("authorization"), 0U);
}

TEST_F(CredentialSources, AContainersTokenIsReadAnewEachTime) {
    variables = {{"AWS_CONTAINER_CREDENTIALS_FULL_URI", server.url() + "/here"},
                 {"AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", folder.path() / "token"},
                 {"AWS_CONTAINER_AUTHORIZATION_TOKEN", "not this one"}};
    EXPECT_EQ(fetch().error().code, ErrorCode::unavailable);
    EXPECT_TRUE(server.requests().empty());
    server.queue({ScriptedAnswer{.body = kJson}, ScriptedAnswer{.body = kJson}});
    write("token", "one\n");
    EXPECT_TRUE(fetch());
    write("token", "two");
    EXPECT_TRUE(fetch());
    EXPECT_EQ(server.requests()[0].headers.at("authorization"), "one");
    EXPECT_EQ(server.requests()[1].headers.at("authorization"), "two");
    write("token", "three\r\nX-Evil: 1");
    EXPECT_FALSE(fetch());
    EXPECT_EQ(server.requests().size(), 2U);
}

TEST_F(CredentialSources, AContainersEndpointCannotBeAnybody) {
    for (const auto* good :
         {"https://credentials.example/x", "http://localhost:8080/x", "http://127.0.0.2/",
          "http://[::1]/x", "http://169.254.170.2/x", "http://169.254.170.23/v1/credentials",
          "http://[fd00:ec2::23]/v1/credentials"}) {
        variables = {{"AWS_CONTAINER_CREDENTIALS_FULL_URI", good}};
        EXPECT_TRUE(choose()) << good;
    }
    for (const auto* bad : {"http://credentials.example/x", "http://10.0.0.1/x",
                            "http://169.254.170.3/x", "ftp://localhost/", "localhost", "wss://x"}) {
        variables = {{"AWS_CONTAINER_CREDENTIALS_FULL_URI", bad}};
        EXPECT_EQ(choose().error().code, ErrorCode::invalid) << bad;
    }
    for (const auto* bad : {"@evil.example/", "0/x", ".evil.example"}) {
        variables = {{"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", bad}};
        EXPECT_EQ(choose().error().code, ErrorCode::invalid) << bad;
    }
}

TEST_F(CredentialSources, AnEndpointInTroubleIsAskedThreeTimes) {
    variables = {{"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/x"}};
    server.queue({ScriptedAnswer{.status = 500}, ScriptedAnswer{.gone = true},
                  ScriptedAnswer{.body = kJson}});
    EXPECT_TRUE(fetch());
    EXPECT_EQ(timing->pauses.size(), 2U);
    server.answer_with([](const auto&) { return ScriptedAnswer{.status = 429}; });
    EXPECT_EQ(fetch().error().code, ErrorCode::unavailable);
    EXPECT_EQ(server.requests().size(), 6U);
    server.answer_with([](const auto&) { return ScriptedAnswer{.status = 403, .body = "SECRET"}; });
    const auto refused = fetch();
    EXPECT_EQ(server.requests().size(), 7U);
    EXPECT_EQ(refused.error().detail, "it answers with status 403");
}

TEST_F(CredentialSources, AnInstanceIsAskedForASessionItsRoleAndItsKeys) {
    server.queue({ScriptedAnswer{.body = "SESSION"}, ScriptedAnswer{.body = "my-role\nother"},
                  ScriptedAnswer{.body = kJson}});
    EXPECT_EQ(fetch()->signing.access_key_id, "ID");
    const auto& requests = server.requests();
    ASSERT_EQ(requests.size(), 3U);
    EXPECT_EQ(requests[0].method, "PUT");
    EXPECT_EQ(requests[0].target, "/latest/api/token");
    EXPECT_EQ(requests[0].headers.at("x-aws-ec2-metadata-token-ttl-seconds"), "21600");
    EXPECT_EQ(requests[1].target, "/latest/meta-data/iam/security-credentials/");
    EXPECT_EQ(requests[1].headers.at("x-aws-ec2-metadata-token"), "SESSION");
    EXPECT_EQ(requests[2].target, "/latest/meta-data/iam/security-credentials/my-role");
    EXPECT_EQ(requests[2].headers.at("x-aws-ec2-metadata-token"), "SESSION");
}

TEST_F(CredentialSources, AnInstanceWithoutARoleHasNoKeys) {
    server.queue({ScriptedAnswer{.body = "SESSION"}, ScriptedAnswer{.status = 404}});
    EXPECT_FALSE(fetch());
    for (const auto* role : {"", "\n", "a/../b", "a b", "<html>"}) {
        server.queue({ScriptedAnswer{.body = "SESSION"}, ScriptedAnswer{.body = role}});
        EXPECT_EQ(fetch().error().detail, "the instance has no role") << role;
    }
    server.queue({ScriptedAnswer{.body = "SESSION\r\nX: y"}, ScriptedAnswer{.body = "role"}});
    EXPECT_FALSE(fetch());
}

TEST_F(CredentialSources, AWebIdentityTakesOnItsRole) {
    variables = {{"AWS_WEB_IDENTITY_TOKEN_FILE", folder.path() / "token"},
                 {"AWS_ROLE_ARN", "arn:aws:iam::1:role/a b"},
                 {"AWS_ROLE_SESSION_NAME", "session"}};
    write("token", "a.b-c_d+e");
    server.queue({.body = xml(kXmlKeys)});
    const auto credentials = fetch();
    ASSERT_TRUE(credentials);
    EXPECT_EQ(credentials->signing.access_key_id, "ID");
    EXPECT_EQ(credentials->signing.secret_access_key, "SECRET");
    EXPECT_EQ(credentials->signing.session_token, "TO+K/EN==");
    EXPECT_EQ(credentials->expires, parse_rfc3339("2026-03-01T18:00:00Z"));
    const auto& request = server.requests().at(0);
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.target, "/");
    EXPECT_EQ(request.headers.at("content-type"), "application/x-www-form-urlencoded");
    EXPECT_EQ(request.body,
              "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A1"
              "%3Arole%2Fa%20b&RoleSessionName=session&WebIdentityToken=a.b-c_d%2Be");
    variables.erase("AWS_ROLE_SESSION_NAME");
    source.reset();
    server.queue({.body = xml(kXmlKeys)});
    EXPECT_TRUE(fetch());
    EXPECT_THAT(server.requests().at(1).body, HasSubstr("RoleSessionName=ohmstead-"));
}

TEST(CredentialAnswers, OnlyWholeOnesAreTaken) {
    EXPECT_TRUE(read_credentials_json(kJson));
    for (
        const auto* text :
        {"", "x", "[]", "{}", R"({"Code":"Failed","Message":"no"})",
         R"({"AccessKeyId":"","SecretAccessKey":"S","Token":"T","Expiration":"2026-03-01T18:00:00Z"})",
         R"({"AccessKeyId":"I","SecretAccessKey":5,"Token":"T","Expiration":"2026-03-01T18:00:00Z"})",
         R"({"AccessKeyId":"I","SecretAccessKey":"S","Token":"T","Expiration":"soon"})",
         R"({"AccessKeyId":"I","SecretAccessKey":"S","Token":"T"})"}) {
        EXPECT_FALSE(read_credentials_json(text)) << text;
    }
    EXPECT_TRUE(read_credentials_xml(xml(kXmlKeys)));
    for (const auto& text :
         {std::string(), std::string("<Credentials>"), kXmlKeys, xml(""),
          xml(kXmlKeys) + xml(kXmlKeys), xml(kXmlKeys + "<AccessKeyId>X</AccessKeyId>"),
          xml("<AccessKeyId>I</AccessKeyId>"), xml("<SecretAccessKey><b/></SecretAccessKey>"),
          "</Credentials>" + kXmlKeys + "<Credentials>"}) {
        EXPECT_FALSE(read_credentials_xml(text)) << text;
    }
    auto entity = xml(kXmlKeys);
    entity.replace(entity.find("SECRET"), 6, "&xxe;");
    EXPECT_FALSE(read_credentials_xml(entity));
}

}  // namespace
}  // namespace ohmstead::dynamodb::test
