#pragma once

#include "async/task.hpp"
#include "net/http_client.hpp"
#include "net/net_error.hpp"
#include "net/stream.hpp"

namespace ohmstead {

// How one request on a connection went.
struct HttpExchange {
    NetResult<HttpResponse> response;
    bool reusable = false;    // the connection can take another request
    bool unanswered = false;  // the connection broke before the first byte of an answer
};

// No header that could be read as more than one.
bool has_safe_headers(const HttpRequest& request);

// Sends the request and reads the answer, without a time limit. `keep`: asks the peer to leave the
// connection open. Both references outlive the call.
Task<HttpExchange> exchange_over(Stream& stream, const HttpRequest& request, bool keep);

}  // namespace ohmstead
