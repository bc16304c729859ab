#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/ip/address.hpp>

#include "base/result.hpp"
#include "http/headers.hpp"
#include "http/request_context.hpp"

namespace ohmstead::http {

// Addresses of one network: "10.0.0.0/8", "fd00::/8", or a single address.
class Network {
public:
    static std::optional<Network> parse(std::string_view text);
    bool contains(const boost::asio::ip::address& address) const;

private:
    boost::asio::ip::address_v6 address_;  // IPv4 as mapped
    unsigned bits_ = 128;
};

// The proxies whose word on the client counts. Nobody else's does.
class TrustedProxies {
public:
    TrustedProxies() = default;
    // invalid when one is no address or network.
    static Result<TrustedProxies> parse(const std::vector<std::string>& networks);

    bool contains(const boost::asio::ip::address& address) const;

    struct View {
        ConnectionFacts connection;
        std::optional<std::string> prefix;  // X-Ingress-Path, from a trusted proxy
    };
    // What the headers make of a connection: behind a trusted proxy, the last hop that is not one
    // in X-Forwarded-For, X-Forwarded-Proto and X-Forwarded-Host; otherwise the connection itself.
    View apply(ConnectionFacts connection, const HeaderList& headers) const;

private:
    std::vector<Network> networks_;
};

// IPv4 in its own form, also when it came mapped into IPv6.
boost::asio::ip::address unmapped(const boost::asio::ip::address& address);

}  // namespace ohmstead::http
