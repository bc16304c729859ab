#include "api/energy_routes.hpp"

#include <fmt/format.h>

#include "api/dto_energy.hpp"
#include "api/energy_text.hpp"
#include "api/query_error.hpp"
#include "api/query_span.hpp"
#include "crypto/bytes.hpp"
#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"
#include "http/route.hpp"

namespace ohmstead::api {
namespace {

constexpr std::size_t kMostPeriods = 10'000;
constexpr std::size_t kEtagBytes = 16;

struct Written {
    std::string text;
    std::string etag;
};

// The tag is of the bytes: whatever changes an answer changes it.
Written write(const EnergyAnswer& answer, Period period) {
    Written written{.text = energy_text(answer, period), .etag = {}};
    const auto digest = sha256(bytes_of(written.text));
    written.etag = fmt::format("\"{}\"", hex_encode(ByteView(digest).first(kEtagBytes)));
    return written;
}

Task<Result<http::Reply<http::Encoded<EnergySeries>>>> energy(Services services,
                                                              http::RequestContext& context,
                                                              EnergyQuery in) {
    OHMSTEAD_CO_TRY(const auto span, parse_query_span(in.from, in.to));
    if (count_at_most(span.rough(), in.period) > kMostPeriods) {
        co_return Error{.code = ErrorCode::malformed,
                        .detail = "The span has too many periods.",
                        .fields = {{"period", "too_many", "at most 10,000 at once"}}};
    }
    co_await services.runtime.settle(in.home);
    auto answer = co_await services.ledger.energy(context.scope(), in.home, span.from, span.to,
                                                  in.period, in.only_complete, in.compare);
    if (!answer) {
        co_return query_error(std::move(answer).error());
    }
    auto work = [&answer, period = in.period] { return write(*answer, period); };
    auto written = co_await services.cpu.run(work);
    http::Reply<http::Encoded<EnergySeries>> reply;
    reply.not_modified = context.client_has(written.etag);
    reply.value.json = std::move(written.text);
    reply.etag = std::move(written.etag);
    co_return reply;
}

}  // namespace

void add_energy_routes(http::Routes& routes, const Services& services) {
    routes.add(http::get<EnergyQuery, EnergySeries>(
        "/api/v1/homes/{home}/energy",
        {.summary = "What the home used and made, per period",
         .access = http::Access::view(Right::see_energy),
         .tag = "views"},
        [services](http::RequestContext& context, EnergyQuery in) {
            return energy(services, context, std::move(in));
        }));
}

}  // namespace ohmstead::api
