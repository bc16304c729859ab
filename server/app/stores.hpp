#pragma once

#include <memory>

#include <boost/asio/any_io_executor.hpp>

#include "app/config.hpp"
#include "async/task.hpp"
#include "async/task_group.hpp"
#include "async/worker.hpp"
#include "base/log.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "observe/metrics.hpp"
#include "store/access_log.hpp"
#include "store/aggregate_store.hpp"
#include "store/audit_log.hpp"
#include "store/command_store.hpp"
#include "store/derived_store.hpp"
#include "store/home_store.hpp"
#include "store/invitation_store.hpp"
#include "store/live_store.hpp"
#include "store/note_store.hpp"
#include "store/one_time_store.hpp"
#include "store/overlay_store.hpp"
#include "store/past_store.hpp"
#include "store/permission_store.hpp"
#include "store/reading_store.hpp"
#include "store/revocation_feed.hpp"
#include "store/second_factor_store.hpp"
#include "store/sign_in_store.hpp"
#include "store/slot_store.hpp"
#include "store/supply_store.hpp"
#include "store/user_store.hpp"
#include "store/visit_store.hpp"

namespace ohmstead {

// One store of each kind.
struct StorePorts {
    std::unique_ptr<HomeStore> homes;
    std::unique_ptr<ReadingStore> readings;
    std::unique_ptr<SlotStore> slots;
    std::unique_ptr<DerivedStore> derived;
    std::unique_ptr<OverlayStore> overlays;
    std::unique_ptr<UserStore> users;
    std::unique_ptr<SecondFactorStore> second_factors;
    std::unique_ptr<OneTimeStore> one_time;
    std::unique_ptr<SignInStore> sign_ins;
    std::unique_ptr<LiveStore> live;
    std::unique_ptr<CommandStore> commands;
    std::unique_ptr<AuditLog> audit;
    std::unique_ptr<NoteStore> notes;
    std::unique_ptr<RevocationFeed> revocations;
    std::unique_ptr<PermissionStore> permissions;
    std::unique_ptr<AccessLog> access;
    std::unique_ptr<PastStore> past;  // none where engines are elsewhere
    std::unique_ptr<VisitStore> visits;
    std::unique_ptr<InvitationStore> invitations;
    std::unique_ptr<SupplyStore> supplies;
    std::unique_ptr<AggregateStore> aggregates;
};

// The stores with what is behind them. I/O thread only. Order: open, start(), and after the last
// call on a store close(), while the executor still runs.
class Stores {
public:
    virtual ~Stores() = default;

    virtual const StorePorts& ports() const = 0;
    // What has to run beside the calls goes into `tasks`.
    virtual void start(TaskGroup& tasks) = 0;
    virtual Task<Status> close() = 0;
};

// What stores are made of. References outlive them.
struct StoreServices {
    boost::asio::any_io_executor executor;
    Worker& cpu;
    const Clock& clock;
    Log log;
    observe::Metrics* metrics = nullptr;  // a command has none
};

// Those that the configuration names. Errors are for the owner to read.
Result<std::unique_ptr<Stores>> open_stores(const Config& config, StoreServices services);
// The same for a command, beside a server that may have them open: users, and homes to be listed.
Result<std::unique_ptr<Stores>> open_stores_beside(const Config& config, StoreServices services);

}  // namespace ohmstead
