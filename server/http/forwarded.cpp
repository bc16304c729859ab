#include "http/forwarded.hpp"

#include <algorithm>
#include <charconv>

#include "http/request_head.hpp"
#include "http/target.hpp"

namespace ohmstead::http {
namespace ip = boost::asio::ip;
namespace {

ip::address_v6 mapped(const ip::address& address) {
    return address.is_v4() ? ip::make_address_v6(ip::v4_mapped, address.to_v4()) : address.to_v6();
}

// One element of X-Forwarded-For, also with brackets or a port as some proxies write it.
std::optional<ip::address> parse_hop(std::string_view text) {
    text = trimmed(text);
    if (text.starts_with('[')) {
        text = text.substr(1, text.find(']') - 1);
    } else if (std::ranges::count(text, ':') == 1) {
        text = text.substr(0, text.find(':'));
    }
    boost::system::error_code ec;
    const auto address = ip::make_address(std::string(text), ec);
    return ec || text.find('%') != std::string_view::npos ? std::nullopt
                                                          : std::optional(unmapped(address));
}

std::string_view last_element(std::string_view list) {
    const auto comma = list.rfind(',');
    return trimmed(comma == std::string_view::npos ? list : list.substr(comma + 1));
}

bool is_forwarding(std::string_view name) {
    constexpr std::string_view kPrefix = "X-Forwarded-";
    return equal_ignoring_case(name, "Forwarded") || equal_ignoring_case(name, "Via") ||
           equal_ignoring_case(name.substr(0, kPrefix.size()), kPrefix) ||
           equal_ignoring_case(name, "X-Real-IP") || equal_ignoring_case(name, "X-Ingress-Path");
}

}  // namespace

ip::address unmapped(const ip::address& address) {
    if (address.is_v6() && address.to_v6().is_v4_mapped()) {
        return ip::make_address_v4(ip::v4_mapped, address.to_v6());
    }
    return address;
}

std::optional<Network> Network::parse(std::string_view text) {
    const auto slash = text.find('/');
    boost::system::error_code ec;
    const auto address = ip::make_address(std::string(text.substr(0, slash)), ec);
    if (ec) {
        return std::nullopt;
    }
    const unsigned width = address.is_v4() ? 32 : 128;
    unsigned bits = width;
    if (slash != std::string_view::npos) {
        const auto digits = text.substr(slash + 1);
        const auto* end = digits.data() + digits.size();
        const auto parsed = std::from_chars(digits.data(), end, bits);
        if (parsed.ec != std::errc{} || parsed.ptr != end || bits > width) {
            return std::nullopt;
        }
    }
    Network network;
    network.address_ = mapped(address);
    network.bits_ = 128 - width + bits;
    return network;
}

bool Network::contains(const ip::address& address) const {
    const auto mine = address_.to_bytes();
    const auto theirs = mapped(address).to_bytes();
    for (unsigned bit = 0; bit < bits_; ++bit) {
        const auto mask = 0x80U >> bit % 8;
        if ((mine[bit / 8] & mask) != (theirs[bit / 8] & mask)) {
            return false;
        }
    }
    return true;
}

Result<TrustedProxies> TrustedProxies::parse(const std::vector<std::string>& networks) {
    TrustedProxies proxies;
    for (const auto& text : networks) {
        const auto network = Network::parse(text);
        if (!network) {
            return make_error(ErrorCode::invalid, text + " is no address or network.");
        }
        proxies.networks_.push_back(*network);
    }
    return proxies;
}

bool TrustedProxies::contains(const ip::address& address) const {
    return std::ranges::any_of(networks_,
                               [&](const Network& network) { return network.contains(address); });
}

TrustedProxies::View TrustedProxies::apply(ConnectionFacts connection,
                                           const HeaderList& headers) const {
    connection.peer = unmapped(connection.peer);
    connection.local = unmapped(connection.local);
    connection.host = headers.find("Host");
    connection.forwarded = std::ranges::any_of(
        headers, [](const HeaderField& field) { return is_forwarding(field.name); });
    View view{.connection = std::move(connection), .prefix = {}};
    if (!view.connection.forwarded || !contains(view.connection.peer)) {
        return view;
    }
    // From the nearest hop outwards. Several headers make one list; each proxy appends at its end.
    std::string hops;
    for (const HeaderField& field : headers) {
        if (equal_ignoring_case(field.name, "X-Forwarded-For")) {
            hops.append(hops.empty() ? "" : ",").append(field.value);
        }
    }
    while (!hops.empty() && contains(view.connection.peer)) {
        const auto hop = parse_hop(last_element(hops));
        if (!hop) {
            break;
        }
        view.connection.peer = *hop;
        const auto comma = hops.rfind(',');
        hops.erase(comma == std::string::npos ? 0 : comma);
    }
    const auto scheme = last_element(headers.find("X-Forwarded-Proto"));
    if (!scheme.empty()) {
        view.connection.tls = equal_ignoring_case(scheme, "https");
    }
    const auto host = last_element(headers.find("X-Forwarded-Host"));
    if (is_host_and_port(host)) {
        view.connection.host = host;
    }
    const auto prefix = headers.find("X-Ingress-Path");
    if (!prefix.empty() && is_path_prefix(prefix)) {
        view.prefix = prefix;
    }
    return view;
}

}  // namespace ohmstead::http
