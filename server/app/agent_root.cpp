#include "app/agent_root.hpp"

#include <filesystem>
#include <malloc.h>
#include <utility>

#include <fmt/format.h>

#include "app/agent_tasks.hpp"
#include "app/agent_uplink.hpp"
#include "app/data_folder.hpp"
#include "async/sleep.hpp"
#include "async/task_group.hpp"
#include "crypto/private_file.hpp"
#include "ingest/agent_sync.hpp"
#include "ingest/engine.hpp"
#include "reflect/described.hpp"
#include "store/home_store.hpp"
#include "store/past_store.hpp"
#include "store_sqlite/sqlite_database.hpp"

namespace ohmstead {
namespace {

using std::filesystem::path;

// Marks the token as set: the engine gets it from the configuration.
constexpr const char* kTokenElsewhere = "in the configuration";

// A secret from its setting or its file.
Result<std::string> secret(const std::string& value, const std::string& file,
                           std::string_view name) {
    if (file.empty()) {
        if (value.empty()) {
            return make_error(ErrorCode::invalid,
                              fmt::format("{} or {}_file must be set", name, name));
        }
        return value;
    }
    OHMSTEAD_TRY(auto content, read_private_file(file, FileAudience::user_and_group));
    if (!content) {
        return make_error(ErrorCode::invalid, fmt::format("{}: there is no such file", file));
    }
    while (content->ends_with('\n') || content->ends_with('\r') || content->ends_with(' ')) {
        content->pop_back();
    }
    return std::move(*content);
}

}  // namespace

class AgentRoot::Parts final : public ingest::AgentHost, public home_assistant::LinkListener {
public:
    Parts(boost::asio::io_context& context, Config configuration, LogSink& sink, AccessScope system)
        : io(context),
          config(std::move(configuration)),
          log(sink, "agent"),
          scope(std::move(system)),
          tasks(io.get_executor(), log) {}

    Status read_settings();
    Status open_store();
    void make_engine();
    Task<void> maintain();
    Task<Status> connect(HomeId home);
    Task<Result<std::optional<HomeId>>> stored_home();

    Task<ingest::CallResult> call(ingest::IngestBatch batch) override {
        return uplink->call(std::move(batch));
    }
    Task<Status> take_up(ingest::Decisions decisions) override;
    Task<Status> restart_engine() override;
    Task<CommandResult> perform(ingest::CommandItem command) override;

    void on_status(const HomeId& home, const home_assistant::ConnectionStatus& status) override;
    void on_backfill(const HomeId&, const home_assistant::BackfillProgress&) override {}
    void on_past(const HomeId&, const home_assistant::PastProgress&) override {}
    void on_notice(const HomeId& home, const home_assistant::SourceNotice& notice) override;
    void on_renamed(const HomeId& home, const std::string& old_id,
                    const std::string& new_id) override;
    Task<void> rename(HomeId home, std::string old_id, std::string new_id);

    boost::asio::io_context& io;
    Config config;
    Log log;
    AccessScope scope;
    SystemClock clock;
    Worker cpu{1};
    home_assistant::LinkSettings home_assistant;
    std::string told;  // of Home Assistant, last

    std::unique_ptr<SqliteDatabase> database;
    std::unique_ptr<HomeStore> homes;
    std::unique_ptr<ReadingStore> readings;
    std::unique_ptr<SlotStore> slots;
    std::unique_ptr<PastStore> past;
    std::unique_ptr<AgentStore> store;

    ingest::NewestValues live;
    std::unique_ptr<ingest::Engine> engine;
    std::unique_ptr<AgentTasks> commands;
    std::unique_ptr<AgentUplink> uplink;
    std::unique_ptr<ingest::AgentSync> sync;

    // Last: its tasks use everything above and must have ended before any of it goes.
    TaskGroup tasks;
};

AgentRoot::AgentRoot(boost::asio::io_context& io, Config config, LogSink& log, AccessScope system)
    : parts_(std::make_unique<Parts>(io, std::move(config), log, std::move(system))) {}

AgentRoot::~AgentRoot() = default;

Task<Status> AgentRoot::start() {
    auto& parts = *parts_;
    OHMSTEAD_CO_TRY_VOID(parts.read_settings());
    OHMSTEAD_CO_TRY_VOID(make_data_folder(parts.config.data));
    OHMSTEAD_CO_TRY_VOID(parts.open_store());
    parts.make_engine();
    parts.tasks.spawn("database", parts.database->run());
    OHMSTEAD_CO_TRY_VOID(co_await parts.sync->open());
    OHMSTEAD_CO_TRY(const auto home, co_await parts.stored_home());
    if (home) {
        OHMSTEAD_CO_TRY_VOID(co_await parts.connect(*home));
    }
    OHMSTEAD_CO_TRY_VOID(co_await parts.engine->start());
    parts.tasks.spawn("sync", parts.sync->run());
    parts.tasks.spawn("maintenance", parts.maintain());
    co_return Status{};
}

Task<void> AgentRoot::stop() {
    auto& parts = *parts_;
    if (parts.sync) {
        co_await parts.sync->stop();
    }
    if (parts.engine) {
        co_await parts.engine->stop();
    }
    parts.tasks.cancel();
    co_await parts.tasks.join();
    if (parts.database) {
        if (const auto closed = co_await parts.database->close(); !closed) {
            parts.log.error("the database is not closed cleanly: {}", closed.error().detail);
        }
    }
}

Status AgentRoot::Parts::read_settings() {
    if (config.store != StoreKind::sqlite) {
        return make_error(
            ErrorCode::invalid,
            "An agent keeps all in its data folder. Its setting store must be sqlite, "
            "or left out: dynamodb is for servers.");
    }
    if (config.agent_server.empty() || config.agent_home_assistant.empty()) {
        return make_error(ErrorCode::invalid,
                          "An agent needs agent_server and agent_home_assistant, two addresses.");
    }
    OHMSTEAD_TRY(auto address, ingest_address(config.agent_server));
    if (!may_carry_key(address, config.allow_plain_http)) {
        return make_error(ErrorCode::invalid,
                          "An http address would show the home's key to the network. agent_server "
                          "must be https, or on this machine, or allow_plain_http = true.");
    }
    OHMSTEAD_TRY(auto key, secret(config.agent_key, config.agent_key_file, "agent_key"));
    OHMSTEAD_TRY(auto token, secret(config.agent_token, config.agent_token_file, "agent_token"));
    home_assistant = {.url = config.agent_home_assistant,
                      .token = std::move(token),
                      .pinned_fingerprint = config.agent_home_assistant_fingerprint};
    uplink = std::make_unique<AgentUplink>(
        io.get_executor(),
        AgentUplink::Settings{.ingest = std::move(address),
                              .fingerprint = config.agent_server_fingerprint,
                              .key = std::move(key),
                              .allow_plain_http = config.allow_plain_http},
        cpu);
    return {};
}

Status AgentRoot::Parts::open_store() {
    OHMSTEAD_TRY(database, SqliteDatabase::open_or_begin_anew(io.get_executor(),
                                                              path(config.data) / "ohmstead.db",
                                                              clock, log.for_room("store")));
    homes = make_sqlite_home_store(*database);
    readings = make_sqlite_reading_store(*database);
    slots = make_sqlite_slot_store(*database);
    past = make_sqlite_past_store(*database);
    store = make_sqlite_agent_store(*database);
    return {};
}

void AgentRoot::Parts::make_engine() {
    engine = std::make_unique<ingest::Engine>(
        io.get_executor(),
        ingest::EngineServices{.clock = clock,
                               .cpu = cpu,
                               .log = log.for_room("ingest"),
                               .homes = *homes,
                               .readings = *readings,
                               .slots = *slots,
                               .live = live,
                               .listener = *this,
                               .scope = scope,
                               .open_token =
                                   [this](const HomeId&, const std::string&) {
                                       return Result<std::string>(home_assistant.token);
                                   },
                               .past = past.get()});
    commands = std::make_unique<AgentTasks>(*engine, home_assistant);
    sync = std::make_unique<ingest::AgentSync>(
        io.get_executor(),
        ingest::AgentSync::Services{.clock = clock,
                                    .log = log,
                                    .store = *store,
                                    .host = *this,
                                    .live = live,
                                    .server = config.agent_server,
                                    .kept = std::chrono::days{config.agent_keep_days}});
}

Task<void> AgentRoot::Parts::maintain() {
    for (;;) {
        co_await sleep_for(std::chrono::minutes{1});
        // What a peak took, such as a batch or the past of a new home, goes back to the system.
        co_await cpu.run([] { return malloc_trim(0); });
    }
}

Task<Result<std::optional<HomeId>>> AgentRoot::Parts::stored_home() {
    OHMSTEAD_CO_TRY(const auto all, co_await homes->list(scope));
    co_return all.empty() ? std::optional<HomeId>{} : std::optional(all.front().id);
}

Task<Status> AgentRoot::Parts::connect(HomeId home) {
    ConnectionSettings settings{.url = home_assistant.url,
                                .sealed_token = kTokenElsewhere,
                                .tls_fingerprint = home_assistant.pinned_fingerprint};
    auto status = co_await homes->put_connection(scope, std::move(home), std::move(settings));
    co_return status;
}

// All that metering needs of a home is its channels: slots are cut in UTC.
Task<Status> AgentRoot::Parts::take_up(ingest::Decisions decisions) {
    OHMSTEAD_CO_TRY(const auto stored, co_await stored_home());
    if (!stored) {
        Home home{.id = decisions.home,
                  .name = "Home",
                  .time_zone = "UTC",
                  .currency = "EUR",
                  .country = "",
                  .main_fuse = {},
                  .setup = SetupStep::done,
                  .created_at = clock.now()};
        OHMSTEAD_CO_TRY_VOID(co_await homes->create(scope, std::move(home), UserId::make()));
    } else if (*stored != decisions.home) {
        co_return make_error(ErrorCode::conflict, "the key is another home's than the data folder");
    }
    OHMSTEAD_CO_TRY_VOID(co_await connect(decisions.home));
    OHMSTEAD_CO_TRY_VOID(
        co_await homes->put_channels(scope, decisions.home, std::move(decisions.channels)));
    auto status = co_await engine->reload(decisions.home);
    co_return status;
}

Task<Status> AgentRoot::Parts::restart_engine() {
    OHMSTEAD_CO_TRY(const auto home, co_await stored_home());
    if (!home) {
        co_return Status{};
    }
    co_await engine->remove(*home);
    auto status = co_await engine->reload(*home);
    co_return status;
}

Task<CommandResult> AgentRoot::Parts::perform(ingest::CommandItem command) {
    const auto home = co_await stored_home();
    if (!home || !*home) {
        co_return CommandResult{.command = std::move(command.id),
                                .outcome = CommandOutcome::failed,
                                .detail = "The agent knows no home yet."};
    }
    co_return co_await commands->perform(**home, std::move(command));
}

void AgentRoot::Parts::on_status(const HomeId&, const home_assistant::ConnectionStatus& status) {
    // Each attempt has a status of its own; what it says is told once.
    if (std::exchange(told, status.message) != status.message) {
        log.info("Home Assistant: {}. {}", reflect::name_of_enumerator(status.state),
                 status.message);
    }
}

void AgentRoot::Parts::on_notice(const HomeId&, const home_assistant::SourceNotice& notice) {
    log.warning("{}: {}", notice.source, notice.message);
}

// The bindings here follow at once; those that are decided at the server, when somebody changes
// them there.
void AgentRoot::Parts::on_renamed(const HomeId& home, const std::string& old_id,
                                  const std::string& new_id) {
    tasks.spawn("rename", rename(home, old_id, new_id));
}

Task<void> AgentRoot::Parts::rename(HomeId home, std::string old_id, std::string new_id) {
    const auto renamed = co_await engine->rename_source(home, old_id, new_id);
    if (!renamed) {
        log.error("{} could not follow its rename: {}", old_id, renamed.error().detail);
    }
}

}  // namespace ohmstead
