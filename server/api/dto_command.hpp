#pragma once

#include <string>
#include <string_view>
#include <utility>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include "base/ids.hpp"
#include "base/time.hpp"
#include "reflect/field_rule.hpp"
#include "reflect/values.hpp"
#include "store/command_store.hpp"

namespace ohmstead::api {

// What a home's agent may be asked to do by this route.
enum class AskedKind { test, discover, backfill };
BOOST_DESCRIBE_ENUM(AskedKind, test, discover, backfill)

struct CommandRequest {
    static constexpr std::string_view kSchemaName = "CommandRequest";
    HomeId home;
    AskedKind kind = AskedKind::test;
};
BOOST_DESCRIBE_STRUCT(CommandRequest, (), (home, kind))
inline constexpr FieldRule kCommandRequestRules[]{
    {.field = "kind",
     .doc = "test: try the connection to Home Assistant; discover: which entities could be which "
            "channels; backfill: fetch what is missing of the past"}};
constexpr std::span<const FieldRule> rules_for(const CommandRequest*) {
    return kCommandRequestRules;
}

struct CommandPath {
    CommandId command;
};
BOOST_DESCRIBE_STRUCT(CommandPath, (), (command))

struct CommandDto {
    static constexpr std::string_view kSchemaName = "Command";
    CommandId id;
    HomeId home;
    CommandKind kind = CommandKind::test;
    CommandState state = CommandState::open;
    Instant created_at{};
    Instant expires_at{};
    std::string detail;
    RawJson result;
};
BOOST_DESCRIBE_STRUCT(CommandDto, (),
                      (id, home, kind, state, created_at, expires_at, detail, result))
inline constexpr FieldRule kCommandRules[]{
    {.field = "state",
     .doc = "open: waits for the home's engine, or is being done; sent: the agent has it; done, "
            "failed: its result is here; expired: no result came in time"},
    {.field = "detail", .doc = "Of the result, one sentence; empty until then"},
    {.field = "result", .doc = "What was to be found out; null until then"}};
constexpr std::span<const FieldRule> rules_for(const CommandDto*) {
    return kCommandRules;
}

inline CommandDto to_dto(HomeId home, Command command) {
    return {.id = std::move(command.id),
            .home = std::move(home),
            .kind = command.kind,
            .state = command.state,
            .created_at = command.created_at,
            .expires_at = command.expires_at,
            .detail = std::move(command.detail),
            .result = {std::move(command.result)}};
}

}  // namespace ohmstead::api
