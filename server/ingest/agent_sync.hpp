#pragma once

#include <functional>
#include <optional>
#include <random>
#include <set>
#include <string>

#include <boost/asio/any_io_executor.hpp>

#include "async/event.hpp"
#include "async/task.hpp"
#include "async/task_group.hpp"
#include "base/log.hpp"
#include "ingest/agent_batch.hpp"
#include "ingest/newest_values.hpp"
#include "ingest/sync_gathering.hpp"
#include "ingest/sync_pace.hpp"
#include "store/agent_store.hpp"

namespace ohmstead::ingest {

// What an agent's sync acts on, beside its store: the engine and the server.
class AgentHost {
public:
    virtual ~AgentHost() = default;
    // Sends a batch and reads the answer. Never fails: what went wrong is the outcome.
    virtual Task<CallResult> call(IngestBatch batch) = 0;
    // Makes the home's channels those that were decided. conflict when this agent's store is
    // another home's.
    virtual Task<Status> take_up(Decisions decisions) = 0;
    // Starts the engine anew: its next epoch is the store's.
    virtual Task<Status> restart_engine() = 0;
    // Does what the server wants done. Takes as long as it takes.
    virtual Task<CommandResult> perform(CommandItem command) = 0;
};

// Keeps a server up to date with what an agent's engine makes of the readings: calls it again and
// again, with what it has not acknowledged yet, and does what it answers. Holds one batch in
// memory, whatever has gathered. I/O thread only.
class AgentSync {
public:
    // All outlive the sync.
    struct Services {
        const Clock& clock;
        Log log;
        AgentStore& store;
        AgentHost& host;
        const NewestValues& live;
        std::string server;   // its address
        Milliseconds kept{};  // how long readings stay after they were acknowledged
    };

    AgentSync(boost::asio::any_io_executor executor, Services services);

    // Reads where it stands; before the engine starts. Says so when it starts over.
    Task<Status> open();

    // Calls until cancelled.
    Task<void> run();
    // Calls once; how long to wait for the next one.
    Task<Milliseconds> call_once();
    // Ends commands that are being done.
    Task<void> stop();

private:
    Task<Result<AgentBatch>> next_batch();
    Task<Result<Milliseconds>> make_call();
    Task<Result<Milliseconds>> answered(AgentBatch made, IngestAnswer answer);
    Task<Milliseconds> failed(const AgentBatch& made, CallResult result);
    void tell(const Verdict& verdict, const IngestAnswer& answer);
    Task<Status> take_orders(IngestAnswer& answer);
    Task<Status> take_decisions(Decisions decisions);
    Task<Status> raise_epoch(std::uint32_t least);
    Task<Status> begin(CommandItem command);
    Task<void> perform(CommandItem command);
    Task<void> clean_up();
    double random();

    Services services_;
    AgentState state_;
    SyncPace pace_;
    SyncGathering gathering_;
    bool carries_ = true;  // the call under way: all that is unsent, and live values
    UnsentLimits limits_ = kBatchLimits;
    std::uint64_t sequence_ = 0;  // of live values
    std::uint32_t epoch_ = 1;
    bool knows_nothing_ = false;  // a store that begins
    std::optional<Instant> raised_at_;
    std::optional<Instant> cleaned_at_;
    std::string trouble_;            // that was told last; empty: all is well
    std::set<std::string> remarks_;  // codes of the last answer's
    Event wake_;
    TaskGroup commands_;
    std::minstd_rand random_{std::random_device{}()};
};

}  // namespace ohmstead::ingest
