#include "api/power_routes.hpp"

#include "api/dto_power.hpp"
#include "api/power_text.hpp"
#include "api/query_error.hpp"
#include "api/query_span.hpp"
#include "http/route.hpp"

namespace ohmstead::api {
namespace {

constexpr auto kLongestSpan = std::chrono::days{400};
// So many steps are written at once; more would hold up the I/O thread.
constexpr std::size_t kMostAtOnce = 2'000;

Task<Result<http::Encoded<PowerSeries>>> power(Services services, AccessScope scope,
                                               PowerQuery in) {
    OHMSTEAD_CO_TRY(const auto span, parse_query_span(in.from, in.to));
    const auto rough = span.rough();
    if (rough.to - rough.from > kLongestSpan + std::chrono::days{1}) {
        co_return Error{.code = ErrorCode::malformed,
                        .detail = "The span is too long.",
                        .fields = {{"to", "too_long", "must be at most 400 days after from"}}};
    }
    std::vector<ChannelId> channels;
    for (auto& id : in.channels) {
        channels.push_back({std::move(id)});
    }
    auto view =
        co_await services.ledger.power(scope, in.home, span.from, span.to, std::move(channels),
                                       static_cast<std::size_t>(in.points));
    if (!view) {
        co_return query_error(std::move(view).error());
    }
    if (view->grid.count * view->columns.size() <= kMostAtOnce) {
        co_return http::Encoded<PowerSeries>{power_text(*view)};
    }
    auto write = [&view] { return power_text(*view); };
    auto text = co_await services.cpu.run(write);
    co_return http::Encoded<PowerSeries>{std::move(text)};
}

}  // namespace

void add_power_routes(http::Routes& routes, const Services& services) {
    routes.add(http::get<PowerQuery, PowerSeries>(
        "/api/v1/homes/{home}/power",
        {.summary = "Power over time: mean, least and greatest per step",
         .access = http::Access::home(Right::see_energy),
         .tag = "views"},
        [services](http::RequestContext& context, PowerQuery in) {
            return power(services, context.scope(), std::move(in));
        }));
}

}  // namespace ohmstead::api
