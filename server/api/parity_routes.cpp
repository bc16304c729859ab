#include "api/parity_routes.hpp"

#include <map>
#include <utility>

#include "api/dto_home.hpp"
#include "api/parity.hpp"
#include "http/route.hpp"

namespace ohmstead::api {
namespace {

using http::Access;
using http::RequestContext;

// Sums of every channel over each span. Spans lie within one month, so that no more than that is in
// memory, and most are shared by all channels.
using SumsOfSpans = std::map<std::pair<Instant, Instant>, std::map<ChannelId, std::int64_t>>;

Task<Result<SumsOfSpans>> sums_of(Services services, AccessScope scope, HomeId home,
                                  std::vector<ParityPiece> pieces) {
    SumsOfSpans sums;
    for (const auto& piece : pieces) {
        const auto [entry, is_new] = sums.try_emplace({piece.span.from, piece.span.to});
        if (!is_new || piece.span.empty()) {
            continue;
        }
        OHMSTEAD_CO_TRY(const auto answer,
                        co_await services.ledger.energy(scope, home, piece.span.from, piece.span.to,
                                                        Period::month));
        for (const auto& column : answer.view.channels) {
            for (const auto amount : column.amount) {
                entry->second[column.channel] += amount;
            }
        }
    }
    co_return sums;
}

Task<Result<ParityDto>> parity(Services services, AccessScope scope, HomeId home) {
    OHMSTEAD_CO_TRY(const auto past, co_await services.runtime.past_report(scope, home));
    OHMSTEAD_CO_TRY(const auto stored, co_await services.homes.get(scope, home));
    OHMSTEAD_CO_TRY(const auto channels, co_await services.homes.channels(scope, home));
    const auto zone = Zone::find(stored.time_zone).value_or(Zone::utc());
    const auto pieces = parity_pieces(zone, channels, past);
    OHMSTEAD_CO_TRY(auto sums, co_await sums_of(services, scope, home, pieces));
    std::vector<std::int64_t> ours;
    for (const auto& piece : pieces) {
        ours.push_back(sums[{piece.span.from, piece.span.to}][piece.channel]);
    }
    co_return parity_of(pieces, ours);
}

Task<Result<http::NoContent>> import_again(Services services, AccessScope scope, HomeId home) {
    OHMSTEAD_CO_TRY_VOID(co_await services.runtime.import_again(std::move(scope), std::move(home)));
    co_return http::NoContent{};
}

}  // namespace

void add_parity_routes(http::Routes& routes, const Services& services) {
    routes.add(http::get<HomePath, ParityDto>(
        "/api/v1/homes/{home}/connection/parity",
        {.summary = "What was imported, beside what Home Assistant says, per channel and month",
         .access = Access::home(Right::see_home),
         .tag = "connection"},
        [services](RequestContext& context, HomePath in) {
            return parity(services, context.scope(), std::move(in.home));
        }));
    routes.add(http::post<HomePath, http::NoContent>(
        "/api/v1/homes/{home}/connection/import",
        {.summary = "Import everything that Home Assistant has once more",
         .access = Access::home(Right::edit_connection),
         .success_status = 204,
         .tag = "connection"},
        [services](RequestContext& context, HomePath in) {
            return import_again(services, context.scope(), std::move(in.home));
        }));
}

}  // namespace ohmstead::api
