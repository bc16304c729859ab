#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "app/running_homes.hpp"
#include "live/followed_homes.hpp"

namespace ohmstead {

// The homes of a fleet, whose engines are in agents at the homes. Any number of processes serve
// them over one store: nothing is kept here but what can be read again at any time.
class FleetRuntime final : public RunningHomes {
public:
    explicit FleetRuntime(RunningHomesServices services);

    Task<Status> start() override;
    Task<void> stop() override { co_return; }
    // Those of which an agent has brought something here, each every few minutes. Nobody else need
    // know which process that is: deriving is under a lease.
    Task<Result<std::vector<HomeId>>> homes_to_derive() override;

    bool has_engines() const override { return false; }
    Task<Status> reload(HomeId home) override;
    Task<void> remove(HomeId home) override;
    // Those that were read last are used again for a sender that knows just these, and read anew
    // for any other: an agent that has learned of a channel through another process must not be
    // told that there is none, for it would drop what it has.
    Task<Result<ChannelsPtr>> channels(AccessScope scope, HomeId home,
                                       std::optional<std::string> known) override;
    Task<Result<std::size_t>> push(AccessScope scope, HomeId home,
                                   std::vector<SeriesReadings> batch) override;
    Task<void> settle(HomeId) override { co_return; }
    Task<Status> bring_live(HomeId home) override;
    void take_up(HomeId, Command) override {}
    Task<void> agent_called(HomeId) override { co_return; }
    // Whether the agent is heard of, as bring_live() found it.
    home_assistant::ConnectionStatus connection_status(const HomeId& home) const override {
        return followed_.status(home);
    }
    home_assistant::BackfillProgress backfill(const HomeId&) const override { return {}; }
    home_assistant::PastProgress past_progress(const HomeId&) const override { return {}; }
    Task<Result<std::vector<ingest::PastOfSource>>> past_report(AccessScope, HomeId) override {
        co_return std::vector<ingest::PastOfSource>{};
    }
    Task<Status> import_again(AccessScope, HomeId) override {
        co_return make_error(ErrorCode::conflict, "This home's engine runs at the home.");
    }
    Task<Status> keep_file(AccessScope, HomeId, ingest::FileReadings) override {
        co_return make_error(ErrorCode::conflict, ingest::kNoFilesElsewhere);
    }
    bool has_unmetered(const HomeId&) const override { return false; }
    std::vector<api::Notice> notices(const HomeId&) const override { return {}; }
    Task<Result<home_assistant::Discovery>> discover(HomeId home) override;
    Task<home_assistant::ConnectionTest> test_connection(
        home_assistant::LinkSettings settings) override;
    Result<std::string> seal_token(const HomeId& home, const std::string& token) const override;
    Result<std::string> open_token(const HomeId& home, const std::string& sealed) const override;

private:
    // What an agent that calls here knows, for as long as it calls often.
    struct Known {
        ChannelsPtr channels;
        std::string revision;
        Instant used_at{};
    };

    RunningHomesServices services_;
    live::FollowedHomes followed_;
    std::unordered_map<HomeId, Known> known_;
    // Homes with agents that brought something here, and when their days are due to be looked at.
    std::unordered_map<HomeId, Instant> derive_at_;
};

}  // namespace ohmstead
