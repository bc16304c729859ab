#pragma once

#include <boost/asio/ip/address.hpp>

namespace ohmstead {

// Which addresses a connection may go to. Asked with the very address that is about to be
// connected to, after name resolution, so a name cannot be one thing when checked and another when
// used. IPv4 inside IPv6 is judged as IPv4.
enum class AddressPolicy {
    self_hosted,  // the household's own network and the internet; never link-local (where cloud
                  // metadata services live), multicast or unspecified addresses
    public_only,  // the internet alone
    credential_services,  // this machine, and the addresses at which a cloud gives the programs on
                          // its own machines their credentials; nothing else
};

bool allows(AddressPolicy policy, const boost::asio::ip::address& address);

}  // namespace ohmstead
