#include "api/audit_routes.hpp"

#include <utility>

#include "api/dto_audit.hpp"
#include "api/dto_home.hpp"
#include "http/route.hpp"

namespace ohmstead::api {
namespace {

constexpr std::size_t kMostEntries = 200;

Task<Result<AuditTrail>> audit_trail(Services services, AccessScope scope, HomeId home) {
    OHMSTEAD_CO_TRY(auto entries,
                    co_await services.audit.newest(scope, std::move(home), kMostEntries));
    AuditTrail trail;
    for (auto& entry : entries) {
        trail.items.push_back({.id = std::move(entry.id),
                               .at = entry.at,
                               .by = std::move(entry.by),
                               .by_name = std::move(entry.by_name),
                               .action = entry.action,
                               .subject = std::move(entry.subject),
                               .subject_name = std::move(entry.subject_name)});
    }
    co_return trail;
}

}  // namespace

void add_audit_routes(http::Routes& routes, const Services& services) {
    routes.add(http::get<HomePath, AuditTrail>(
        "/api/v1/homes/{home}/audit",
        {.summary = "What people asked for in the home: the newest 200, newest first",
         .access = http::Access::home(Right::see_trail),
         .tag = "people"},
        [services](http::RequestContext& context, HomePath in) {
            return audit_trail(services, context.scope(), std::move(in.home));
        }));
}

}  // namespace ohmstead::api
