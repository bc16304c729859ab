#include "api/ingest_routes.hpp"

#include "api/ingest_plan.hpp"
#include "http/gunzip.hpp"
#include "http/route.hpp"
#include "ingest/agent_intake.hpp"
#include "reflect/encode.hpp"

namespace ohmstead::api {
namespace {

using ingest::IngestRequest;
using ingest::PlannedBatch;

constexpr std::size_t kLargestBatch = 4 * 1024 * 1024;  // bytes, packed as well as unpacked
constexpr std::size_t kLongWork = 256 * 1024;           // bytes that would hold up the I/O thread

struct Body {
    std::string bytes;
    bool packed = false;
};

Result<IngestRequest> read(Body body) {
    if (body.packed) {
        OHMSTEAD_TRY(body.bytes, http::gunzip(body.bytes, {.bytes = kLargestBatch}));
    }
    return ingest::parse_ingest_request(std::move(body.bytes));
}

bool is_long_work(const Body& body) {
    return body.packed || body.bytes.size() >= kLongWork;
}

Task<Result<IngestRequest>> read_where_it_fits(Services services, Body body) {
    if (!is_long_work(body)) {
        co_return read(std::move(body));
    }
    auto work = [body = std::move(body)]() mutable { return read(std::move(body)); };
    auto request = co_await services.cpu.run(std::move(work));
    co_return request;
}

Task<PlannedBatch> plan_where_it_fits(Services services, IngestRequest request, bool is_long,
                                      ChannelsPtr channels, Instant now) {
    if (!is_long) {
        co_return ingest::plan_batch(std::move(request), *channels, now);
    }
    auto work = [request = std::move(request), channels, now]() mutable {
        return ingest::plan_batch(std::move(request), *channels, now);
    };
    auto planned = co_await services.cpu.run(std::move(work));
    co_return planned;
}

// A call that brings nothing, as most calls of a fleet do, needs none.
Task<Result<ChannelsPtr>> channels_for(Services services, AccessScope scope, HomeId home,
                                       const IngestRequest& request) {
    if (request.items.empty()) {
        co_return std::make_shared<const std::vector<Channel>>();
    }
    auto channels = co_await services.runtime.channels(std::move(scope), std::move(home),
                                                       request.known_decisions);
    co_return channels;
}

// What programs send, which have no engine of their own.
Task<Status> take_readings(Services services, AccessScope scope, HomeId home, ChannelsPtr channels,
                           PlannedBatch& planned, Instant now) {
    if (!services.runtime.has_engines()) {
        refuse_readings(planned);
        co_return Status{};
    }
    auto readings = plan_readings(planned, *channels, now);
    if (!readings.batch.empty()) {
        OHMSTEAD_CO_TRY(const auto changed,
                        co_await services.runtime.push(scope, home, std::move(readings.batch)));
        for (const auto place : changed == 0 ? readings.places : std::vector<std::size_t>{}) {
            planned.answer.items[place].status = ingest::IngestStatus::stale;
        }
    }
    co_return Status{};
}

// Answers after the commit, so that the sender may forget what it sent.
Task<Result<http::Response>> take_batch(Services services, AccessScope scope, Body body) {
    const auto home = scope.ingest_home();
    if (!home) {
        co_return make_error(ErrorCode::forbidden, "This needs the API key of a home.");
    }
    const auto now = services.clock.now();
    const bool is_long = is_long_work(body);
    OHMSTEAD_CO_TRY(auto request, co_await read_where_it_fits(services, std::move(body)));
    OHMSTEAD_CO_TRY(const auto channels, co_await channels_for(services, scope, *home, request));
    auto planned =
        co_await plan_where_it_fits(services, std::move(request), is_long, channels, now);
    OHMSTEAD_CO_TRY_VOID(co_await take_readings(services, scope, *home, channels, planned, now));
    const bool is_live = !planned.plan.live.empty();
    OHMSTEAD_CO_TRY(const auto answer,
                    co_await services.agents.take(scope, *home, std::move(planned), now));
    if (is_live) {
        co_await services.runtime.agent_called(*home);
    }
    http::Response response{.content_type = "application/json"};
    reflect::encode_to(answer, response.body);
    co_return response;
}

}  // namespace

void add_ingest_routes(http::Routes& routes, const Services& services) {
    routes.add(http::raw<ingest::IngestBatch, ingest::IngestAnswer>(
        http::Method::post, "/api/v1/ingest",
        {.summary = "Add readings, or what an engine elsewhere made of them, with a home's API key",
         .access = http::Access::ingest_key(),
         .tag = "ingest",
         .max_body = kLargestBatch,
         .takes_gzip = true},
        [services](http::RequestContext& context, http::RouteInput input) {
            return take_batch(services, context.scope(),
                              {.bytes = std::move(input.body), .packed = has_gzip_body(context)});
        }));
}

}  // namespace ohmstead::api
