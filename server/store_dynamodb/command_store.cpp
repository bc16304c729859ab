#include "store/command_store.hpp"

#include <algorithm>
#include <memory>
#include <tuple>
#include <utility>

#include "store_dynamodb/attributes.hpp"
#include "store_dynamodb/home_items.hpp"
#include "store_dynamodb/keys.hpp"
#include "store_dynamodb/live_item.hpp"
#include "store_dynamodb/refusals.hpp"
#include "store_dynamodb/stores.hpp"

namespace ohmstead::dynamodb {
namespace {

Error no_such_command() {
    return make_error(ErrorCode::not_found, "There is no such command.");
}

bool is_waiting(const Command& command) {
    return command.state == CommandState::open || command.state == CommandState::sent;
}

Item command_item(const HomeId& home, const Command& command) {
    return with(command_key(home, command.id), {{"id", string_value(command.id.value)},
                                                {"kind", enumerator_value(command.kind)},
                                                {"body", string_value(command.body)},
                                                {"created_at", instant_value(command.created_at)},
                                                {"expires_at", instant_value(command.expires_at)},
                                                {"state", enumerator_value(command.state)},
                                                {"detail", string_value(command.detail)},
                                                {"result", string_value(command.result)}});
}

Result<Command> command_in(const Item& item) {
    Command command;
    OHMSTEAD_TRY(command.id.value, read_string(item, "id"));
    OHMSTEAD_TRY(command.kind, read_enumerator<CommandKind>(item, "kind"));
    OHMSTEAD_TRY(command.body, read_string(item, "body"));
    OHMSTEAD_TRY(command.created_at, read_instant(item, "created_at"));
    OHMSTEAD_TRY(command.expires_at, read_instant(item, "expires_at"));
    OHMSTEAD_TRY(command.state, read_enumerator<CommandState>(item, "state"));
    OHMSTEAD_TRY(command.detail, read_string(item, "detail"));
    OHMSTEAD_TRY(command.result, read_string(item, "result"));
    return command;
}

// What fetch() finds a command by, small and gone when there is nothing to fetch.
Item waiting_item(const HomeId& home, const Command& command) {
    return with(waiting_command_key(home, command.created_at, command.id),
                {{"command", string_value(command.id.value)},
                 {"expires_at", instant_value(command.expires_at)}});
}

Update mark_sent(const HomeId& home, const CommandId& command) {
    return {.table = kHomes,
            .key = command_key(home, command),
            .update = "SET #state = :sent",
            .condition = "#state = :open",
            .placeholders = {.names = {{"#state", "state"}},
                             .values = {{":sent", enumerator_value(CommandState::sent)},
                                        {":open", enumerator_value(CommandState::open)}}}};
}

// Of a command that has none yet.
Update set_result(const HomeId& home, const CommandResult& result) {
    return {.table = kHomes,
            .key = command_key(home, result.command),
            .update = "SET #state = :outcome, #detail = :detail, #result = :result",
            .condition = "#state IN (:open, :sent)",
            .placeholders = {.names = {{"#state", "state"},
                                       {"#detail", "detail"},
                                       {"#result", "result"}},
                             .values = {{":outcome", enumerator_value(result.outcome)},
                                        {":detail", string_value(result.detail)},
                                        {":result", string_value(result.result)},
                                        {":open", enumerator_value(CommandState::open)},
                                        {":sent", enumerator_value(CommandState::sent)}}},
            .returned = Returned::all_new};
}

class DynamoCommandStore final : public CommandStore {
public:
    explicit DynamoCommandStore(Client& client) : client_(client) {}

    Task<Status> create(AccessScope scope, HomeId home, Command command) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::command));
        // First: a call that finds no command to fetch comes again, one that does not look loses
        // it.
        OHMSTEAD_CO_TRY(const auto told, co_await client_.update_item(
                                             prolong(home, "commands", command.expires_at)));
        if (told.written == Written::condition_failed && told.item.empty()) {
            co_return no_such_home();
        }
        Put unless_there{.table = kHomes,
                         .item = command_item(home, command),
                         .condition = "attribute_not_exists(#home_id)",
                         .placeholders = {.names = {{"#home_id", "home_id"}}}};
        std::vector<Action> actions{home_exists(home), std::move(unless_there),
                                    Put{.table = kHomes, .item = waiting_item(home, command)}};
        OHMSTEAD_CO_TRY(const auto outcome, co_await client_.transact_write(std::move(actions)));
        const bool no_home = outcome.written == Written::condition_failed &&
                             outcome.parts.at(0).written == Written::condition_failed;
        co_return no_home ? no_such_home() : Status{};
    }

    Task<Result<Command>> find(AccessScope scope, HomeId home, CommandId id, Instant now) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::command));
        Get get{.table = kHomes, .key = command_key(home, id), .consistent = true};
        OHMSTEAD_CO_TRY(const auto item, co_await client_.get_item(std::move(get)));
        if (!item) {
            co_return no_such_command();
        }
        OHMSTEAD_CO_TRY(auto command, command_in(*item));
        if (is_waiting(command) && command.expires_at <= now) {
            command.state = CommandState::expired;
        }
        co_return std::move(command);
    }

    Task<Result<std::vector<Command>>> fetch(AccessScope scope, HomeId home, Instant now,
                                             std::size_t most) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::add_readings));
        std::vector<Command> commands;
        Query query = items_of_home(home, kWaitingPrefix);
        while (commands.size() < most) {
            query.limit = most - commands.size();
            OHMSTEAD_CO_TRY(auto page, co_await client_.query(query));
            OHMSTEAD_CO_TRY(auto waiting, co_await waiting_among(home, page.items, now));
            std::ranges::move(waiting, std::back_inserter(commands));
            if (page.next.empty()) {
                break;
            }
            query.start = std::move(page.next);
        }
        for (Command& command : commands) {
            if (command.state == CommandState::open) {
                OHMSTEAD_CO_TRY_VOID(co_await client_.update_item(mark_sent(home, command.id)));
                command.state = CommandState::sent;
            }
        }
        co_return commands;
    }

    Task<Result<PutOutcome>> take_result(AccessScope scope, HomeId home,
                                         CommandResult result) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::add_readings));
        OHMSTEAD_CO_TRY(const auto outcome, co_await client_.update_item(set_result(home, result)));
        if (outcome.written == Written::condition_failed) {
            co_return outcome.item.empty() ? Result<PutOutcome>(no_such_command())
                                           : PutOutcome::stale;
        }
        OHMSTEAD_CO_TRY(const auto created_at, read_instant(outcome.item, "created_at"));
        Delete waiting{.table = kHomes,
                       .key = waiting_command_key(home, created_at, result.command)};
        // The result is taken, whatever comes of this: fetch() removes what is left.
        (void)co_await client_.delete_item(std::move(waiting));
        co_return PutOutcome::stored;
    }

private:
    // The commands that the items `noted` stand for and that still wait, oldest first. Removes
    // those items that stand for what has expired or has its result.
    Task<Result<std::vector<Command>>> waiting_among(HomeId home, std::vector<Item> noted,
                                                     Instant now) {
        std::vector<Item> keys;
        std::vector<Change> removed;
        for (const Item& item : noted) {
            OHMSTEAD_CO_TRY(const auto expires_at, read_instant(item, "expires_at"));
            OHMSTEAD_CO_TRY(auto id, read_string(item, "command"));
            if (expires_at > now) {
                keys.push_back(command_key(home, CommandId{std::move(id)}));
            } else {
                removed.push_back(
                    Delete{.table = kHomes,
                           .key = {{"home_id", item.at("home_id")}, {"item", item.at("item")}}});
            }
        }
        OHMSTEAD_CO_TRY(const auto items, co_await client_.batch_get(kHomes, std::move(keys),
                                                                     /*consistent=*/true));
        std::vector<Command> commands;
        for (const Item& item : items) {
            OHMSTEAD_CO_TRY(auto command, command_in(item));
            if (is_waiting(command)) {
                commands.push_back(std::move(command));
            } else {
                removed.push_back(
                    Delete{.table = kHomes,
                           .key = waiting_command_key(home, command.created_at, command.id)});
            }
        }
        OHMSTEAD_CO_TRY_VOID(co_await client_.batch_write(std::move(removed)));
        std::ranges::sort(commands, [](const Command& a, const Command& b) {
            return std::tie(a.created_at, a.id) < std::tie(b.created_at, b.id);
        });
        co_return commands;
    }

    Client& client_;
};

}  // namespace

std::unique_ptr<CommandStore> make_command_store(Client& client) {
    return std::make_unique<DynamoCommandStore>(client);
}

}  // namespace ohmstead::dynamodb
