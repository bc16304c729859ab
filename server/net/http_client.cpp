#include "net/http_client.hpp"

#include <boost/beast/core/string.hpp>

#include "async/timeout.hpp"
#include "net/http_exchange.hpp"

namespace ohmstead {
namespace {

Task<NetResult<HttpResponse>> exchange(HttpRequest request) {
    auto stream = co_await dial(request.url, request.dial);
    if (!stream) {
        co_return stream.error();
    }
    auto exchanged = co_await exchange_over(*stream, request, false);
    co_return std::move(exchanged.response);
}

}  // namespace

std::string_view HttpResponse::header(std::string_view name) const {
    for (const auto& [key, value] : headers) {
        if (boost::beast::iequals(boost::beast::string_view(key.data(), key.size()),
                                  boost::beast::string_view(name.data(), name.size()))) {
            return value;
        }
    }
    return {};
}

Task<NetResult<HttpResponse>> send_http(HttpRequest request) {
    if (!has_safe_headers(request)) {
        co_return NetError{.failure = NetFailure::protocol};
    }
    const auto limit = request.time_limit;
    auto response = co_await value_within(exchange(std::move(request)), limit);
    if (!response) {
        co_return NetError{.failure = NetFailure::timeout};
    }
    co_return std::move(*response);
}

}  // namespace ohmstead
