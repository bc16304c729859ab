#include "app/config.hpp"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace ohmstead
