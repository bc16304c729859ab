#pragma once

#include <string>
#include <vector>

#include <boost/describe/enum.hpp>

#include "async/task.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "domain/access/access_scope.hpp"
#include "store/slot_store.hpp"

namespace ohmstead {

// What an engine can be asked to do.
enum class CommandKind { switch_device, test, discover, backfill, notify };
BOOST_DESCRIBE_ENUM(CommandKind, switch_device, test, discover, backfill, notify)

constexpr Right right_to_give(CommandKind kind) {
    return kind == CommandKind::switch_device ? Right::switch_devices : Right::command;
}

// open: waits to be fetched; sent: fetched, and offered again until its result is there.
enum class CommandState { open, sent, done, failed, expired };
BOOST_DESCRIBE_ENUM(CommandState, open, sent, done, failed, expired)

// Whether an engine did what it was asked to.
enum class CommandOutcome { done, failed };
BOOST_DESCRIBE_ENUM(CommandOutcome, done, failed)

// Something that a home's engine is to do, once. What it may do twice without harm is its own
// affair: it knows commands by their id.
struct Command {
    CommandId id;
    CommandKind kind = CommandKind::test;
    std::string body = "{}";  // JSON
    Instant created_at{};
    Instant expires_at{};
    CommandState state = CommandState::open;
    std::string detail = {};      // of the result, for people
    std::string result = "null";  // JSON

    friend bool operator==(const Command&, const Command&) = default;
};

struct CommandResult {
    CommandId command;
    CommandOutcome outcome = CommandOutcome::done;
    std::string detail = {};
    std::string result = "null";  // JSON
};

// Commands to the engines of homes. Partition: one home; atomic unit: one item. Errors: not_found
// outside the scope and for an unknown command, forbidden for too low a role, unavailable when the
// store is down.
class CommandStore {
public:
    virtual ~CommandStore() = default;

    // Needs right_to_give() it. A command that is there already is left alone.
    virtual Task<Status> create(AccessScope scope, HomeId home, Command command) = 0;
    // Admin only. One whose time has come without a result is `expired` at `now`.
    virtual Task<Result<Command>> find(AccessScope scope, HomeId home, CommandId command,
                                       Instant now) = 0;

    // Needs the right to ingest. The commands that are open or sent and have not expired at `now`,
    // oldest first, at most `most`; marks them as sent.
    virtual Task<Result<std::vector<Command>>> fetch(AccessScope scope, HomeId home, Instant now,
                                                     std::size_t most) = 0;
    // Needs the right to ingest. The first result of a command stays, and every other one is stale.
    // What came too late is still what happened: an expired command takes its result, too.
    virtual Task<Result<PutOutcome>> take_result(AccessScope scope, HomeId home,
                                                 CommandResult result) = 0;
};

}  // namespace ohmstead
