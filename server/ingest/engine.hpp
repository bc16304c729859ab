#pragma once

#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

#include "async/task_group.hpp"
#include "async/turnstile.hpp"
#include "async/worker.hpp"
#include "base/log.hpp"
#include "domain/access/access_scope.hpp"
#include "home_assistant/link.hpp"
#include "ingest/home_engine.hpp"
#include "ingest/live_feed.hpp"
#include "ingest/switch_order.hpp"
#include "store/command_store.hpp"
#include "store/home_store.hpp"
#include "store/live_store.hpp"
#include "store/overlay_store.hpp"
#include "store/past_store.hpp"
#include "store/reading_store.hpp"
#include "store/slot_store.hpp"

namespace ohmstead::ingest {

// Turns a stored token back into the one Home Assistant gave. An error when it cannot be opened.
using OpenToken = std::function<Result<std::string>(const HomeId& home, const std::string& sealed)>;

// What the engine needs and does not own; all of it outlives the engine.
struct EngineServices {
    const Clock& clock;
    Worker& cpu;
    Log log;
    HomeStore& homes;
    ReadingStore& readings;
    SlotStore& slots;
    LiveFeed& live;
    home_assistant::LinkListener& listener;  // hears of every link's status and progress
    AccessScope scope;                       // the system's own
    OpenToken open_token;
    // Where agents' live values are: a home that has some, and no Home Assistant of its own here,
    // is metered by its agent, and not by this engine. Null where there are no agents.
    LiveStore* agents = nullptr;
    // Where the import of a home's past is noted; null where none is imported.
    PastStore* past = nullptr;
    // What is over the slots: sums of today are shown with it. Null where nobody shows any.
    OverlayStore* overlays = nullptr;
    // Whether nothing is measured in a home, ever, so that it is not taken up at the start. Null:
    // of none.
    std::function<bool(const HomeId&)> is_still = nullptr;
};

// Runs every home of this process: its link to Home Assistant and what becomes of its readings.
// I/O thread only.
class Engine final : public home_assistant::ReadingSink, public home_assistant::PastKeeper {
public:
    Engine(boost::asio::any_io_executor executor, EngineServices services);
    ~Engine() override;

    // Takes up the store's homes. To be called once, before anything else.
    Task<Status> start();
    // Ends every link, and writes what is not written yet.
    Task<void> stop();

    // Takes up a new home, or a change of its zone, channels, connection or overlays.
    Task<Status> reload(HomeId home);
    // Lets go of a home that is about to be erased.
    Task<void> remove(HomeId home);

    // The entity `old_id` is called `new_id` now: bindings follow, and so does their history.
    Task<Status> rename_source(HomeId home, std::string old_id, std::string new_id);

    // The channels of a home, or null when it does not run here.
    ChannelsPtr channels(const HomeId& home) const;

    // Readings that were pushed. Success means that they are kept and that the slots they change
    // are up to date. Answers how many were new. not_found for a home that does not run here.
    Task<Result<std::size_t>> push(AccessScope scope, HomeId home,
                                   std::vector<SeriesReadings> batch);

    // Whether the home is metered by its agent instead of here, as far as it was looked.
    bool is_elsewhere(const HomeId& home) const;
    // The same, after a look whether its agent has called meanwhile: then it is, from now on.
    Task<Result<bool>> look_elsewhere(HomeId home);

    // Brings the home's slots in the store up to this moment.
    Task<void> settle(HomeId home);

    // The link's state; not_configured for a home without one.
    home_assistant::ConnectionStatus connection_status(const HomeId& home) const;
    home_assistant::BackfillProgress backfill(const HomeId& home) const;
    home_assistant::PastProgress past_progress(const HomeId& home) const;
    // What was imported, and what Home Assistant says it amounts to.
    Task<Result<std::vector<PastOfSource>>> past_report(HomeId home);
    // Readings out of a file, for channels of the home. Kept when answered; slots follow after the
    // last piece, while has_unmetered(). conflict for a home that is metered elsewhere.
    Task<Status> keep_file(HomeId home, FileReadings readings);
    bool has_unmetered(const HomeId& home) const;
    // Imports everything that Home Assistant has once more.
    Task<Status> import_again(HomeId home);
    Task<Result<home_assistant::Discovery>> discover(HomeId home);
    // Does what a command to switch a device says, and answers with its result when the device has
    // confirmed it or will not. Only what a channel of the home names is ever switched.
    Task<CommandResult> perform_switch(HomeId home, Command command);

    void accept(const HomeId& home, std::vector<home_assistant::SourceReadings> sources) override;
    void accept_conditions(const HomeId& home,
                           std::vector<home_assistant::EntityReport> reports) override;
    Task<Result<std::vector<home_assistant::PastSource>>> past_of(HomeId home) override;
    Task<Status> keep_past(HomeId home, std::vector<home_assistant::PastPart> parts) override;

private:
    struct Running {
        // Shared with those who wait in it while the home is removed.
        std::shared_ptr<HomeEngine> engine;
        std::unique_ptr<TaskGroup> tasks;
        std::shared_ptr<home_assistant::Link> link;
        std::unique_ptr<TaskGroup> link_tasks;
        ConnectionSettings connection;
        home_assistant::ConnectionStatus without_link{};
    };

    Task<void> newest_days_first() const;
    // A home is taken up, changed and removed by one at a time.
    Task<Turnstile::Pass> enter(const HomeId& home);
    Task<Status> reload_inside(HomeId home);
    Task<Status> take_up(Home home);
    Task<Result<bool>> meters(HomeId home);
    Task<Status> correct(HomeEngine& engine);
    Task<Status> connect(HomeId home);
    Task<void> disconnect(HomeId home);
    std::shared_ptr<HomeEngine> find(const HomeId& home) const;
    Task<Status> switch_device(HomeId home, SwitchOrder order);

    boost::asio::any_io_executor executor_;
    EngineServices services_;
    std::unordered_map<HomeId, Running> running_;
    std::unordered_map<HomeId, std::unique_ptr<Turnstile>> turnstiles_;
};

}  // namespace ohmstead::ingest
