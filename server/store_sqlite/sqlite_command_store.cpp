#include <utility>

#include "store/command_store.hpp"
#include "store_sqlite/channel_rows.hpp"
#include "store_sqlite/columns.hpp"
#include "store_sqlite/home_queries.hpp"
#include "store_sqlite/readers.hpp"
#include "store_sqlite/sqlite_database.hpp"
#include "store_sqlite/writer.hpp"

namespace ohmstead {
namespace {

Error no_such_command() {
    return make_error(ErrorCode::not_found, "There is no such command.");
}

bool is_waiting(const Command& command) {
    return command.state == CommandState::open || command.state == CommandState::sent;
}

// A row of id, kind, body, created_at, expires_at, state, detail, result.
Command command_in(const Statement& row) {
    return {.id = CommandId{row.text(0)},
            .kind = enumerator_in<CommandKind>(row, 1),
            .body = row.text(2),
            .created_at = instant_in(row, 3),
            .expires_at = instant_in(row, 4),
            .state = enumerator_in<CommandState>(row, 5),
            .detail = row.text(6),
            .result = row.text(7)};
}

Status insert(Connection& connection, const HomeId& home, const Command& command) {
    const auto home_no = home_number(connection, home);
    if (!home_no) {
        return no_such_home();
    }
    connection
        .prepare(
            "INSERT OR IGNORE INTO command (home_no, id, kind, body, created_at, expires_at, "
            "state, detail, result) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .bind(*home_no, command.id.value, to_column(command.kind), command.body,
              ms_of(command.created_at), ms_of(command.expires_at), to_column(command.state),
              command.detail, command.result)
        .run();
    return {};
}

std::vector<Command> waiting(Connection& connection, std::int64_t home_no, Instant now,
                             std::size_t most) {
    auto rows = connection.prepare(
        "SELECT id, kind, body, created_at, expires_at, state, detail, result FROM command "
        "WHERE home_no = ? AND state IN ('open', 'sent') AND expires_at > ? "
        "ORDER BY created_at, id LIMIT ?");
    rows.bind(home_no, ms_of(now), static_cast<std::int64_t>(most));
    std::vector<Command> commands;
    while (rows.step()) {
        commands.push_back(command_in(rows));
    }
    return commands;
}

Result<PutOutcome> put_result(Connection& connection, const HomeId& home,
                              const CommandResult& result) {
    const auto home_no = home_number(connection, home);
    if (!home_no) {
        return no_such_home();
    }
    connection
        .prepare(
            "UPDATE command SET state = ?, detail = ?, result = ? "
            "WHERE home_no = ? AND id = ? AND state IN ('open', 'sent')")
        .bind(to_column(result.outcome), result.detail, result.result, *home_no,
              result.command.value)
        .run();
    if (connection.changes() > 0) {
        return PutOutcome::stored;
    }
    auto row = connection.prepare("SELECT 1 FROM command WHERE home_no = ? AND id = ?");
    if (!row.bind(*home_no, result.command.value).step()) {
        return no_such_command();
    }
    return PutOutcome::stale;
}

class SqliteCommandStore final : public CommandStore {
public:
    explicit SqliteCommandStore(SqliteDatabase& database)
        : writer_(database.writer()), readers_(database.readers()) {}

    Task<Status> create(AccessScope scope, HomeId home, Command command) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::command));
        auto job = [home = std::move(home), command = std::move(command)](Connection& connection) {
            return insert(connection, home, command);
        };
        auto status = co_await writer_.write(Lane::live, std::move(job));
        co_return status;
    }

    Task<Result<Command>> find(AccessScope scope, HomeId home, CommandId id, Instant now) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::command));
        auto query = [home = std::move(home), id = std::move(id)](Connection& connection) {
            auto row = connection.prepare(
                "SELECT id, kind, body, created_at, expires_at, state, detail, result "
                "FROM command WHERE home_no = (SELECT no FROM home WHERE id = ?) AND id = ?");
            return row.bind(home.value, id.value).step() ? std::optional(command_in(row))
                                                         : std::nullopt;
        };
        OHMSTEAD_CO_TRY(auto command, co_await readers_.read(std::move(query)));
        if (!command) {
            co_return no_such_command();
        }
        if (is_waiting(*command) && command->expires_at <= now) {
            command->state = CommandState::expired;
        }
        co_return std::move(*command);
    }

    Task<Result<std::vector<Command>>> fetch(AccessScope scope, HomeId home, Instant now,
                                             std::size_t most) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::add_readings));
        auto query = [home, now, most](Connection& connection) {
            const auto home_no = home_number(connection, home);
            return home_no ? waiting(connection, *home_no, now, most) : std::vector<Command>{};
        };
        OHMSTEAD_CO_TRY(auto commands, co_await readers_.read(std::move(query)));
        // Almost always there is none, and nothing to write.
        if (!commands.empty()) {
            OHMSTEAD_CO_TRY_VOID(co_await mark_sent(std::move(home), commands));
        }
        for (Command& command : commands) {
            command.state = CommandState::sent;
        }
        co_return commands;
    }

    Task<Result<PutOutcome>> take_result(AccessScope scope, HomeId home,
                                         CommandResult result) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::add_readings));
        auto job = [home = std::move(home), result = std::move(result)](Connection& connection) {
            return put_result(connection, home, result);
        };
        auto outcome = co_await writer_.write(Lane::live, std::move(job));
        co_return outcome;
    }

private:
    Task<Status> mark_sent(HomeId home, const std::vector<Command>& commands) {
        std::vector<CommandId> open;
        for (const Command& command : commands) {
            if (command.state == CommandState::open) {
                open.push_back(command.id);
            }
        }
        if (open.empty()) {
            co_return Status{};
        }
        auto job = [home = std::move(home), open = std::move(open)](Connection& connection) {
            for (const CommandId& id : open) {
                connection
                    .prepare(
                        "UPDATE command SET state = 'sent' WHERE state = 'open' AND id = ? "
                        "AND home_no = (SELECT no FROM home WHERE id = ?)")
                    .bind(id.value, home.value)
                    .run();
            }
            return Status{};
        };
        auto status = co_await writer_.write(Lane::live, std::move(job));
        co_return status;
    }

    Writer& writer_;
    Readers& readers_;
};

}  // namespace

std::unique_ptr<CommandStore> make_sqlite_command_store(SqliteDatabase& database) {
    return std::make_unique<SqliteCommandStore>(database);
}

}  // namespace ohmstead
