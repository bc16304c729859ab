#include "app/engine_runtime.hpp"

#include <algorithm>

#include "reflect/described.hpp"

namespace ohmstead {
namespace {

constexpr std::size_t kNotices = 5;  // kept per home

std::string purpose_of(const HomeId& home) {
    return "home_assistant_token/" + home.value;
}

}  // namespace

EngineRuntime::EngineRuntime(live::Hub& hub, TaskGroup& tasks, SecretBox box, const Clock& clock,
                             Log log)
    : hub_(hub), tasks_(tasks), box_(std::move(box)), clock_(clock), log_(log) {}

Task<Status> EngineRuntime::reload(HomeId home) {
    return engine_->reload(std::move(home));
}

Task<void> EngineRuntime::remove(HomeId home) {
    co_await engine_->remove(home);
    hub_.remove_home(home, "removed");
    notices_.erase(home);
}

Task<Result<ChannelsPtr>> EngineRuntime::channels(AccessScope scope, HomeId home) {
    OHMSTEAD_CO_TRY_VOID(scope.require_ingest(home));
    auto channels = engine_->channels(home);
    if (!channels) {
        co_return make_error(ErrorCode::not_found, "There is no such home.");
    }
    co_return channels;
}

Task<Result<std::size_t>> EngineRuntime::push(AccessScope scope, HomeId home,
                                              std::vector<SeriesReadings> batch) {
    return engine_->push(std::move(scope), std::move(home), std::move(batch));
}

Task<void> EngineRuntime::settle(HomeId home) {
    return engine_->settle(std::move(home));
}

home_assistant::ConnectionStatus EngineRuntime::connection_status(const HomeId& home) const {
    return engine_->connection_status(home);
}

home_assistant::BackfillProgress EngineRuntime::backfill(const HomeId& home) const {
    return engine_->backfill(home);
}

Task<Result<home_assistant::Discovery>> EngineRuntime::discover(HomeId home) {
    return engine_->discover(std::move(home));
}

Task<home_assistant::ConnectionTest> EngineRuntime::test_connection(
    home_assistant::LinkSettings settings) {
    return home_assistant::test_connection(std::move(settings));
}

std::string EngineRuntime::seal_token(const HomeId& home, const std::string& token) const {
    return box_.seal(token, purpose_of(home));
}

Result<std::string> EngineRuntime::open_token(const HomeId& home, const std::string& sealed) const {
    return box_.open(sealed, purpose_of(home));
}

void EngineRuntime::on_status(const HomeId& home, const home_assistant::ConnectionStatus& status) {
    hub_.on_connection(home,
                       {std::string(reflect::name_of_enumerator(status.state)), status.message});
}

void EngineRuntime::on_backfill(const HomeId& home,
                                const home_assistant::BackfillProgress& progress) {
    hub_.on_progress(home, "backfill", progress.done, progress.total);
}

void EngineRuntime::on_notice(const HomeId& home, const home_assistant::SourceNotice& notice) {
    log_.warning("home {}: {}: {}", home.value, notice.source, notice.message);
    auto& kept = notices_[home];
    kept.insert(kept.begin(), {clock_.now(), notice.source + ": " + notice.message});
    kept.resize(std::min(kept.size(), kNotices));
}

std::vector<api::Notice> EngineRuntime::notices(const HomeId& home) const {
    const auto found = notices_.find(home);
    return found == notices_.end() ? std::vector<api::Notice>{} : found->second;
}

void EngineRuntime::on_renamed(const HomeId& home, const std::string& old_id,
                               const std::string& new_id) {
    tasks_.spawn("rename", rename(home, old_id, new_id));
}

Task<void> EngineRuntime::rename(HomeId home, std::string old_id, std::string new_id) {
    const auto renamed = co_await engine_->rename_source(home, old_id, new_id);
    if (!renamed) {
        log_.error("home {}: {} could not follow its rename: {}", home.value, old_id,
                   renamed.error().detail);
    }
}

}  // namespace ohmstead
