#pragma once

#include <optional>
#include <string>
#include <vector>

#include "async/task.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "domain/access/access_scope.hpp"
#include "home_assistant/connection_status.hpp"
#include "home_assistant/discovery.hpp"
#include "home_assistant/test_connection.hpp"
#include "ingest/home_engine.hpp"
#include "ingest/past_import.hpp"
#include "store/command_store.hpp"
#include "store/reading_store.hpp"

namespace ohmstead::api {

// Something a source of the home got wrong.
struct Notice {
    Instant at{};
    std::string source;
    home_assistant::NoticeCode code = home_assistant::NoticeCode::missing;
    std::string message;  // one plain sentence, behind the source's name as it was given
};

// What runs behind a home, where it runs: connection, ingest, live values. A port, because the
// engine may be in this process or at the customer's home. I/O thread only.
class HomeRuntime {
public:
    virtual ~HomeRuntime() = default;
    // Whether the engines of homes are in this process. Where they are at the homes, neither
    // readings of programs are metered here nor is any Home Assistant connected to.
    virtual bool has_engines() const = 0;
    // Takes up a new home, or a change of its zone, channels or connection.
    virtual Task<Status> reload(HomeId home) = 0;
    // Stops what runs for a home that is about to be erased.
    virtual Task<void> remove(HomeId home) = 0;
    // The home's channels, as whoever sends a batch of it goes by them: without asking the store
    // each time, and at least as new as `known`, the revision of those that the sender knows, if it
    // says so. Needs the right to ingest; not_found for a home that does not run.
    virtual Task<Result<ChannelsPtr>> channels(AccessScope scope, HomeId home,
                                               std::optional<std::string> known) = 0;
    // Adds readings; see ingest::Engine::push.
    virtual Task<Result<std::size_t>> push(AccessScope scope, HomeId home,
                                           std::vector<SeriesReadings> batch) = 0;
    // Brings the home's slots in the store up to this moment, where the engine is in this process.
    virtual Task<void> settle(HomeId home) = 0;
    // Brings what the home's engine said last into the live hub, where the engine is elsewhere, and
    // lets it know that somebody looks. not_found for a home that is no more.
    virtual Task<Status> bring_live(HomeId home) = 0;
    // Takes up a command that was created for the home, where its engine is in this process, and
    // gives the command its result. An engine elsewhere fetches its commands itself.
    virtual void take_up(HomeId home, Command command) = 0;
    // An agent has sent live values of the home through this process.
    virtual Task<void> agent_called(HomeId home) = 0;
    virtual home_assistant::ConnectionStatus connection_status(const HomeId& home) const = 0;
    virtual home_assistant::BackfillProgress backfill(const HomeId& home) const = 0;
    // How far the import of a home's past has come, and what it brought; nothing where its engine
    // is elsewhere. Needs the right to see the home; to import again, an admin's.
    virtual home_assistant::PastProgress past_progress(const HomeId& home) const = 0;
    virtual Task<Result<std::vector<ingest::PastOfSource>>> past_report(AccessScope scope,
                                                                        HomeId home) = 0;
    virtual Task<Status> import_again(AccessScope scope, HomeId home) = 0;
    // Keeps a piece of a file; see ingest::Engine::keep_file. Needs an admin's right.
    virtual Task<Status> keep_file(AccessScope scope, HomeId home,
                                   ingest::FileReadings readings) = 0;
    // Whether slots of what was kept wait to be made.
    virtual bool has_unmetered(const HomeId& home) const = 0;
    // The newest few since the home's engine began, newest first.
    virtual std::vector<Notice> notices(const HomeId& home) const = 0;
    virtual Task<Result<home_assistant::Discovery>> discover(HomeId home) = 0;
    virtual Task<home_assistant::ConnectionTest> test_connection(
        home_assistant::LinkSettings settings) = 0;
    // The Home Assistant token of a home, sealed for the store and opened again.
    virtual Result<std::string> seal_token(const HomeId& home, const std::string& token) const = 0;
    virtual Result<std::string> open_token(const HomeId& home, const std::string& sealed) const = 0;
};

}  // namespace ohmstead::api
