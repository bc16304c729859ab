#include "app/agent_uplink.hpp"

#include <gtest/gtest.h>

namespace ohmstead {
namespace {

Result<Url> live_beside(const std::string& configured, const std::string& named,
                        bool allow_plain_http = false) {
    return live_ingest_address(named, ingest_address(configured).value(), allow_plain_http);
}

TEST(AgentUplink, FindsTheAddressBelowThatOfAServer) {
    EXPECT_EQ(ingest_address("https://energy.example/").value().target, "/api/v1/ingest");
    EXPECT_EQ(ingest_address("https://energy.example/a/").value().target, "/a/api/v1/ingest");
}

// An answer names where the key goes next: never to where the owner would not let it.
TEST(AgentUplink, TheKeyGoesToNoAddressThatAnAnswerNamesUnlessItIsAsSafe) {
    EXPECT_EQ(live_beside("https://a.example", "https://live.example:8443").value().port, 8443);
    EXPECT_FALSE(live_beside("https://a.example", "http://live.example"));
    EXPECT_FALSE(live_beside("https://a.example", "http://live.example", true)) << "it is weaker";
    EXPECT_FALSE(live_beside("https://a.example", "http://127.0.0.1:80")) << "another's port";
    EXPECT_FALSE(live_beside("http://127.0.0.1:1", "http://live.example"));
    EXPECT_TRUE(live_beside("http://127.0.0.1:1", "http://127.0.0.1:2"));
    EXPECT_TRUE(live_beside("http://127.0.0.1:1", "https://live.example"));
    EXPECT_TRUE(live_beside("http://10.0.0.1", "http://10.0.0.2", true));
    for (const char* named : {"", "live.example", "ftp://live.example", "wss://live.example",
                              "https://user@live.example", "https://live.example#x"}) {
        EXPECT_FALSE(live_beside("https://a.example", named)) << named;
    }
}

}  // namespace
}  // namespace ohmstead
