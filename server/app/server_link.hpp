#pragma once

#include <string>

#include <boost/asio/ip/tcp.hpp>

#include "app/config.hpp"

namespace ohmstead {

// Where a browser reaches the server that listens on `endpoint`: "https://127.0.0.1:8420/". All
// addresses at once (0.0.0.0, ::) are none to go to: the first of the configured hosts stands for
// them, else localhost. Pure.
std::string server_link(const boost::asio::ip::tcp::endpoint& endpoint, bool tls,
                        const Config& config);
// The same for a command, which has nothing but the settings of the server.
std::string server_link(const Config& config);

}  // namespace ohmstead
