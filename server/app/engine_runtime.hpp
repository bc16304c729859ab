#pragma once

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "app/running_homes.hpp"
#include "async/task_group.hpp"
#include "crypto/secret_box.hpp"
#include "ingest/engine.hpp"
#include "live/followed_homes.hpp"
#include "live/hub.hpp"

namespace ohmstead {

// Homes with an engine in this process, which also keeps what an agent sends of one. Passes on to
// the live hub what links report, and what agents say of homes that are metered elsewhere.
class EngineRuntime final : public RunningHomes, public home_assistant::LinkListener {
public:
    EngineRuntime(RunningHomesServices services, SecretBox box);

    Task<Status> start() override;
    Task<void> stop() override { return engine_.stop(); }
    Task<Result<std::vector<HomeId>>> homes_to_derive() override;

    bool has_engines() const override { return true; }
    Task<Status> reload(HomeId home) override;
    Task<void> remove(HomeId home) override;
    Task<Result<ChannelsPtr>> channels(AccessScope scope, HomeId home,
                                       std::optional<std::string> known) override;
    Task<Result<std::size_t>> push(AccessScope scope, HomeId home,
                                   std::vector<SeriesReadings> batch) override;
    Task<void> settle(HomeId home) override;
    Task<Status> bring_live(HomeId home) override;
    void take_up(HomeId home, Command command) override;
    Task<void> agent_called(HomeId home) override;
    home_assistant::ConnectionStatus connection_status(const HomeId& home) const override;
    home_assistant::BackfillProgress backfill(const HomeId& home) const override;
    home_assistant::PastProgress past_progress(const HomeId& home) const override;
    Task<Result<std::vector<ingest::PastOfSource>>> past_report(AccessScope scope,
                                                                HomeId home) override;
    Task<Status> import_again(AccessScope scope, HomeId home) override;
    Task<Status> keep_file(AccessScope scope, HomeId home, ingest::FileReadings readings) override;
    bool has_unmetered(const HomeId& home) const override { return engine_.has_unmetered(home); }
    std::vector<api::Notice> notices(const HomeId& home) const override;
    Task<Result<home_assistant::Discovery>> discover(HomeId home) override;
    Task<home_assistant::ConnectionTest> test_connection(
        home_assistant::LinkSettings settings) override;
    Result<std::string> seal_token(const HomeId& home, const std::string& token) const override;
    Result<std::string> open_token(const HomeId& home, const std::string& sealed) const override;

    void on_status(const HomeId& home, const home_assistant::ConnectionStatus& status) override;
    void on_backfill(const HomeId& home, const home_assistant::BackfillProgress& progress) override;
    void on_past(const HomeId& home, const home_assistant::PastProgress& progress) override;
    void on_notice(const HomeId& home, const home_assistant::SourceNotice& notice) override;
    void on_renamed(const HomeId& home, const std::string& old_id,
                    const std::string& new_id) override;

private:
    Task<void> perform(HomeId home, Command command);
    Task<void> rename(HomeId home, std::string old_id, std::string new_id);
    // Tells every home when the clock of this machine is set. Ends when cancelled.
    Task<void> watch_clock();

    RunningHomesServices services_;
    SecretBox box_;
    ingest::Engine engine_;
    live::FollowedHomes followed_;
    std::unordered_map<HomeId, std::vector<api::Notice>> notices_;  // newest first
};

}  // namespace ohmstead
