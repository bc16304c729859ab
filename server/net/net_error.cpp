#include "net/net_error.hpp"

namespace ohmstead {

Error to_error(const NetError& error) {
    switch (error.failure) {
        case NetFailure::refused_address:
            return make_error(ErrorCode::forbidden, "Connections to this address are not allowed.");
        case NetFailure::unresolved:
            return make_error(ErrorCode::unavailable, "The host name is not known.");
        case NetFailure::unreachable:
            return make_error(ErrorCode::unavailable, "The host cannot be reached.");
        case NetFailure::tls:
            return make_error(ErrorCode::unavailable, "The host's certificate is not trusted.");
        case NetFailure::timeout:
            return make_error(ErrorCode::timeout, "The host did not answer in time.");
        case NetFailure::protocol:
        case NetFailure::declined:
            return make_error(ErrorCode::unavailable, "The host gave an unexpected answer.");
        case NetFailure::too_large:
            return make_error(ErrorCode::too_large, "The host's answer is too large.");
        case NetFailure::closed:
            return make_error(ErrorCode::unavailable, "The host closed the connection.");
        case NetFailure::busy:
            return make_error(ErrorCode::unavailable, "Too many requests wait for this host.");
    }
    return make_error(ErrorCode::internal, "The connection failed.");
}

}  // namespace ohmstead
