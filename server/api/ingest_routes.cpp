#include "api/ingest_routes.hpp"

#include "api/ingest_plan.hpp"
#include "http/gunzip.hpp"
#include "http/route.hpp"
#include "ingest/agent_intake.hpp"
#include "reflect/encode.hpp"

namespace ohmstead::api {
namespace {

using ingest::PlannedBatch;

constexpr std::size_t kLargestBatch = 4 * 1024 * 1024;  // bytes, packed as well as unpacked
constexpr std::size_t kLongWork = 256 * 1024;           // bytes that would hold up the I/O thread

struct Body {
    std::string bytes;
    bool packed = false;
};

Result<PlannedBatch> read(Body body, const std::vector<Channel>& channels, Instant now) {
    if (body.packed) {
        OHMSTEAD_TRY(body.bytes, http::gunzip(body.bytes, {.bytes = kLargestBatch}));
    }
    return ingest::plan_batch(std::move(body.bytes), channels, now);
}

Task<Result<PlannedBatch>> read_where_it_fits(Services services, Body body, ChannelsPtr channels,
                                              Instant now) {
    if (!body.packed && body.bytes.size() < kLongWork) {
        co_return read(std::move(body), *channels, now);
    }
    auto work = [body = std::move(body), channels, now]() mutable {
        return read(std::move(body), *channels, now);
    };
    auto planned = co_await services.cpu.run(std::move(work));
    co_return planned;
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
    OHMSTEAD_CO_TRY(const auto channels, co_await services.runtime.channels(scope, *home));
    OHMSTEAD_CO_TRY(auto planned,
                    co_await read_where_it_fits(services, std::move(body), channels, now));
    OHMSTEAD_CO_TRY_VOID(co_await take_readings(services, scope, *home, channels, planned, now));
    const bool is_live = !planned.plan.live.empty();
    OHMSTEAD_CO_TRY(const auto answer,
                    co_await services.agents.take(scope, *home, channels, std::move(planned), now));
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
