#include "app/engine_runtime.hpp"

#include <algorithm>
#include <cstdlib>
#include <ctime>

#include <fmt/format.h>

#include "app/clock_jumps.hpp"
#include "async/sleep.hpp"
#include "reflect/described.hpp"

namespace ohmstead {
namespace {

constexpr std::size_t kNotices = 5;  // kept per home

// By a clock that nobody sets and that goes on while the machine sleeps.
Milliseconds since_boot() {
    timespec time{};
    clock_gettime(CLOCK_BOOTTIME, &time);
    return Seconds{time.tv_sec} +
           std::chrono::duration_cast<Milliseconds>(std::chrono::nanoseconds{time.tv_nsec});
}

std::string purpose_of(const HomeId& home) {
    return "home_assistant_token/" + home.value;
}

}  // namespace

EngineRuntime::EngineRuntime(RunningHomesServices services, SecretBox box)
    : services_(std::move(services)),
      box_(std::move(box)),
      engine_(services_.executor,
              {.clock = services_.clock,
               .cpu = services_.cpu,
               .log = services_.log.for_room("ingest"),
               .homes = *services_.stores.homes,
               .readings = *services_.stores.readings,
               .slots = *services_.stores.slots,
               .live = services_.hub,
               .listener = *this,
               .scope = services_.scope,
               .open_token = [this](const HomeId& home,
                                    const std::string& sealed) { return open_token(home, sealed); },
               .agents = services_.stores.live.get(),
               .past = services_.stores.past.get(),
               .overlays = services_.stores.overlays.get(),
               .is_still = services_.is_still}),
      followed_(services_for_following(services_)) {}

Task<Status> EngineRuntime::start() {
    OHMSTEAD_CO_TRY_VOID(co_await engine_.start());
    services_.tasks.spawn("followed homes", followed_.run());
    services_.tasks.spawn("clock", watch_clock());
    co_return Status{};
}

Task<Result<std::vector<HomeId>>> EngineRuntime::homes_to_derive() {
    OHMSTEAD_CO_TRY(const auto all, co_await services_.stores.homes->list(services_.scope));
    std::vector<HomeId> homes;
    for (const auto& home : all) {
        homes.push_back(home.id);
    }
    co_return homes;
}

Task<Status> EngineRuntime::reload(HomeId home) {
    OHMSTEAD_CO_TRY_VOID(co_await engine_.reload(home));
    if (engine_.is_elsewhere(home)) {
        co_return co_await followed_.reload(std::move(home));
    }
    followed_.leave(home);
    co_return Status{};
}

Task<Status> EngineRuntime::bring_live(HomeId home) {
    if (engine_.is_elsewhere(home)) {
        co_return co_await followed_.bring(std::move(home));
    }
    co_return Status{};
}

// The first call ends the metering here, and an open page follows the agent from then on.
Task<void> EngineRuntime::agent_called(HomeId home) {
    if (engine_.is_elsewhere(home)) {
        co_return;
    }
    const auto elsewhere = co_await engine_.look_elsewhere(home);
    const auto brought = elsewhere && *elsewhere ? co_await followed_.bring(home) : Status{};
    if (!elsewhere || !brought) {
        // The next call tries again.
        services_.log.warning("the agent of home {} is not followed: {}", home.value,
                              (elsewhere ? brought.error() : elsewhere.error()).detail);
    }
}

void EngineRuntime::take_up(HomeId home, Command command) {
    if (!engine_.is_elsewhere(home)) {
        services_.tasks.spawn("command", perform(std::move(home), std::move(command)));
    }
}

Task<void> EngineRuntime::perform(HomeId home, Command command) {
    auto result = co_await engine_.perform_switch(home, std::move(command));
    const auto kept =
        co_await services_.stores.commands->take_result(services_.scope, home, std::move(result));
    if (!kept) {
        services_.log.error("home {}: the result of a command is lost: {}", home.value,
                            kept.error().detail);
    }
}

Task<void> EngineRuntime::remove(HomeId home) {
    co_await engine_.remove(home);
    followed_.forget(home);
    notices_.erase(home);
}

Task<Result<ChannelsPtr>> EngineRuntime::channels(AccessScope scope, HomeId home,
                                                  std::optional<std::string>) {
    OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::add_readings));
    auto channels = engine_.channels(home);
    if (!channels) {
        co_return make_error(ErrorCode::not_found, "There is no such home.");
    }
    co_return channels;
}

Task<Result<std::size_t>> EngineRuntime::push(AccessScope scope, HomeId home,
                                              std::vector<SeriesReadings> batch) {
    return engine_.push(std::move(scope), std::move(home), std::move(batch));
}

Task<void> EngineRuntime::settle(HomeId home) {
    return engine_.settle(std::move(home));
}

home_assistant::ConnectionStatus EngineRuntime::connection_status(const HomeId& home) const {
    return engine_.is_elsewhere(home) ? followed_.status(home) : engine_.connection_status(home);
}

home_assistant::BackfillProgress EngineRuntime::backfill(const HomeId& home) const {
    return engine_.backfill(home);
}

home_assistant::PastProgress EngineRuntime::past_progress(const HomeId& home) const {
    return engine_.past_progress(home);
}

Task<Result<std::vector<ingest::PastOfSource>>> EngineRuntime::past_report(AccessScope scope,
                                                                           HomeId home) {
    OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::see_home));
    co_return co_await engine_.past_report(std::move(home));
}

Task<Status> EngineRuntime::import_again(AccessScope scope, HomeId home) {
    OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::edit_connection));
    co_return co_await engine_.import_again(std::move(home));
}

Task<Status> EngineRuntime::keep_file(AccessScope scope, HomeId home,
                                      ingest::FileReadings readings) {
    OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::import_files));
    co_return co_await engine_.keep_file(std::move(home), std::move(readings));
}

Task<Result<home_assistant::Discovery>> EngineRuntime::discover(HomeId home) {
    return engine_.discover(std::move(home));
}

Task<home_assistant::ConnectionTest> EngineRuntime::test_connection(
    home_assistant::LinkSettings settings) {
    return home_assistant::test_connection(std::move(settings));
}

Result<std::string> EngineRuntime::seal_token(const HomeId& home, const std::string& token) const {
    return box_.seal(token, purpose_of(home));
}

Result<std::string> EngineRuntime::open_token(const HomeId& home, const std::string& sealed) const {
    return box_.open(sealed, purpose_of(home));
}

void EngineRuntime::on_status(const HomeId& home, const home_assistant::ConnectionStatus& status) {
    if (engine_.is_elsewhere(home)) {
        return;  // there is no link, and what is told of the agent stands
    }
    services_.hub.on_connection(home, {std::string(reflect::name_of_enumerator(status.state)),
                                       status.message, status.fault});
}

void EngineRuntime::on_backfill(const HomeId& home,
                                const home_assistant::BackfillProgress& progress) {
    services_.hub.on_progress(home, "backfill", progress.done, progress.total);
}

void EngineRuntime::on_past(const HomeId& home, const home_assistant::PastProgress& progress) {
    services_.hub.on_progress(home, "past", progress.complete, progress.sources);
}

void EngineRuntime::on_notice(const HomeId& home, const home_assistant::SourceNotice& notice) {
    services_.log.warning("home {}: {}: {}", home.value, notice.source, notice.message);
    auto& kept = notices_[home];
    kept.insert(kept.begin(), {.at = services_.clock.now(),
                               .source = notice.source,
                               .code = notice.code,
                               .message = notice.source + ": " + notice.message});
    kept.resize(std::min(kept.size(), kNotices));
}

Task<void> EngineRuntime::watch_clock() {
    constexpr std::chrono::milliseconds kPeriod{1000};
    ClockJumps jumps;
    for (;;) {
        const auto jump = jumps.observe(services_.clock.now(), since_boot());
        if (jump) {
            const auto minutes = std::chrono::round<std::chrono::minutes>(*jump).count();
            const home_assistant::SourceNotice notice{
                .source = "This server",
                .code = home_assistant::NoticeCode::clock_set,
                .message =
                    fmt::format("Its clock was put {} by {} minutes. Check that it is right.",
                                minutes > 0 ? "ahead" : "back", std::abs(minutes))};
            const auto homes = co_await homes_to_derive();
            if (homes) {
                for (const auto& home : *homes) {
                    on_notice(home, notice);
                }
            }
        }
        co_await sleep_for(kPeriod);
    }
}

std::vector<api::Notice> EngineRuntime::notices(const HomeId& home) const {
    const auto found = notices_.find(home);
    return found == notices_.end() ? std::vector<api::Notice>{} : found->second;
}

void EngineRuntime::on_renamed(const HomeId& home, const std::string& old_id,
                               const std::string& new_id) {
    services_.tasks.spawn("rename", rename(home, old_id, new_id));
}

Task<void> EngineRuntime::rename(HomeId home, std::string old_id, std::string new_id) {
    const auto renamed = co_await engine_.rename_source(home, old_id, new_id);
    if (!renamed) {
        services_.log.error("home {}: {} could not follow its rename: {}", home.value, old_id,
                            renamed.error().detail);
    }
}

}  // namespace ohmstead
