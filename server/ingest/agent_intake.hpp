#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "async/task.hpp"
#include "base/result.hpp"
#include "domain/access/access_scope.hpp"
#include "domain/home/channel.hpp"
#include "ingest/agent_plan.hpp"
#include "ingest/agent_protocol.hpp"
#include "store/command_store.hpp"
#include "store/home_store.hpp"
#include "store/live_store.hpp"
#include "store/reading_store.hpp"
#include "store/slot_store.hpp"

namespace ohmstead::ingest {

// Where what agents send is kept.
struct AgentStores {
    SlotStore& slots;
    ReadingStore& readings;
    LiveStore& live;
    CommandStore& commands;
    HomeStore& homes;
};

// What agents are told of when and where to send, beside what the moment asks for.
struct AgentTerms {
    Milliseconds gather{0};   // while nobody looks
    std::string live_server;  // for calls while somebody looks; empty: the same as ever
};

// The call of an agent, behind whatever brought it here: a server of ours, or a function that API
// Gateway calls. Holds no state.
class AgentIntake {
public:
    explicit AgentIntake(AgentStores stores, AgentTerms terms = {})
        : stores_(stores), terms_(std::move(terms)) {}

    // Keeps what the plan holds and completes the answer: what became of each item and, for an
    // agent, when to call again, what to do, and what was decided. A batch that is no agent's is
    // answered as it is. Any Error means that nothing is acknowledged and all of it may be sent
    // again: every write is idempotent. Errors: not_found outside the scope, unavailable when a
    // store is.
    Task<Result<IngestAnswer>> take(AccessScope scope, HomeId home, PlannedBatch batch,
                                    Instant now);

private:
    Task<Result<LiveOrders>> keep_live(AccessScope scope, HomeId home,
                                       AgentPlan::Placed<LiveSnapshot> live, IngestAnswer& answer);
    Task<Status> keep(AccessScope scope, HomeId home, AgentPlan plan, IngestAnswer& answer);
    Task<Status> keep_results(AccessScope scope, HomeId home,
                              AgentPlan::Placed<CommandResult> results, IngestAnswer& answer);
    Task<Status> add_orders(AccessScope scope, HomeId home, const LiveOrders& orders, Instant now,
                            IngestAnswer& answer);
    Task<Status> add_decisions(AccessScope scope, HomeId home, const std::string& decided,
                               const std::string& known, IngestAnswer& answer);
    Task<Status> add_least_epoch(AccessScope scope, HomeId home, std::optional<Revision> sent,
                                 IngestAnswer& answer);

    AgentStores stores_;
    AgentTerms terms_;
};

}  // namespace ohmstead::ingest
