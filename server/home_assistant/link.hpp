#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

#include "async/task.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "home_assistant/connection_status.hpp"
#include "home_assistant/discovery.hpp"
#include "home_assistant/link_services.hpp"
#include "home_assistant/reading_sink.hpp"
#include "home_assistant/settings.hpp"
#include "home_assistant/watched_source.hpp"

namespace ohmstead::home_assistant {

// One home's connection to its Home Assistant: connects, signs in, subscribes to the watched
// sources, fetches the past, and comes back after every failure until stopped. I/O thread only.
// To change the settings, stop the link and make another.
class Link {
public:
    Link(boost::asio::any_io_executor executor, HomeId home, LinkSettings settings,
         LinkServices services);
    ~Link();
    Link(const Link&) = delete;
    Link& operator=(const Link&) = delete;

    // Replaces what is watched: `sources` for readings, `switches` (entity ids) for on and off.
    // Takes effect at once when connected.
    void set_sources(std::vector<WatchedSource> sources, std::vector<std::string> switches);

    // Runs until stop() or cancellation, once. Spawn it in a TaskGroup.
    Task<void> run();

    // Ends run() in order. Safe to call at any time and more than once.
    void stop();

    // Forgets a pending wait (back-off, refused token) and tries at once.
    void retry_now();

    // Everything discovery needs, read from Home Assistant now, and what it proposes. Errors:
    // unavailable while not connected (it waits a while for a connection that is being made),
    // timeout.
    Task<Result<Discovery>> discover();

    // Switches a watched switch, and returns when the device has confirmed it; see actions.hpp. The
    // link outlives the call. unavailable while not connected.
    Task<Status> switch_entity(std::string entity, bool on);

    ConnectionStatus status() const;
    BackfillProgress backfill() const;
    PastProgress past() const;
    // Imports the past of what is new, and of what its keeper has let go.
    void look_for_past();

private:
    class Implementation;
    std::unique_ptr<Implementation> implementation_;
};

}  // namespace ohmstead::home_assistant
