#include "http/websocket_upgrade.hpp"

#include "http/problem.hpp"
#include "http/request_head.hpp"
#include "http/websocket_parser.hpp"

namespace ohmstead::http {

Response websocket_upgrade(const RequestContext& context, int http_version) {
    const auto& headers = context.headers;
    const bool asks = http_version >= 11 && context.method == Method::get &&
                      has_token(headers.find("Connection"), "upgrade") &&
                      has_token(headers.find("Upgrade"), "websocket");
    if (!asks || headers.find("Sec-WebSocket-Version") != "13") {
        auto response =
            problem(make_error(ErrorCode::unsupported, "This is a WebSocket of version 13."),
                    context.request_id, 426);
        response.headers = {
            {"Upgrade", "websocket"}, {"Connection", "Upgrade"}, {"Sec-WebSocket-Version", "13"}};
        return response;
    }
    const auto accept = websocket_accept(headers.find("Sec-WebSocket-Key"));
    if (!accept) {
        return problem(make_error(ErrorCode::malformed, "The Sec-WebSocket-Key is malformed."),
                       context.request_id);
    }
    return {.status = 101,
            .headers = {{"Upgrade", "websocket"},
                        {"Connection", "Upgrade"},
                        {"Sec-WebSocket-Accept", *accept}}};
}

}  // namespace ohmstead::http
