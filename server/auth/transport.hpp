#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/ip/address.hpp>

namespace ohmstead {

// Which session cookie a connection uses; see cookies.hpp.
enum class CookieFlavour { secure, plain };

// What is known about the connection a request came over.
struct TransportFacts {
    bool tls = false;
    boost::asio::ip::address local;  // the socket's own end, not what the listener is bound to
    boost::asio::ip::address peer;
    std::string_view host;   // the Host header as sent
    bool forwarded = false;  // has Forwarded, Via or any X-Forwarded-… header
};

struct TransportRules {
    bool allow_plain_http = false;           // on private addresses other than loopback
    std::vector<std::string> allowed_hosts;  // lower case, without port
};

// What may happen over it.
struct TransportVerdict {
    bool host_allowed = false;     // if not, nothing is answered
    bool sign_in_allowed = false;  // and any cookie, password or key be used
    bool encrypted = false;  // no one else on a network can read it; if not, every page says so
    bool loopback_privileges = false;  // demo entry, open metrics
    CookieFlavour cookie = CookieFlavour::secure;
};

// The transport rule, pure:
// - `Host` must be a loopback name, the address connected to, or on the list. This also stops
//   foreign names that were made to point here (DNS rebinding).
// - Signing in needs TLS; without it, both ends on loopback and nothing forwarded; or, where plain
//   HTTP is allowed, both ends on private addresses.
// - Loopback's privileges need both ends and `Host` on loopback and nothing forwarded.
TransportVerdict judge_transport(const TransportFacts& facts, const TransportRules& rules);

// 10/8, 172.16/12, 192.168/16, 169.254/16, fc00::/7, fe80::/10, and loopback.
bool is_private_address(const boost::asio::ip::address& address);

// The name or address of a Host header, lower case, without port and brackets; empty when it has
// any other form.
std::string host_without_port(std::string_view host);

}  // namespace ohmstead
