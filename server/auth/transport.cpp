#include "auth/transport.hpp"

#include <algorithm>
#include <optional>

namespace ohmstead {
namespace {

namespace ip = boost::asio::ip;

// IPv4 addresses that a dual-stack socket shows as IPv6 back in their own form, and no zone index.
ip::address plain_form(const ip::address& address) {
    if (address.is_v4()) {
        return address;
    }
    const ip::address_v6 v6 = address.to_v6();
    return v6.is_v4_mapped() ? ip::address{ip::make_address_v4(ip::v4_mapped, v6)}
                             : ip::address{ip::address_v6{v6.to_bytes()}};
}

std::optional<ip::address> parse_address(const std::string& text) {
    boost::system::error_code error;
    const ip::address address = ip::make_address(text, error);
    return error ? std::nullopt : std::optional{plain_form(address)};
}

bool is_private_v4(const ip::address_v4& address) {
    const auto bytes = address.to_bytes();
    return bytes[0] == 10 || (bytes[0] == 172 && (bytes[1] & 0xf0) == 16) ||
           (bytes[0] == 192 && bytes[1] == 168) || (bytes[0] == 169 && bytes[1] == 254);
}

bool is_private_v6(const ip::address_v6& address) {
    const bool unique_local = (address.to_bytes()[0] & 0xfe) == 0xfc;
    return unique_local || address.is_link_local();
}

bool is_host_character(char character) {
    return (character >= 'a' && character <= 'z') || (character >= '0' && character <= '9') ||
           character == '-' || character == '.' || character == '_';
}

bool is_port(std::string_view text) {
    return text.size() <= 5 && std::all_of(text.begin(), text.end(), [](char character) {
               return character >= '0' && character <= '9';
           });
}

}  // namespace

bool is_private_address(const ip::address& address) {
    const ip::address plain = plain_form(address);
    return plain.is_loopback() ||
           (plain.is_v4() ? is_private_v4(plain.to_v4()) : is_private_v6(plain.to_v6()));
}

std::string host_without_port(std::string_view host) {
    std::string name(host);
    std::transform(name.begin(), name.end(), name.begin(), [](char character) {
        return character >= 'A' && character <= 'Z' ? static_cast<char>(character - 'A' + 'a')
                                                    : character;
    });
    const bool bracketed = name.starts_with('[');
    const std::size_t end = bracketed ? name.find(']') : name.find(':');
    const std::size_t after = bracketed ? (end == std::string::npos ? end : end + 1) : end;
    if (bracketed && end == std::string::npos) {
        return {};
    }
    if (after < name.size() && (name[after] != ':' || !is_port(name.substr(after + 1)))) {
        return {};
    }
    if (bracketed) {
        const std::string inner = name.substr(1, end - 1);
        boost::system::error_code error;
        ip::make_address_v6(inner, error);
        return error ? std::string{} : inner;
    }
    name.resize(std::min(end, name.size()));
    return std::all_of(name.begin(), name.end(), is_host_character) ? name : std::string{};
}

TransportVerdict judge_transport(const TransportFacts& facts, const TransportRules& rules) {
    const ip::address local = plain_form(facts.local);
    const ip::address peer = plain_form(facts.peer);
    const std::string host = host_without_port(facts.host);
    const auto host_address = parse_address(host);
    const bool loopback_host = host == "localhost" || (host_address && host_address->is_loopback());
    const bool listed_host = std::find(rules.allowed_hosts.begin(), rules.allowed_hosts.end(),
                                       host) != rules.allowed_hosts.end();

    const bool within_machine = local.is_loopback() && peer.is_loopback() && !facts.forwarded;
    const bool within_private_network =
        rules.allow_plain_http && is_private_address(local) && is_private_address(peer);

    TransportVerdict verdict;
    verdict.host_allowed = !host.empty() && (loopback_host || listed_host || host_address == local);
    verdict.sign_in_allowed =
        verdict.host_allowed && (facts.tls || within_machine || within_private_network);
    verdict.encrypted = facts.tls || within_machine;
    verdict.loopback_privileges = within_machine && loopback_host;
    verdict.cookie = facts.tls ? CookieFlavour::secure : CookieFlavour::plain;
    return verdict;
}

}  // namespace ohmstead
