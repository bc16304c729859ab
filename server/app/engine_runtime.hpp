#pragma once

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "api/home_runtime.hpp"
#include "async/task_group.hpp"
#include "crypto/secret_box.hpp"
#include "ingest/engine.hpp"
#include "live/hub.hpp"

namespace ohmstead {

// The runtime of homes whose engine is in this process. Also passes on to the live hub what the
// links report.
class EngineRuntime final : public api::HomeRuntime, public home_assistant::LinkListener {
public:
    EngineRuntime(live::Hub& hub, TaskGroup& tasks, SecretBox box, const Clock& clock, Log log);

    // The engine, which needs this object as its listener and is therefore made after it.
    void set_engine(ingest::Engine& engine) { engine_ = &engine; }

    Task<Status> reload(HomeId home) override;
    Task<void> remove(HomeId home) override;
    Task<Result<ChannelsPtr>> channels(AccessScope scope, HomeId home) override;
    Task<Result<std::size_t>> push(AccessScope scope, HomeId home,
                                   std::vector<SeriesReadings> batch) override;
    Task<void> settle(HomeId home) override;
    home_assistant::ConnectionStatus connection_status(const HomeId& home) const override;
    home_assistant::BackfillProgress backfill(const HomeId& home) const override;
    std::vector<api::Notice> notices(const HomeId& home) const override;
    Task<Result<home_assistant::Discovery>> discover(HomeId home) override;
    Task<home_assistant::ConnectionTest> test_connection(
        home_assistant::LinkSettings settings) override;
    std::string seal_token(const HomeId& home, const std::string& token) const override;
    Result<std::string> open_token(const HomeId& home, const std::string& sealed) const override;

    void on_status(const HomeId& home, const home_assistant::ConnectionStatus& status) override;
    void on_backfill(const HomeId& home, const home_assistant::BackfillProgress& progress) override;
    void on_notice(const HomeId& home, const home_assistant::SourceNotice& notice) override;
    void on_renamed(const HomeId& home, const std::string& old_id,
                    const std::string& new_id) override;

private:
    Task<void> rename(HomeId home, std::string old_id, std::string new_id);

    live::Hub& hub_;
    TaskGroup& tasks_;
    SecretBox box_;
    const Clock& clock_;
    Log log_;
    ingest::Engine* engine_ = nullptr;
    std::unordered_map<HomeId, std::vector<api::Notice>> notices_;  // newest first
};

}  // namespace ohmstead
