#pragma once

#include "auth/transport.hpp"
#include "http/request_context.hpp"

namespace ohmstead::api {

// What may happen over the connection that a request came over.
inline TransportVerdict verdict_on(const TransportRules& rules,
                                   const http::RequestContext& context) {
    const auto& connection = context.connection;
    return judge_transport({.tls = connection.tls,
                            .local = connection.local,
                            .peer = connection.peer,
                            .host = connection.host,
                            .forwarded = connection.forwarded},
                           rules);
}

}  // namespace ohmstead::api
