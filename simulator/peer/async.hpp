#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace ohmstead::simulator {

namespace asio = boost::asio;

template <class T>
using Task = asio::awaitable<T>;

/// Socket operations report their error as a value.
inline constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);

}  // namespace ohmstead::simulator
