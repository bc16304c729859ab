#include "api/command_routes.hpp"

#include <utility>

#include "api/dto_command.hpp"
#include "http/route.hpp"

namespace ohmstead::api {
namespace {

using http::Access;
using http::RequestContext;

// An agent that nobody watches calls once a minute.
constexpr std::chrono::minutes kCommandPatience{10};
constexpr http::Rate kAskRate{.per_minute = 10};

CommandKind kind_of(AskedKind asked) {
    switch (asked) {
        case AskedKind::test:
            return CommandKind::test;
        case AskedKind::discover:
            return CommandKind::discover;
        case AskedKind::backfill:
            return CommandKind::backfill;
    }
    return CommandKind::test;
}

Task<Result<CommandDto>> ask(Services services, AccessScope scope, CommandRequest in) {
    OHMSTEAD_CO_TRY_VOID(scope.require(in.home, Right::command));
    if (services.runtime.has_engines()) {
        co_return make_error(ErrorCode::conflict,
                             "This home's engine runs here: use the routes of its connection.");
    }
    const auto now = services.clock.now();
    const Command command{.id = CommandId::make(),
                          .kind = kind_of(in.kind),
                          .created_at = now,
                          .expires_at = now + kCommandPatience};
    OHMSTEAD_CO_TRY_VOID(co_await services.commands.create(scope, in.home, command));
    co_return to_dto(std::move(in.home), command);
}

// The id does not say which home it is of, so it is looked for in the caller's own: they are few.
Task<Result<CommandDto>> find(Services services, AccessScope scope, CommandId id) {
    for (const auto& theirs : scope.homes()) {
        if (!allows(Right::command, theirs.standing)) {
            continue;
        }
        auto found = co_await services.commands.find(scope, theirs.home, id, services.clock.now());
        if (found) {
            co_return to_dto(theirs.home, std::move(*found));
        }
        if (found.error().code != ErrorCode::not_found) {
            co_return found.error();
        }
    }
    co_return make_error(ErrorCode::not_found, "There is no such command.");
}

}  // namespace

void add_command_routes(http::Routes& routes, const Services& services) {
    routes.add(http::post<CommandRequest, CommandDto>(
        "/api/v1/homes/{home}/commands",
        {.summary = "Ask the home's agent to do something; it takes until its next call",
         .access = Access::home(Right::command),
         .success_status = 202,
         .tag = "connection",
         .rate = kAskRate},
        [services](RequestContext& context, CommandRequest in) {
            return ask(services, context.scope(), std::move(in));
        }));
    routes.add(http::get<CommandPath, CommandDto>(
        "/api/v1/commands/{command}",
        {.summary = "What came of a command, for admins of its home",
         .access = Access::signed_in(),
         .tag = "connection"},
        [services](RequestContext& context, CommandPath in) {
            return find(services, context.scope(), std::move(in.command));
        }));
}

}  // namespace ohmstead::api
