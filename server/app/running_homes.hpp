#pragma once

#include <functional>
#include <memory>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

#include "api/home_runtime.hpp"
#include "app/config.hpp"
#include "app/stores.hpp"
#include "async/task_group.hpp"
#include "async/worker.hpp"
#include "base/log.hpp"
#include "base/time.hpp"
#include "domain/access/access_scope.hpp"
#include "ledger/ledger_slots.hpp"
#include "live/followed_homes.hpp"
#include "live/hub.hpp"

namespace ohmstead {

// What runs behind the homes of this server, as the composition root drives it.
class RunningHomes : public api::HomeRuntime {
public:
    // Once, before anything else; and at the end.
    virtual Task<Status> start() = 0;
    virtual Task<void> stop() = 0;

    // Those whose days this process sees to now. Errors are the store's.
    virtual Task<Result<std::vector<HomeId>>> homes_to_derive() = 0;
};

// What it is made of; all of it outlives it.
struct RunningHomesServices {
    boost::asio::any_io_executor executor;
    const StorePorts& stores;
    LedgerSlots& slots;
    live::Hub& hub;
    Worker& cpu;
    TaskGroup& tasks;
    const Clock& clock;
    Log log;
    AccessScope scope;                                      // the system's
    std::function<bool(const HomeId&)> is_still = nullptr;  // see ingest::EngineServices
};

// What follows the homes whose engine is elsewhere is made of the same.
live::FollowedHomesServices services_for_following(const RunningHomesServices& services);

// With the engines of all homes in this process where the store is this process's own, without any
// where it is shared. Errors are for the owner to read.
Result<std::unique_ptr<RunningHomes>> make_running_homes(const Config& config,
                                                         RunningHomesServices services);

}  // namespace ohmstead
