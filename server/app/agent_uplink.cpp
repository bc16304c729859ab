#include "app/agent_uplink.hpp"

#include <utility>

#include "http/gzip.hpp"
#include "reflect/encode.hpp"

namespace ohmstead {
namespace {

constexpr std::size_t kWorthPacking = 1'000;
constexpr std::chrono::seconds kTimeLimit{60};
constexpr std::chrono::seconds kWait{5};
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

}  // namespace

AgentUplink::AgentUplink(boost::asio::any_io_executor executor, Settings settings, Worker& cpu)
    : settings_(std::move(settings)),
      cpu_(cpu),
      pool_(std::move(executor),
            HttpPoolOptions{.origin = settings_.ingest,
                            .dial = {.addresses = AddressPolicy::self_hosted,
                                     .pinned_fingerprint = settings_.fingerprint},
                            .connections = 1}) {}

Task<ingest::CallResult> AgentUplink::call(ingest::IngestBatch batch) {
    auto write = [batch = std::move(batch)] {
        auto body = reflect::encode(batch);
        const bool packed = body.size() >= kWorthPacking;
        return std::pair(packed ? http::gzip(body) : std::move(body), packed);
    };
    auto [body, packed] = co_await cpu_.run(std::move(write));
    HttpRequest request;
    request.method = HttpMethod::post;
    request.url = settings_.ingest;
    request.headers = {{"Content-Type", "application/json"},
                       {"Authorization", "Bearer " + settings_.key}};
    if (packed) {
        request.headers.emplace_back("Content-Encoding", "gzip");
    }
    request.body = std::move(body);
    request.time_limit = kTimeLimit;
    request.max_body = kLargestAnswer;
    auto response = co_await pool_.send(std::move(request), kWait);
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

Result<Url> ingest_address(const std::string& server) {
    OHMSTEAD_TRY(auto url, parse_url(server));
    while (url.target.ends_with('/')) {
        url.target.pop_back();
    }
    url.target += "/api/v1/ingest";
    return url;
}

}  // namespace ohmstead
