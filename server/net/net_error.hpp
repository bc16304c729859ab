#pragma once

#include <string>

#include <boost/system/result.hpp>

#include "base/result.hpp"

namespace ohmstead {

// Where an outgoing connection failed.
enum class NetFailure {
    refused_address,  // the policy forbids every address the name has
    unresolved,       // the name has no address
    unreachable,      // nobody answers there, or the connection broke
    tls,              // no TLS, or a certificate that is not trusted
    timeout,
    protocol,   // the peer speaks something else
    declined,   // an HTTP answer where an upgrade was asked for; see http_status
    too_large,  // more than the limit
    closed,     // the peer ended the connection in order
    busy,       // no connection became free in time; nothing was sent
};

struct NetError {
    NetFailure failure = NetFailure::unreachable;
    int http_status = 0;  // for `declined`
    // For `tls`: SHA-256 of the certificate that was shown, "AB:CD:…"; empty when there was none.
    std::string fingerprint = {};
};

template <class T>
using NetResult = boost::system::result<T, NetError>;

// In the terms of our own callers: no detail of what the peer said.
Error to_error(const NetError& error);

[[noreturn]] inline void throw_exception_from_error(const NetError& error,
                                                    const boost::source_location&) {
    throw ErrorException(to_error(error));
}

}  // namespace ohmstead
