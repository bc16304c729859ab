#pragma once

#include <boost/describe/enum.hpp>

#include "base/ids.hpp"

namespace ohmstead {

// What a member may do in one home; each includes what is below it.
enum class HomeRole { viewer, manager, admin };
BOOST_DESCRIBE_ENUM(HomeRole, viewer, manager, admin)

// What a user may do with the server itself, apart from any home.
enum class ServerRole {
    none,
    operator_,
    provider,  // staff of an energy company: sees of homes what they consented to
};
BOOST_DESCRIBE_ENUM(ServerRole, none, operator_, provider)

// A user's role in a home.
struct Membership {
    HomeId home;
    HomeRole role = HomeRole::viewer;

    friend bool operator==(const Membership&, const Membership&) = default;
};

}  // namespace ohmstead
