#include "ingest/engine.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include <fmt/format.h>

#include "async/sleep.hpp"
#include "domain/home/switching.hpp"
#include "home_assistant/sign_in.hpp"
#include "reflect/decode.hpp"

namespace ohmstead::ingest {

using home_assistant::Link;

namespace {

constexpr std::chrono::seconds kLongestCourtesy{30};
constexpr std::chrono::milliseconds kCourtesyLook{100};

}  // namespace

Engine::Engine(boost::asio::any_io_executor executor, EngineServices services)
    : executor_(std::move(executor)), services_(std::move(services)) {}

Engine::~Engine() = default;

Task<Status> Engine::start() {
    OHMSTEAD_CO_TRY(auto homes, co_await services_.homes.list(services_.scope));
    for (auto& home : homes) {
        const auto id = home.id;
        if (services_.is_still && services_.is_still(id)) {
            continue;
        }
        OHMSTEAD_CO_TRY_VOID(co_await take_up(std::move(home)));
        OHMSTEAD_CO_TRY_VOID(co_await connect(id));
    }
    co_return Status{};
}

Task<void> Engine::stop() {
    std::vector<HomeId> homes;
    for (const auto& [id, running] : running_) {
        homes.push_back(id);
    }
    for (const auto& id : homes) {
        co_await remove(id);
    }
}

Task<Turnstile::Pass> Engine::enter(const HomeId& home) {
    auto& turnstile = turnstiles_[home];
    if (!turnstile) {
        turnstile = std::make_unique<Turnstile>(executor_);
    }
    return turnstile->enter();
}

Task<Status> Engine::reload(HomeId home) {
    const auto pass = co_await enter(home);
    co_return co_await reload_inside(home);
}

Task<Status> Engine::reload_inside(HomeId home) {
    OHMSTEAD_CO_TRY(auto stored, co_await services_.homes.get(services_.scope, home));
    OHMSTEAD_CO_TRY(const auto connection,
                    co_await services_.homes.connection(services_.scope, home));
    const auto found = running_.find(home);
    if (found == running_.end()) {
        OHMSTEAD_CO_TRY_VOID(co_await take_up(std::move(stored)));
        co_return co_await connect(home);
    }
    auto& running = found->second;
    OHMSTEAD_CO_TRY(auto channels, co_await services_.homes.channels(services_.scope, home));
    OHMSTEAD_CO_TRY(const bool metered, co_await meters(home));
    const auto status =
        co_await running.engine->configure(std::move(stored), std::move(channels), metered);
    OHMSTEAD_CO_TRY_VOID(status);
    OHMSTEAD_CO_TRY_VOID(co_await correct(*running.engine));
    if (connection.value_or(ConnectionSettings{}) == running.connection) {
        if (running.link) {
            running.link->set_sources(running.engine->watched_sources(),
                                      running.engine->watched_switches());
        }
        co_return Status{};
    }
    co_await disconnect(home);
    co_return co_await connect(home);
}

Task<Status> Engine::rename_source(HomeId home, std::string old_id, std::string new_id) {
    const auto pass = co_await enter(home);
    OHMSTEAD_CO_TRY(auto channels, co_await services_.homes.channels(services_.scope, home));
    for (auto& channel : channels) {
        if (channel.device_entity == old_id) {
            channel.device_entity = new_id;
        }
        for (auto& binding : channel.bindings) {
            if (binding.source_type == SourceType::entity && binding.source_id == old_id) {
                binding.source_id = new_id;
            }
        }
    }
    OHMSTEAD_CO_TRY_VOID(
        co_await services_.homes.put_channels(services_.scope, home, std::move(channels)));
    co_return co_await reload_inside(home);
}

Task<void> Engine::remove(HomeId home) {
    const auto pass = co_await enter(home);
    co_await disconnect(home);
    const auto found = running_.find(home);
    if (found != running_.end()) {
        auto running = std::move(found->second);
        running_.erase(found);
        co_await running.engine->finish();
        co_await running.tasks->join();
    }
}

Task<Status> Engine::take_up(Home home) {
    OHMSTEAD_CO_TRY(auto channels, co_await services_.homes.channels(services_.scope, home.id));
    OHMSTEAD_CO_TRY(const auto epoch,
                    co_await services_.slots.next_epoch(services_.scope, home.id));
    OHMSTEAD_CO_TRY(const bool metered, co_await meters(home.id));
    const HomeEngineServices services{.clock = services_.clock,
                                      .log = services_.log,
                                      .readings = services_.readings,
                                      .slots = services_.slots,
                                      .live = services_.live,
                                      .scope = services_.scope,
                                      .epoch = epoch,
                                      .meters = metered,
                                      .past = services_.past};
    const auto id = home.id;
    Running running;
    running.engine = std::make_shared<HomeEngine>(executor_, services, std::move(home));
    running.tasks = std::make_unique<TaskGroup>(executor_, services_.log);
    const auto engine = running.engine;
    auto* const tasks = running.tasks.get();
    running_.insert_or_assign(id, std::move(running));
    OHMSTEAD_CO_TRY_VOID(co_await correct(*engine));
    OHMSTEAD_CO_TRY_VOID(co_await engine->take_up(std::move(channels)));
    tasks->spawn("home engine", engine->run());
    co_return Status{};
}

// None lies in the future, so those of today are all that sums of this and later days can need.
Task<Status> Engine::correct(HomeEngine& engine) {
    if (services_.overlays != nullptr) {
        const auto today = slot_of(engine.midnight());
        OHMSTEAD_CO_TRY(auto overlays,
                        co_await services_.overlays->in_force(services_.scope, engine.id(),
                                                              {today, today + 2 * kSlotsPerDay}));
        engine.correct(std::move(overlays));
    }
    co_return Status{};
}

// What an agent sends of readings is there to be kept: metered once more, it would make slots in
// which the newest hour is missing, and newer ones than the agent's.
Task<Result<bool>> Engine::meters(HomeId home) {
    if (services_.agents == nullptr) {
        co_return true;
    }
    OHMSTEAD_CO_TRY(const auto connection,
                    co_await services_.homes.connection(services_.scope, home));
    if (connection && !connection->url.empty()) {
        co_return true;
    }
    OHMSTEAD_CO_TRY(const auto revision,
                    co_await services_.agents->revision(services_.scope, home));
    co_return !revision;
}

Task<Status> Engine::connect(HomeId home) {
    OHMSTEAD_CO_TRY(const auto stored, co_await services_.homes.connection(services_.scope, home));
    const auto found = running_.find(home);
    if (found == running_.end()) {
        co_return Status{};
    }
    auto& running = found->second;
    running.connection = stored.value_or(ConnectionSettings{});
    running.without_link = {};
    if (running.connection.url.empty() || running.connection.sealed_token.empty()) {
        services_.listener.on_status(home, {});
        co_return Status{};
    }
    const auto token = services_.open_token(home, running.connection.sealed_token);
    if (!token) {
        services_.log.error("the token of home {} cannot be opened: {}", home.value,
                            token.error().detail);
        using home_assistant::ConnectionFault;
        running.without_link = {
            .state = home_assistant::ConnectionState::authentication_failed,
            .message = home_assistant::sentence_of(ConnectionFault::token_unreadable),
            .fault = ConnectionFault::token_unreadable,
            .since = services_.clock.now(),
            .version = std::nullopt};
        services_.listener.on_status(home, running.without_link);
        co_return Status{};
    }
    running.link = std::make_shared<Link>(
        executor_, home,
        home_assistant::LinkSettings{.url = running.connection.url,
                                     .token = *token,
                                     .pinned_fingerprint = running.connection.tls_fingerprint},
        home_assistant::LinkServices{.clock = services_.clock,
                                     .cpu = services_.cpu,
                                     .log = services_.log.for_room("home_assistant"),
                                     .sink = *this,
                                     .listener = services_.listener,
                                     .past = services_.past == nullptr ? nullptr : this});
    running.link->set_sources(running.engine->watched_sources(),
                              running.engine->watched_switches());
    running.link_tasks = std::make_unique<TaskGroup>(executor_, services_.log);
    running.link_tasks->spawn("link", running.link->run());
    co_return Status{};
}

Task<void> Engine::disconnect(HomeId home) {
    const auto found = running_.find(home);
    if (found == running_.end() || !found->second.link) {
        co_return;
    }
    // Whoever waits for an answer of the link keeps it; its own loop must have ended.
    const auto link = std::exchange(found->second.link, nullptr);
    const auto tasks = std::exchange(found->second.link_tasks, nullptr);
    link->stop();
    co_await tasks->join();
}

std::shared_ptr<HomeEngine> Engine::find(const HomeId& home) const {
    const auto found = running_.find(home);
    return found == running_.end() ? nullptr : found->second.engine;
}

ChannelsPtr Engine::channels(const HomeId& home) const {
    const auto engine = find(home);
    return engine ? engine->channels() : nullptr;
}

Task<Result<std::size_t>> Engine::push(AccessScope scope, HomeId home,
                                       std::vector<SeriesReadings> batch) {
    const auto engine = find(home);
    if (!engine) {
        co_return make_error(ErrorCode::not_found, "There is no such home.");
    }
    co_return co_await engine->push(std::move(scope), std::move(batch));
}

bool Engine::is_elsewhere(const HomeId& home) const {
    const auto engine = find(home);
    return engine && !engine->meters();
}

Task<Result<bool>> Engine::look_elsewhere(HomeId home) {
    const auto found = running_.find(home);
    if (found == running_.end() || found->second.link || is_elsewhere(home)) {
        co_return is_elsewhere(home);
    }
    OHMSTEAD_CO_TRY(const bool metered, co_await meters(home));
    if (!metered) {
        OHMSTEAD_CO_TRY_VOID(co_await reload(home));
    }
    co_return !metered;
}

Task<void> Engine::settle(HomeId home) {
    if (const auto engine = find(home)) {
        co_await engine->settle();
    }
}

home_assistant::ConnectionStatus Engine::connection_status(const HomeId& home) const {
    const auto found = running_.find(home);
    if (found == running_.end()) {
        return {};
    }
    const auto& running = found->second;
    return running.link ? running.link->status() : running.without_link;
}

home_assistant::BackfillProgress Engine::backfill(const HomeId& home) const {
    const auto found = running_.find(home);
    if (found == running_.end() || !found->second.link) {
        return {};
    }
    return found->second.link->backfill();
}

home_assistant::PastProgress Engine::past_progress(const HomeId& home) const {
    const auto found = running_.find(home);
    if (found == running_.end() || !found->second.link) {
        return {};
    }
    return found->second.link->past();
}

Task<Result<std::vector<PastOfSource>>> Engine::past_report(HomeId home) {
    const auto engine = find(home);
    if (!engine) {
        co_return std::vector<PastOfSource>{};
    }
    co_return co_await engine->past_report();
}

Task<Status> Engine::keep_file(HomeId home, FileReadings readings) {
    const auto engine = find(home);
    if (!engine) {
        co_return make_error(ErrorCode::not_found, "There is no such home.");
    }
    co_return co_await engine->keep_file(std::move(readings));
}

bool Engine::has_unmetered(const HomeId& home) const {
    const auto engine = find(home);
    return engine && engine->has_unmetered();
}

Task<Status> Engine::import_again(HomeId home) {
    const auto found = running_.find(home);
    if (found == running_.end() || !found->second.link) {
        co_return make_error(ErrorCode::unavailable,
                             "Home Assistant is not connected. Enter its address and token first.");
    }
    const auto link = found->second.link;
    const auto engine = found->second.engine;
    OHMSTEAD_CO_TRY_VOID(co_await engine->forget_past());
    link->look_for_past();
    co_return Status{};
}

// Today of every home comes before the past of any.
Task<void> Engine::newest_days_first() const {
    const auto fetches = [](const auto& home) {
        return home.second.link && home.second.link->backfill().running;
    };
    const auto give_up_at = std::chrono::steady_clock::now() + kLongestCourtesy;
    while (std::ranges::any_of(running_, fetches) &&
           std::chrono::steady_clock::now() < give_up_at) {
        co_await sleep_for(kCourtesyLook);
    }
}

Task<Result<std::vector<home_assistant::PastSource>>> Engine::past_of(HomeId home) {
    co_await newest_days_first();
    const auto engine = find(home);
    if (!engine) {
        co_return std::vector<home_assistant::PastSource>{};
    }
    co_return co_await engine->past();
}

Task<Status> Engine::keep_past(HomeId home, std::vector<home_assistant::PastPart> parts) {
    const auto engine = find(home);
    if (!engine) {
        co_return make_error(ErrorCode::not_found, "There is no such home.");
    }
    auto kept = co_await engine->keep_past(std::move(parts));
    co_await newest_days_first();
    co_return kept;
}

Task<Result<home_assistant::Discovery>> Engine::discover(HomeId home) {
    const auto found = running_.find(home);
    if (found == running_.end() || !found->second.link) {
        co_return make_error(ErrorCode::unavailable,
                             "Home Assistant is not connected. Enter its address and token first.");
    }
    const auto link = found->second.link;
    co_return co_await link->discover();
}

Task<Status> Engine::switch_device(HomeId home, SwitchOrder order) {
    const auto found = running_.find(home);
    if (found == running_.end() || !found->second.link) {
        co_return make_error(ErrorCode::unavailable, "Home Assistant is not connected.");
    }
    const auto channels = found->second.engine->channels();
    const auto channel = std::ranges::find(*channels, order.channel, &Channel::id);
    if (channel == channels->end() || !can_be_switched(*channel)) {
        co_return make_error(ErrorCode::conflict, "This device cannot be switched.");
    }
    const auto link = found->second.link;
    co_return co_await link->switch_entity(channel->device_entity, order.on);
}

Task<CommandResult> Engine::perform_switch(HomeId home, Command command) {
    CommandResult result{.command = command.id, .outcome = CommandOutcome::failed};
    const auto order = reflect::decode_text<SwitchOrder>(command.body);
    if (!order) {
        result.detail = "The command cannot be read.";
        co_return result;
    }
    const auto switched = co_await switch_device(std::move(home), *order);
    if (switched) {
        result.outcome = CommandOutcome::done;
        result.detail =
            fmt::format("The device confirmed that it is {}.", order->on ? "on" : "off");
    } else {
        result.detail = switched.error().detail;
    }
    co_return result;
}

void Engine::accept(const HomeId& home, std::vector<home_assistant::SourceReadings> sources) {
    if (const auto engine = find(home)) {
        engine->accept(sources);
    }
}

void Engine::accept_conditions(const HomeId& home,
                               std::vector<home_assistant::EntityReport> reports) {
    if (const auto engine = find(home)) {
        engine->accept_conditions(reports);
    }
}

}  // namespace ohmstead::ingest
