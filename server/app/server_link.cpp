#include "app/server_link.hpp"

#include <fmt/format.h>

namespace ohmstead {

std::string server_link(const boost::asio::ip::tcp::endpoint& endpoint, bool tls,
                        const Config& config) {
    const auto address = endpoint.address();
    auto host = address.to_string();
    if (address.is_unspecified()) {
        host = config.hosts.empty() ? "localhost" : config.hosts.front();
    }
    const bool is_v6 = host.find(':') != std::string::npos;
    return fmt::format("{}://{}:{}{}/", tls ? "https" : "http", is_v6 ? '[' + host + ']' : host,
                       endpoint.port(), config.path_prefix);
}

std::string server_link(const Config& config) {
    boost::system::error_code error;
    auto address = boost::asio::ip::make_address(config.listen.host, error);
    if (error) {
        address = boost::asio::ip::address_v4::loopback();
    }
    return server_link({address, config.listen.port}, !config.plain_http && !config.demo, config);
}

}  // namespace ohmstead
