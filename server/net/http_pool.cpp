#include "net/http_pool.hpp"

#include <utility>

#include "async/timeout.hpp"
#include "net/http_exchange.hpp"

namespace ohmstead {

HttpPool::HttpPool(boost::asio::any_io_executor executor, HttpPoolOptions options)
    : options_(std::move(options)), turnstile_(std::move(executor), options_.connections) {}

Task<NetResult<HttpResponse>> HttpPool::send(HttpRequest request, std::chrono::milliseconds wait) {
    if (!has_safe_headers(request)) {
        co_return NetError{.failure = NetFailure::protocol};
    }
    auto target = std::move(request.url.target);
    request.url = options_.origin;
    request.url.target = std::move(target);
    auto pass = co_await value_within(turnstile_.enter(), wait);
    if (!pass) {
        co_return NetError{.failure = NetFailure::busy};
    }
    const auto limit = request.time_limit;
    auto response = co_await value_within(exchange(std::move(request)), limit);
    if (!response) {
        co_return NetError{.failure = NetFailure::timeout};
    }
    co_return std::move(*response);
}

Task<NetResult<HttpResponse>> HttpPool::exchange(HttpRequest request) {
    drop_old();
    bool sent_twice = false;
    if (!idle_.empty()) {
        Stream kept = std::move(idle_.back().stream);
        idle_.pop_back();
        auto exchanged = co_await exchange_over(kept, request, true);
        if (exchanged.reusable) {
            keep(std::move(kept));
        }
        if (!exchanged.unanswered) {
            co_return std::move(exchanged.response);
        }
        sent_twice = true;
    }
    auto stream = co_await dial(request.url, options_.dial);
    if (!stream) {
        co_return stream.error();
    }
    auto exchanged = co_await exchange_over(*stream, request, true);
    if (exchanged.reusable) {
        keep(std::move(*stream));
    }
    if (exchanged.response) {
        exchanged.response->sent_twice = sent_twice;
    }
    co_return std::move(exchanged.response);
}

void HttpPool::keep(Stream stream) {
    idle_.push_back({.stream = std::move(stream), .since = std::chrono::steady_clock::now()});
}

void HttpPool::drop_old() {
    const auto oldest = std::chrono::steady_clock::now() - options_.max_idle;
    while (!idle_.empty() && idle_.front().since < oldest) {
        idle_.pop_front();
    }
}

}  // namespace ohmstead
