#include "app/server_link.hpp"

#include <boost/asio/ip/address.hpp>
#include <gtest/gtest.h>

namespace ohmstead {
namespace {

std::string link(const std::string& address, const Config& config = {}, bool tls = true) {
    return server_link({boost::asio::ip::make_address(address), 8420}, tls, config);
}

Config with_hosts(std::vector<std::string> hosts) {
    Config config;
    config.hosts = std::move(hosts);
    return config;
}

TEST(ServerLink, NamesTheAddressThatIsListenedOn) {
    EXPECT_EQ(link("127.0.0.1"), "https://127.0.0.1:8420/");
    EXPECT_EQ(link("::1"), "https://[::1]:8420/");
    EXPECT_EQ(link("192.168.1.5", with_hosts({"energy.lan"})), "https://192.168.1.5:8420/");
    EXPECT_EQ(link("127.0.0.1", {}, false), "http://127.0.0.1:8420/");
}

TEST(ServerLink, AllAddressesAtOnceAreNoneToGoTo) {
    for (const auto* all : {"0.0.0.0", "::"}) {
        EXPECT_EQ(link(all), "https://localhost:8420/") << all;
        EXPECT_EQ(link(all, with_hosts({"energy.lan", "pi"})), "https://energy.lan:8420/") << all;
        EXPECT_EQ(link(all, with_hosts({"fd00::5"})), "https://[fd00::5]:8420/") << all;
    }
}

TEST(ServerLink, KeepsThePathOfAProxy) {
    auto config = with_hosts({"energy.lan"});
    config.path_prefix = "/energy";
    EXPECT_EQ(link("0.0.0.0", config), "https://energy.lan:8420/energy/");
}

TEST(ServerLink, ACommandTellsItFromTheSettings) {
    Config config;
    config.listen = {"0.0.0.0", 8421};
    config.hosts = {"energy.lan"};
    EXPECT_EQ(server_link(config), "https://energy.lan:8421/");
    config.listen.host = "127.0.0.1";
    config.plain_http = true;
    EXPECT_EQ(server_link(config), "http://127.0.0.1:8421/");
}

}  // namespace
}  // namespace ohmstead
