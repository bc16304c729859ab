#include "app/agent_uplink.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/ip/address.hpp>

#include "http/gzip.hpp"
#include "reflect/encode.hpp"

namespace ohmstead {
namespace {

constexpr std::size_t kWorthPacking = 1'000;
constexpr std::chrono::seconds kTimeLimit{60};
// Somebody waits for what the call brings, and there is another address.
constexpr std::chrono::seconds kLiveTimeLimit{10};
constexpr std::chrono::seconds kWait{5};
// Before the other address is tried again where it was not answered: not for most of a minute.
constexpr int kCallsWithoutLive = 20;
// An answer has a line for each item, decisions and commands.
constexpr std::size_t kLargestAnswer = 4 * 1024 * 1024;

std::string in_words(NetFailure failure) {
    switch (failure) {
        case NetFailure::refused_address:
            return "the server's address is not one that may be called";
        case NetFailure::unresolved:
            return "the server's name is not known to the network";
        case NetFailure::tls:
            return "the server's certificate is not trusted. Compare agent_server_fingerprint with "
                   "what the server shows when it starts";
        case NetFailure::timeout:
            return "the server does not answer in time";
        case NetFailure::protocol:
        case NetFailure::declined:
        case NetFailure::too_large:
            return "what answers there does not speak HTTP as expected";
        case NetFailure::unreachable:
        case NetFailure::closed:
        case NetFailure::busy:
            break;
    }
    return "the server cannot be reached";
}

bool stays_on_this_machine(const std::string& host) {
    boost::system::error_code error;
    const auto address = boost::asio::ip::make_address(host, error);
    return host == "localhost" || (!error && address.is_loopback());
}

HttpPoolOptions options_for(const Url& origin, const std::string& fingerprint) {
    return {.origin = origin,
            .dial = {.addresses = AddressPolicy::self_hosted, .pinned_fingerprint = fingerprint},
            .connections = 1};
}

}  // namespace

AgentUplink::AgentUplink(boost::asio::any_io_executor executor, Settings settings, Worker& cpu)
    : executor_(executor),
      settings_(std::move(settings)),
      cpu_(cpu),
      pool_(std::move(executor), options_for(settings_.ingest, settings_.fingerprint)) {}

Task<ingest::CallResult> AgentUplink::call(ingest::IngestBatch batch) {
    auto write = [batch = std::move(batch)] {
        auto body = reflect::encode(batch);
        const bool packed = body.size() >= kWorthPacking;
        return Body{.bytes = packed ? http::gzip(body) : std::move(body), .packed = packed};
    };
    auto body = co_await cpu_.run(std::move(write));
    if (live_ && calls_without_live_ == 0) {
        auto result = co_await send(*live_->pool, live_->ingest, body, kLiveTimeLimit);
        if (result.outcome == ingest::CallOutcome::answered) {
            take_up(result.answer.live_server);
            co_return result;
        }
        calls_without_live_ = kCallsWithoutLive;
    }
    auto result = co_await send(pool_, settings_.ingest, std::move(body), kTimeLimit);
    if (result.outcome == ingest::CallOutcome::answered) {
        take_up(result.answer.live_server);
        calls_without_live_ = std::max(0, calls_without_live_ - 1);
    }
    co_return result;
}

Task<ingest::CallResult> AgentUplink::send(HttpPool& pool, Url ingest, Body body,
                                           std::chrono::seconds time_limit) {
    HttpRequest request;
    request.method = HttpMethod::post;
    request.url = std::move(ingest);
    request.headers = {{"Content-Type", "application/json"},
                       {"Authorization", "Bearer " + settings_.key}};
    if (body.packed) {
        request.headers.emplace_back("Content-Encoding", "gzip");
    }
    request.body = std::move(body.bytes);
    request.time_limit = time_limit;
    request.max_body = kLargestAnswer;
    auto response = co_await pool.send(std::move(request), kWait);
    if (!response) {
        co_return ingest::CallResult{.outcome = ingest::CallOutcome::unreachable,
                                     .answer = {},
                                     .detail = in_words(response.error().failure)};
    }
    auto read = [response = std::move(*response)] {
        return ingest::read_answer(response.status, response.body, response.header("Retry-After"));
    };
    auto result = co_await cpu_.run(std::move(read));
    co_return result;
}

void AgentUplink::take_up(const std::optional<std::string>& named) {
    if (!named) {
        live_.reset();
        return;
    }
    if (live_ && live_->named == *named) {
        return;
    }
    live_.reset();
    auto address = live_ingest_address(*named, settings_.ingest, settings_.allow_plain_http);
    if (address && *address != settings_.ingest) {
        auto pool =
            std::make_unique<HttpPool>(executor_, options_for(*address, settings_.fingerprint));
        live_ = Live{.named = *named, .ingest = std::move(*address), .pool = std::move(pool)};
    }
}

bool may_carry_key(const Url& address, bool allow_plain_http) {
    return address.is_tls() || allow_plain_http || stays_on_this_machine(address.host);
}

Result<Url> live_ingest_address(const std::string& named, const Url& configured,
                                bool allow_plain_http) {
    OHMSTEAD_TRY(auto address, ingest_address(named));
    const bool is_http = address.scheme == UrlScheme::https || address.scheme == UrlScheme::http;
    const bool is_weaker = configured.is_tls() && !address.is_tls();
    if (!is_http || is_weaker || !may_carry_key(address, allow_plain_http)) {
        return make_error(ErrorCode::invalid, "the home's key may not be sent there");
    }
    return address;
}

Result<Url> ingest_address(const std::string& server) {
    OHMSTEAD_TRY(auto url, parse_url(server));
    while (url.target.ends_with('/')) {
        url.target.pop_back();
    }
    url.target += "/api/v1/ingest";
    return url;
}

}  // namespace ohmstead
