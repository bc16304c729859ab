#pragma once

#include "async/task.hpp"
#include "async/worker.hpp"
#include "base/result.hpp"
#include "domain/access/aggregates.hpp"
#include "ledger/aggregate_plan.hpp"
#include "ledger/ledger_slots.hpp"
#include "store/aggregate_store.hpp"
#include "store/home_store.hpp"
#include "store/permission_store.hpp"
#include "store/supply_store.hpp"

namespace ohmstead {

// What the publisher is made of. All of it outlives it; the scope is the system's.
struct AggregatePublisherServices {
    PermissionStore& providers;
    SupplyStore& supplies;
    AggregateStore& aggregates;
    HomeStore& homes;
    LedgerSlots& slots;
    Worker& cpu;
    const Clock& clock;
    AccessScope scope;
};

// Publishes, for each provider, what its customers used together on days that are over. May run at
// any moment, be ended at any point, and run in several processes at once: what is settled or
// published stays as it was first. Reads one day of one home after the other, and holds one day of
// one group. Nothing of a home is told to anybody, so no access log has it. I/O thread only.
class AggregatePublisher {
public:
    explicit AggregatePublisher(AggregatePublisherServices services);

    // All that is due. Errors are those of the stores; what was published until then stays, and
    // no provider waits for what fails of another one.
    Task<Status> publish();

private:
    Task<Status> publish_for(ProviderId provider);
    Task<Status> publish_month(ProviderId provider, AggregateMonthDue due,
                               std::vector<PlacedHome> members);
    // Not what was published before.
    Task<Status> publish_day(const AggregateMonth& month, AggregateCell cell, LocalDay day);
    Task<Result<HomeDay>> day_of(HomeId home, LocalDay day);

    AggregatePublisherServices services_;
};

}  // namespace ohmstead
