#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "async/task.hpp"
#include "net/net_error.hpp"
#include "net/stream.hpp"
#include "net/url.hpp"

namespace ohmstead {

enum class HttpMethod { get, post, put };

struct HttpRequest {
    HttpMethod method = HttpMethod::get;
    Url url;  // http or https
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    std::chrono::milliseconds time_limit{30'000};
    std::size_t max_body = std::size_t{8} << 20;  // of the answer
    DialOptions dial;
};

struct HttpResponse {
    int status = 0;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    // The request went out a second time, because the kept connection it went out on first was
    // gone; see HttpPool.
    bool sent_twice = false;

    // The first header of that name, whatever its case; empty when absent.
    std::string_view header(std::string_view name) const;
};

// One request over a connection of its own. Any status is a success here; redirects are not
// followed; an answer's header may have 16 KiB. Header values with control characters are refused
// (NetFailure::protocol) before anything is sent.
Task<NetResult<HttpResponse>> send_http(HttpRequest request);

}  // namespace ohmstead
