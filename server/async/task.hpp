#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace ohmstead {

// A coroutine on the I/O thread. Parameters are taken by value (a view would dangle across a
// suspension), except services that provably outlive the call.
template <class T>
using Task = boost::asio::awaitable<T>;

// Completion token of socket operations: a tuple whose first element is the error code, no throw.
inline constexpr auto use_tuple = boost::asio::as_tuple(boost::asio::use_awaitable);

}  // namespace ohmstead
