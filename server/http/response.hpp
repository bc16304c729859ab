#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ohmstead::http {

// An answer before the gateway adds what every answer carries (security headers, request id,
// length, caching).
struct Response {
    int status = 200;
    std::string content_type = {};
    std::vector<std::pair<std::string, std::string>> headers = {};
    std::string body = {};
    // Instead of `body`, when the same bytes go to many.
    std::shared_ptr<const std::string> shared_body = {};

    const std::string& content() const { return shared_body ? *shared_body : body; }
};

// JSON of a T that was already made, by a worker for example.
template <class T>
struct Encoded {
    std::string json;
};

// What a handler returns instead of a bare T when it has more to say than the value.
template <class T>
struct Reply {
    T value{};
    int status = 0;  // 0: the route's
    std::vector<std::string> set_cookies = {};
    std::string etag = {};      // in quotes, as it goes over the wire
    bool not_modified = false;  // 304: the client has it (RequestContext::client_has)
    std::vector<std::pair<std::string, std::string>> headers = {};
};

// The output of routes that answer without a body (204).
struct NoContent {};
// The input of routes that take nothing.
struct Nothing {};

}  // namespace ohmstead::http
