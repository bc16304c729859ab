#pragma once

#include <boost/asio/ip/address.hpp>

#include "base/time.hpp"

namespace ohmstead::test {

// When people and programs sign in: 2026-01-01T00:00Z.
inline constexpr Instant kNow = instant_from_ms(1'767'225'600'000);
// And from where.
inline const boost::asio::ip::address kHere = boost::asio::ip::make_address("192.0.2.1");

}  // namespace ohmstead::test
