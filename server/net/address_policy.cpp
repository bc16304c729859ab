#include "net/address_policy.hpp"

#include <cstdint>

#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/ip/address_v6.hpp>

namespace ohmstead {
namespace {

using boost::asio::ip::address_v4;
using boost::asio::ip::address_v6;

bool in(const address_v4& address, std::uint32_t network, int prefix) {
    return (address.to_uint() >> (32 - prefix)) == (network >> (32 - prefix));
}

// Never a house's Home Assistant, whatever the policy.
bool is_forbidden(const address_v4& address) {
    return in(address, 0x00000000, 8) ||   // "this network"; Linux connects 0.0.0.0 to itself
           in(address, 0xA9FE0000, 16) ||  // link-local, with cloud metadata at 169.254.169.254
           in(address, 0xE0000000, 4) ||   // multicast
           in(address, 0xF0000000, 4);     // reserved and broadcast
}

bool is_private(const address_v4& address) {
    return in(address, 0x0A000000, 8) || in(address, 0x7F000000, 8) ||
           in(address, 0xAC100000, 12) || in(address, 0xC0A80000, 16) ||
           in(address, 0x64400000, 10) ||  // shared address space of carriers and overlay networks
           in(address, 0xC0000000, 24) || in(address, 0xC6120000, 15);
}

// fd00:ec2::254, where EC2's metadata lives, and fd00:ec2::23, where EKS hands out credentials.
constexpr address_v6::bytes_type kInstanceV6{0xfd, 0x00, 0x0e, 0xc2, 0, 0, 0,    0,
                                             0,    0,    0,    0,    0, 0, 0x02, 0x54};
constexpr address_v6::bytes_type kPodV6{0xfd, 0x00, 0x0e, 0xc2, 0, 0, 0,    0,
                                        0,    0,    0,    0,    0, 0, 0x00, 0x23};

bool is_forbidden(const address_v6& address) {
    return address.is_unspecified() || address.is_multicast() || address.is_link_local() ||
           address.to_bytes() == kInstanceV6;
}

bool gives_credentials(const address_v4& address) {
    const auto number = address.to_uint();
    return address.is_loopback() || number == 0xA9FEA9FE ||  // 169.254.169.254, EC2
           number == 0xA9FEAA02 ||                           // 169.254.170.2, ECS
           number == 0xA9FEAA17;                             // 169.254.170.23, EKS
}

bool gives_credentials(const address_v6& address) {
    return address.is_loopback() || address.to_bytes() == kInstanceV6 ||
           address.to_bytes() == kPodV6;
}

bool is_private(const address_v6& address) {
    const auto bytes = address.to_bytes();
    return address.is_loopback() || address.is_site_local() || (bytes[0] & 0xfe) == 0xfc;
}

// The IPv4 address that a mapped, NAT64 or 6to4 address leads to, if it is one of these.
bool embedded(const address_v6& address, address_v4& inner) {
    const auto bytes = address.to_bytes();
    constexpr std::array<std::uint8_t, 12> kNat64{0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0};
    constexpr std::array<std::uint8_t, 12> kCompatible{};
    const bool nat64 = std::equal(kNat64.begin(), kNat64.end(), bytes.begin());
    const bool compatible = std::equal(kCompatible.begin(), kCompatible.end(), bytes.begin()) &&
                            !address.is_loopback() && !address.is_unspecified();
    if (address.is_v4_mapped() || nat64 || compatible) {
        inner = address_v4({bytes[12], bytes[13], bytes[14], bytes[15]});
        return true;
    }
    if (bytes[0] == 0x20 && bytes[1] == 0x02) {
        inner = address_v4({bytes[2], bytes[3], bytes[4], bytes[5]});
        return true;
    }
    return false;
}

template <class Address>
bool allows_address(AddressPolicy policy, const Address& address) {
    if (policy == AddressPolicy::credential_services) {
        return gives_credentials(address);
    }
    return !is_forbidden(address) && (policy == AddressPolicy::self_hosted || !is_private(address));
}

}  // namespace

bool allows(AddressPolicy policy, const boost::asio::ip::address& address) {
    if (address.is_v4()) {
        return allows_address(policy, address.to_v4());
    }
    address_v4 inner;
    if (embedded(address.to_v6(), inner)) {
        return allows_address(policy, inner);
    }
    return allows_address(policy, address.to_v6());
}

}  // namespace ohmstead
