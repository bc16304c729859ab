#include "app/config.hpp"

#include <array>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "crypto/private_file.hpp"
#include "support/temporary_folder.hpp"

namespace ohmstead {
namespace {

TEST(Config, TakesDefaultsFileAndEnvironmentInThatOrder) {
    const auto config = read_config("listen = \"127.0.0.1:9000\"\nlog_level = \"debug\"\n",
                                    "o.toml", {{"OHMSTEAD_LOG_LEVEL", "error"}});
    ASSERT_TRUE(config) << config.error().fields.front().detail;
    EXPECT_EQ(config->listen.port, 9000);
    EXPECT_EQ(config->log_level, "error");
    EXPECT_EQ(config->session_idle_days, 7);
}

TEST(Config, NamesEveryFaultWithItsLineAndWhatIsAllowed) {
    const auto config = read_config(
        "listen = \"nowhere\"\nlog_level = \"loud\"\ncolour = \"red\"\nsession_idle_days = 0\n",
        "o.toml", {{"OHMSTEAD_PLAIN_HTTP", "yes"}});
    ASSERT_FALSE(config);
    const auto& faults = config.error().fields;
    ASSERT_EQ(faults.size(), 5U);
    std::string all;
    for (const auto& fault : faults) {
        all += fault.detail + "\n";
    }
    EXPECT_NE(all.find("o.toml line 1: listen must be HOST:PORT"), std::string::npos) << all;
    EXPECT_NE(all.find("o.toml line 2: log_level must be debug"), std::string::npos) << all;
    EXPECT_NE(all.find("o.toml line 3: colour is not a setting"), std::string::npos) << all;
    EXPECT_NE(all.find("o.toml line 4: session_idle_days must be a whole number from 1"),
              std::string::npos)
        << all;
    EXPECT_NE(all.find("OHMSTEAD_PLAIN_HTTP must be true or false"), std::string::npos) << all;
}

TEST(Config, SaysWhereAFileCannotBeParsed) {
    const auto config = read_config("listen = \n", "o.toml", {});
    ASSERT_FALSE(config);
    EXPECT_NE(config.error().fields.front().detail.find("o.toml line 1"), std::string::npos);
}

TEST(Config, RefusesACertificateWithoutItsKey) {
    EXPECT_FALSE(read_config("tls_certificate = \"a.pem\"\n", "o.toml", {}));
}

TEST(Config, AStoreOnDynamoDbNeedsItsRegion) {
    EXPECT_EQ(read_config("", "o.toml", {})->store, StoreKind::sqlite);
    EXPECT_FALSE(read_config("store = \"files\"\n", "o.toml", {}));
    const auto nowhere = read_config("store = \"dynamodb\"\n", "o.toml", {});
    ASSERT_FALSE(nowhere);
    EXPECT_NE(nowhere.error().fields.front().detail.find("dynamodb_region"), std::string::npos);
    const auto there =
        read_config("store = \"dynamodb\"\ndynamodb_region = \"eu-west-1\"\n", "o.toml", {});
    ASSERT_TRUE(there);
    EXPECT_EQ(there->store, StoreKind::dynamodb);
}

TEST(Config, KnowsWhereDynamoDbMayBe) {
    const auto local = read_config(
        "dynamodb_region = \"eu-central-1\"\ndynamodb_endpoint = \"http://127.0.0.1:8000\"\n"
        "dynamodb_table_prefix = \"home-\"\n",
        "o.toml", {});
    ASSERT_TRUE(local);
    EXPECT_EQ(local->dynamodb_region, "eu-central-1");
    EXPECT_EQ(local->dynamodb_endpoint, "http://127.0.0.1:8000");
    EXPECT_EQ(local->dynamodb_table_prefix, "home-");
    for (const auto* wrong :
         {"dynamodb_region = \"Frankfurt!\"\n", "dynamodb_endpoint = \"http://example.org\"\n",
          "dynamodb_endpoint = \"https://example.org/path\"\n",
          "dynamodb_table_prefix = \"a/b\"\n"}) {
        EXPECT_FALSE(read_config(wrong, "o.toml", {})) << wrong;
    }
}

TEST(Config, KnowsWhereAnAgentSends) {
    const auto agent =
        read_config("agent_server = \"https://energy.example/home\"\nagent_key_file = \"key\"\n",
                    "o.toml", {{"OHMSTEAD_AGENT_TOKEN", "secret"}});
    ASSERT_TRUE(agent) << agent.error().fields.front().detail;
    EXPECT_EQ(agent->agent_server, "https://energy.example/home");
    EXPECT_EQ(agent->agent_token, "secret");
    EXPECT_EQ(agent->agent_keep_days, 30);
    for (const auto* wrong :
         {"agent_server = \"energy.example\"\n", "agent_server = \"wss://energy.example\"\n",
          "agent_home_assistant = \"http://user@ha\"\n", "agent_server_fingerprint = \"AB:CD\"\n",
          "agent_keep_days = 1\n", "agent_key = \"a\"\nagent_key_file = \"b\"\n"}) {
        EXPECT_FALSE(read_config(wrong, "o.toml", {})) << wrong;
    }
}

TEST(Config, AServerOfOneIsAHouseholdUnlessItIsSaid) {
    EXPECT_TRUE(is_single_household(Config{}));
    const auto several = read_config("single_household = false\n", "o.toml", {});
    ASSERT_TRUE(several);
    EXPECT_FALSE(is_single_household(*several));
    const std::string shared = "store = \"dynamodb\"\ndynamodb_region = \"eu-central-1\"\n";
    const auto fleet = read_config(shared, "o.toml", {});
    ASSERT_TRUE(fleet);
    EXPECT_FALSE(is_single_household(*fleet));
    EXPECT_FALSE(read_config(shared + "single_household = true\n", "o.toml", {}));
}

TEST(Config, ReadsListsFromFileAndEnvironmentAlike) {
    const auto from_file = read_config("hosts = [\"energy.lan\", \"pi\"]\n", "o.toml", {});
    const auto from_environment = read_config("", "o.toml", {{"OHMSTEAD_HOSTS", "energy.lan, pi"}});
    ASSERT_TRUE(from_file);
    ASSERT_TRUE(from_environment);
    EXPECT_EQ(from_file->hosts, from_environment->hosts);
}

TEST(Config, KnowsAnAddressWhenItSeesOne) {
    EXPECT_EQ(parse_listen_address("[::1]:80")->host, "::1");
    EXPECT_EQ(parse_listen_address("localhost:0")->port, 0);
    EXPECT_FALSE(parse_listen_address("127.0.0.1"));
    EXPECT_FALSE(parse_listen_address("127.0.0.1:70000"));
    EXPECT_FALSE(parse_listen_address("example.org:80"));
}

TEST(Config, TheExampleIsReadBackAsTheDefaults) {
    auto text = example_config();
    std::string uncommented;
    for (std::size_t start = 0; start < text.size();) {
        const auto end = text.find('\n', start);
        auto line = text.substr(start, end - start);
        if (line.find(" = ") != std::string::npos && line.starts_with("# ")) {
            line = line.substr(2);
        }
        uncommented += line + "\n";
        start = end + 1;
    }
    const auto config = read_config(uncommented, "example", {});
    ASSERT_TRUE(config) << config.error().fields.front().detail;
    EXPECT_EQ(config->data, Config{}.data);
    EXPECT_EQ(config->listen.port, Config{}.listen.port);
}

constexpr const char* kWork = R"(
[[identity_provider]]
id = "work"
kind = "entra"
name = "Example Ltd"
tenant = "7B0C1A52-1111-4222-8333-444455556666"
client_id = "2c2c2c2c-aaaa-4bbb-8ccc-dddd00001111"
client_secret = "abcdefghijklmnopqrstuvwxyz"
)";

// The good table with `replacement` in place of `line`, or its faults.
std::string faults_of(std::string text) {
    const auto config = read_config(text, "o.toml", {});
    std::string all;
    if (!config) {
        for (const auto& fault : config.error().fields) {
            all += fault.detail + "\n";
        }
    }
    return all;
}
std::string work_with(std::string_view line, std::string_view replacement) {
    std::string text = kWork;
    return text.replace(text.find(line), line.size(), replacement);
}

TEST(IdentityProviderConfig, ReadsOneTenantOfEntra) {
    const auto config = read_config(kWork, "o.toml", {});
    ASSERT_TRUE(config) << faults_of(kWork);
    ASSERT_EQ(config->identity_providers.size(), 1U);
    const auto& provider = config->identity_providers.front().provider;
    EXPECT_TRUE(provider.entra);
    EXPECT_EQ(provider.issuer,
              "https://login.microsoftonline.com/7b0c1a52-1111-4222-8333-444455556666/v2.0");
    EXPECT_EQ(provider.discovery_base, provider.issuer);
    ASSERT_EQ(provider.token_issuers.size(), 1U);
    EXPECT_EQ(provider.token_issuers[0].tenant, "7b0c1a52-1111-4222-8333-444455556666");
    EXPECT_EQ(provider.roles_claim, "roles");
    EXPECT_EQ(provider.api_audience, "");
}

TEST(IdentityProviderConfig, ReadsSeveralTenantsAndOtherDirectoriesSideBySide) {
    const auto text = work_with("tenant = \"7B0C1A52-1111-4222-8333-444455556666\"",
                                "tenant = \"organizations\"\nallowed_tenants = "
                                "[\"7b0c1a52-1111-4222-8333-444455556666\", "
                                "\"99999999-1111-4222-8333-444455556666\"]") +
                      R"(
[[identity_provider]]
id = "home"
kind = "oidc"
name = "Home"
issuer = "https://id.example/"
client_id = "ohmstead"
client_secret = "abcdefghijklmnopqrstuvwxyz"
algorithm = "ES256"
email_domains = ["example.org"]
)";
    const auto config = read_config(text, "o.toml", {});
    ASSERT_TRUE(config) << faults_of(text);
    ASSERT_EQ(config->identity_providers.size(), 2U);
    const auto& work = config->identity_providers[0].provider;
    EXPECT_EQ(work.issuer, "https://login.microsoftonline.com/{tenantid}/v2.0");
    EXPECT_EQ(work.discovery_base, "https://login.microsoftonline.com/organizations/v2.0");
    ASSERT_EQ(work.token_issuers.size(), 2U);
    EXPECT_EQ(work.token_issuers[1].issuer,
              "https://login.microsoftonline.com/99999999-1111-4222-8333-444455556666/v2.0");
    const auto& home = config->identity_providers[1].provider;
    EXPECT_EQ(home.issuer, "https://id.example/");
    EXPECT_EQ(home.discovery_base, "https://id.example");
    EXPECT_EQ(home.algorithm, SignatureAlgorithm::es256);
    EXPECT_EQ(home.roles_claim, "");
}

TEST(IdentityProviderConfig, NamesTheSettingThatIsWrongAndWhy) {
    const std::vector<std::array<std::string, 3>> faults{
        {"id = \"work\"", "id = \"Work!\"", "identity_provider id must be 1 to 32"},
        {"id = \"work\"", "", "identity_provider id must be"},
        {"kind = \"entra\"", "kind = \"saml\"", "identity_provider kind must be entra or oidc"},
        {"name = \"Example Ltd\"", "name = \"\"", "identity_provider name must be"},
        {"tenant = \"7B", "tenant = \"example.org 7B", "identity_provider tenant must be"},
        {"tenant = \"7B0C1A52-1111-4222-8333-444455556666\"", "tenant = \"common\"",
         "identity_provider allowed_tenants must be"},
        {"client_id = \"2c2c2c2c-aaaa-4bbb-8ccc-dddd00001111\"", "",
         "identity_provider client_id must be"},
        {"client_secret = \"abcdefghijklmnopqrstuvwxyz\"", "",
         "identity_provider client_secret or client_secret_file must be given"},
        {"id = \"work\"", "id = \"work\"\nclient_secret_file = \"/x\"",
         "identity_provider client_secret or client_secret_file must be given"},
        {"id = \"work\"", "id = \"work\"\nissuer = \"https://id.example\"",
         "identity_provider issuer does not go with kind"},
        {"id = \"work\"", "id = \"work\"\nauthority = \"http://login.example\"",
         "identity_provider authority must be an https address"},
        {"id = \"work\"", "id = \"work\"\ncolour = \"red\"",
         "identity_provider colour is not a setting"},
        {"id = \"work\"", "id = \"work\"\napi_scope = \"a b\"",
         "identity_provider api_scope must be one scope"},
        {"kind = \"entra\"", "kind = \"oidc\"", "identity_provider tenant does not go with"},
        {"kind = \"entra\"", "kind = \"oidc\"", "identity_provider issuer must be"},
    };
    for (const auto& [line, replacement, expected] : faults) {
        const auto found = faults_of(work_with(line, replacement));
        EXPECT_NE(found.find("o.toml line 2: " + expected), std::string::npos)
            << replacement << "\n"
            << found;
    }
    EXPECT_NE(faults_of(std::string(kWork) + kWork).find("id is another one's already"),
              std::string::npos);
    EXPECT_NE(faults_of("identity_provider = 7\n").find("must be a table"), std::string::npos);
}

// JWT-22: the server signs no tokens, so the secret of its own is the one it shares with a
// directory.
TEST(IdentityProviderConfig, Jwt22ASecretIsNeitherShortNorASample) {
    for (const char* secret :
         {"", "short", "...your-client-secret...", "with blanks in between it"}) {
        EXPECT_NE(faults_of(work_with("abcdefghijklmnopqrstuvwxyz", secret))
                      .find("identity_provider client_secret must be the directory's secret"),
                  std::string::npos)
            << secret;
    }
    const auto config =
        read_config(work_with("client_secret = \"abcdefghijklmnopqrstuvwxyz\"", ""), "o.toml",
                    {{"OHMSTEAD_CLIENT_SECRET_WORK", "from the environment"}});
    EXPECT_FALSE(config);
    const auto good =
        read_config(work_with("client_secret = \"abcdefghijklmnopqrstuvwxyz\"", ""), "o.toml",
                    {{"OHMSTEAD_CLIENT_SECRET_WORK", "from-the-environment"}});
    ASSERT_TRUE(good);
    EXPECT_EQ(good->identity_providers[0].provider.client_secret, "from-the-environment");
}

TEST(IdentityProviderConfig, TheSecretMayLieInAFileOfItsOwn) {
    const test::TemporaryFolder folder;
    const auto file = folder.path() / "secret";
    const auto config = read_config(work_with("client_secret = \"abcdefghijklmnopqrstuvwxyz\"",
                                              "client_secret_file = \"" + file.string() + "\""),
                                    "o.toml", {});
    ASSERT_TRUE(config);
    EXPECT_FALSE(with_secrets(config->identity_providers));
    write_private_file(file, "abcdefghijklmnop-from-a-file\n");
    const auto found = with_secrets(config->identity_providers);
    ASSERT_TRUE(found) << found.error().detail;
    EXPECT_EQ(found->front().client_secret, "abcdefghijklmnop-from-a-file");
}

}  // namespace
}  // namespace ohmstead
