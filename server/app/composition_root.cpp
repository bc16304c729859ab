#include "app/composition_root.hpp"

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <malloc.h>
#include <random>
#include <system_error>
#include <utility>

#include <boost/asio/co_spawn.hpp>

#include "api/routes.hpp"
#include "app/data_folder.hpp"
#include "app/demo_customers.hpp"
#include "app/demo_homes.hpp"
#include "app/http_authenticator.hpp"
#include "app/running_homes.hpp"
#include "app/server_link.hpp"
#include "app/stores.hpp"
#include "async/lag_meter.hpp"
#include "async/sleep.hpp"
#include "async/task_group.hpp"
#include "auth/revocation_watch.hpp"
#include "crypto/certificate.hpp"
#include "crypto/secret_box.hpp"
#include "http/openapi.hpp"
#include "http/server.hpp"
#include "http/websocket.hpp"
#include "ledger/aggregate_publisher.hpp"
#include "ledger/deriver.hpp"

namespace ohmstead {

const char* const kVersion = OHMSTEAD_VERSION;

namespace {

using std::filesystem::path;

constexpr std::chrono::seconds kDrain{10};
// How long late data may wait until the days that they change are derived again.
constexpr std::chrono::seconds kSweep{30};
// How often is looked which days of which months are to be published, and by how much servers of
// one store keep apart.
constexpr std::chrono::hours kPublish{24};
constexpr std::chrono::minutes kPublishApart{20};

http::ServerSettings server_settings(const Config& config) {
    http::ServerSettings settings{.path_prefix = config.path_prefix,
                                  .frame_ancestors = config.frame_ancestors,
                                  .trusted_proxies = config.trusted_proxies,
                                  .limits = {}};
    settings.limits.connections = static_cast<std::size_t>(config.max_connections);
    settings.limits.connections_per_address =
        static_cast<std::size_t>(config.max_connections_per_address);
    settings.limits.requests.per_minute = static_cast<double>(config.max_requests_per_minute);
    return settings;
}

http::DocumentInfo document_info() {
    return {.title = "Ohmstead",
            .version = kVersion,
            .description = "A home's energy: what every source and device uses and makes."};
}

RevocationWatch::Trust trust_in(StoreKind store) {
    return store == StoreKind::sqlite ? RevocationWatch::Trust{}
                                      : RevocationWatch::kTrustOfSharedStore;
}

// Where nothing is paid by the write, an agent sends what it has.
Milliseconds gather_in(StoreKind store) {
    return Milliseconds{store == StoreKind::sqlite ? 0 : ingest::kFleetGatherMs};
}

// What seals what has to be read again by every server of the store. The tasks of a fleet do not
// make a key each: they have one that was given to them all, or none.
Result<std::optional<SecretBox>> shared_box(const Config& config) {
    const auto file = path(config.data) / "secrets.key";
    if (config.store != StoreKind::sqlite && !exists(file)) {
        return std::optional<SecretBox>{};
    }
    OHMSTEAD_TRY(auto box, SecretBox::from_key_file(file));
    return std::optional(std::move(box));
}

bool is_loopback(const std::string& host) {
    boost::system::error_code error;
    const auto address = boost::asio::ip::make_address(host, error);
    return !error && address.is_loopback();
}

}  // namespace

struct CompositionRoot::Parts {
    Parts(boost::asio::io_context& context, Config configuration, LogSink& sink,
          AccessScope system_scope)
        : io(context),
          config(std::move(configuration)),
          log(sink, "app"),
          scope(std::move(system_scope)),
          transport{.allow_plain_http = config.allow_plain_http, .allowed_hosts = config.hosts},
          tasks(io.get_executor(), log) {}

    boost::asio::io_context& io;
    Config config;
    Log log;
    AccessScope scope;
    SystemClock clock;
    TransportRules transport;
    observe::Metrics metrics;
    LagMeter lag;
    Worker cpu{1};
    Worker hashing{1};

    std::unique_ptr<Stores> stores;
    std::unique_ptr<live::Hub> hub;
    std::unique_ptr<RunningHomes> homes;
    std::unique_ptr<ingest::AgentIntake> agents;
    std::unique_ptr<LedgerSlots> slots;
    std::unique_ptr<LedgerReader> ledger;
    std::unique_ptr<Corrections> corrections;
    std::unique_ptr<Explainer> explainer;
    std::unique_ptr<Deriver> deriver;
    std::unique_ptr<AggregatePublisher> publisher;

    std::unique_ptr<Sessions> sessions;
    std::unique_ptr<ApiKeys> keys;
    std::unique_ptr<RevocationWatch> revocation_watch;
    std::unique_ptr<LocalAccounts> accounts;
    std::unique_ptr<OneTimeLinks> links;
    std::unique_ptr<SecondFactors> second_factors;
    std::unique_ptr<PasswordReset> password_reset;
    std::unique_ptr<DemoEntry> demo_entry;
    std::vector<IdentityProvider> providers;
    std::unique_ptr<Directories> directories;
    std::unique_ptr<OidcClient> oidc_client;
    std::unique_ptr<DirectoryUsers> directory_users;
    std::unique_ptr<DirectorySignIn> directory_sign_in;
    std::unique_ptr<BearerTokens> tokens;
    std::unique_ptr<Authenticator> authenticator;
    std::unique_ptr<HttpAuthenticator> http_authenticator;

    std::unique_ptr<DemoHomes> demo_homes;
    std::unique_ptr<DemoCustomers> demo_customers;
    std::unique_ptr<api::Jobs> jobs;
    std::unique_ptr<api::Services> services;
    std::unique_ptr<api::LiveSocket> live_socket;
    std::unique_ptr<http::Routes> routes;
    http::StaticFiles files;
    std::unique_ptr<http::Server> server;

    // Last: its tasks use everything above and must have ended before any of it goes.
    TaskGroup tasks;

    Status make_homes();
    OperatorRules operator_rules() const;
    Status make_sign_in();
    void make_routes();
    void make_server();
    Task<Status> check_staff();
    Result<Ready> listen();
    Result<std::optional<TlsCertificate>> certificate() const;
    Task<void> maintain();
    Task<void> keep_derived();
    Task<Status> seed_customers();
    Task<void> keep_published();
    void watch_figures();
    const StorePorts& store() const { return stores->ports(); }
};

CompositionRoot::CompositionRoot(boost::asio::io_context& io, Config config, LogSink& log)
    : parts_(std::make_unique<Parts>(io, std::move(config), log, CompositionRoot::system_scope())) {
}

CompositionRoot::~CompositionRoot() = default;

Task<Result<Ready>> CompositionRoot::start() {
    auto& parts = *parts_;
    if (parts.config.demo && parts.config.store != StoreKind::sqlite) {
        co_return make_error(ErrorCode::invalid, "The demo keeps its homes in store = \"sqlite\".");
    }
    OHMSTEAD_CO_TRY(parts.providers, with_secrets(parts.config.identity_providers));
    OHMSTEAD_CO_TRY_VOID(parts.make_homes());
    OHMSTEAD_CO_TRY_VOID(parts.make_sign_in());
    if (parts.config.demo) {
        OHMSTEAD_CO_TRY(parts.demo_homes, DemoHomes::start_simulator(
                                              path(parts.config.data) / "simulator", parts.log));
        parts.demo_customers =
            std::make_unique<DemoCustomers>(DemoCustomersServices{.stores = parts.store(),
                                                                  .entry = *parts.demo_entry,
                                                                  .household = *parts.demo_homes,
                                                                  .deriver = *parts.deriver,
                                                                  .sessions = *parts.sessions,
                                                                  .cpu = parts.cpu,
                                                                  .clock = parts.clock,
                                                                  .scope = parts.scope});
    }
    parts.make_server();
    parts.stores->start(parts.tasks);
    parts.tasks.spawn("lag meter", parts.lag.run());
    parts.tasks.spawn("maintenance", parts.maintain());
    parts.tasks.spawn("deriver", parts.keep_derived());
    parts.tasks.spawn("live socket", parts.live_socket->watch());
    parts.tasks.spawn("revocations", parts.revocation_watch->run());
    parts.tasks.spawn("trust", parts.revocation_watch->guard());
    if (parts.demo_homes) {
        OHMSTEAD_CO_TRY_VOID(co_await parts.demo_homes->seed(*parts.services));
    }
    OHMSTEAD_CO_TRY_VOID(co_await parts.homes->start());
    if (parts.demo_homes) {
        parts.tasks.spawn("demo homes", parts.demo_homes->adopt_channels(*parts.services));
    }
    OHMSTEAD_CO_TRY_VOID(co_await parts.check_staff());
    // Behind the seed: what is published of a day is never changed.
    parts.tasks.spawn("aggregates", parts.keep_published());
    OHMSTEAD_CO_TRY(auto ready, parts.listen());
    if (!parts.config.demo) {
        OHMSTEAD_CO_TRY(const auto token, co_await parts.accounts->issue_setup_token());
        if (token) {
            ready.setup_link = ready.url + "setup#token=" + *token;
        }
    }
    co_return ready;
}

Task<void> CompositionRoot::stop() {
    auto& parts = *parts_;
    if (parts.server) {
        co_await parts.server->drain(kDrain);
    }
    if (parts.homes) {
        co_await parts.homes->stop();
    }
    parts.tasks.cancel();
    co_await parts.tasks.join();
    if (parts.stores) {
        if (const auto closed = co_await parts.stores->close(); !closed) {
            parts.log.error("the store is not closed cleanly: {}", closed.error().detail);
        }
    }
}

AccessScope CompositionRoot::system_scope() {
    return scope_for_system(SystemAuthority{});
}

std::string CompositionRoot::api_document(LogSink& log) {
    std::string folder = std::filesystem::temp_directory_path() / "ohmstead-openapi-XXXXXX";
    if (mkdtemp(folder.data()) == nullptr) {
        throw std::system_error(errno, std::generic_category(), "a temporary folder");
    }
    boost::asio::io_context io{1};
    Config config;
    config.data = folder;
    std::string document;
    {
        Parts parts(io, std::move(config), log, AccessScope{});
        parts.make_homes().value();
        parts.make_sign_in().value();
        parts.make_routes();
        document = http::openapi_document(*parts.routes, document_info());
        boost::asio::co_spawn(io, parts.stores->close(), [](std::exception_ptr, Status) {});
        io.run();
    }
    std::filesystem::remove_all(folder);
    return document;
}

Status CompositionRoot::Parts::make_homes() {
    OHMSTEAD_TRY(stores, open_stores(config, {.executor = io.get_executor(),
                                              .cpu = cpu,
                                              .clock = clock,
                                              .log = log.for_room("store"),
                                              .metrics = &metrics}));
    hub = std::make_unique<live::Hub>(io.get_executor(), clock, http::make_text_frame);
    slots = std::make_unique<LedgerSlots>(*store().slots, *store().overlays, cpu);
    OHMSTEAD_TRY(homes,
                 make_running_homes(
                     config, {.executor = io.get_executor(),
                              .stores = store(),
                              .slots = *slots,
                              .hub = *hub,
                              .cpu = cpu,
                              .tasks = tasks,
                              .clock = clock,
                              .log = log,
                              .scope = scope,
                              .is_still = config.demo ? DemoCustomers::is_home_of_one : nullptr}));
    agents = std::make_unique<ingest::AgentIntake>(
        ingest::AgentStores{.slots = *store().slots,
                            .readings = *store().readings,
                            .live = *store().live,
                            .commands = *store().commands,
                            .homes = *store().homes},
        ingest::AgentTerms{.gather = gather_in(config.store), .live_server = config.live_server});
    ledger = std::make_unique<LedgerReader>(*store().homes, *slots, *store().derived,
                                            *store().readings, cpu, clock);
    corrections = std::make_unique<Corrections>(*store().homes, *slots, *store().overlays,
                                                *store().audit, cpu, clock);
    explainer = std::make_unique<Explainer>(*store().homes, *ledger, *slots, cpu);
    deriver =
        std::make_unique<Deriver>(*store().homes, *slots, *store().derived, cpu, clock, scope);
    publisher = std::make_unique<AggregatePublisher>(
        AggregatePublisherServices{.providers = *store().permissions,
                                   .supplies = *store().supplies,
                                   .aggregates = *store().aggregates,
                                   .homes = *store().homes,
                                   .slots = *slots,
                                   .cpu = cpu,
                                   .clock = clock,
                                   .scope = scope});
    return {};
}

OperatorRules CompositionRoot::Parts::operator_rules() const {
    OperatorRules rules{.visits = store().visits.get(), .household = std::nullopt};
    if (is_single_household(config)) {
        rules.household = scope;
    }
    return rules;
}

Status CompositionRoot::Parts::make_sign_in() {
    const SessionLimits limits{.idle = std::chrono::days{config.session_idle_days},
                               .absolute = std::chrono::days{config.session_absolute_days}};
    const auto auth_log = log.for_room("auth");
    sessions = std::make_unique<Sessions>(*store().users, *store().homes, *store().permissions,
                                          clock, limits, auth_log, operator_rules());
    keys = std::make_unique<ApiKeys>(*store().users, *store().homes, *store().audit, clock,
                                     operator_rules());
    revocation_watch = std::make_unique<RevocationWatch>(*store().revocations, *sessions, *keys,
                                                         clock, auth_log, trust_in(config.store));
    accounts = std::make_unique<LocalAccounts>(*store().users, hashing, clock, auth_log);
    demo_entry = std::make_unique<DemoEntry>(*store().users, clock, config.demo);
    links = std::make_unique<OneTimeLinks>(*store().one_time, clock);
    OHMSTEAD_TRY(auto box, shared_box(config));
    second_factors =
        std::make_unique<SecondFactors>(*store().second_factors, std::move(box), clock, auth_log);
    password_reset = std::make_unique<PasswordReset>(*store().users, *links, *accounts, *sessions);
    directories = std::make_unique<Directories>(std::move(providers),
                                                DirectoryServices{.executor = io.get_executor(),
                                                                  .fetch = send_http,
                                                                  .tasks = tasks,
                                                                  .clock = clock,
                                                                  .log = auth_log});
    oidc_client = std::make_unique<OidcClient>(send_http, clock, auth_log);
    directory_users = std::make_unique<DirectoryUsers>(*store().users, *sessions, clock, auth_log);
    directory_sign_in = std::make_unique<DirectorySignIn>(
        *directories, *oidc_client, *directory_users, *store().sign_ins, clock, auth_log);
    tokens =
        std::make_unique<BearerTokens>(*directories, *directory_users, *sessions, clock, auth_log);
    authenticator = std::make_unique<Authenticator>(*sessions, *keys, *tokens);
    http_authenticator = std::make_unique<HttpAuthenticator>(*authenticator, transport);
    return {};
}

void CompositionRoot::Parts::make_routes() {
    jobs = std::make_unique<api::Jobs>(clock, *sessions, tasks);
    services = std::make_unique<api::Services>(
        api::Services{.clock = clock,
                      .cpu = cpu,
                      .homes = *store().homes,
                      .readings = *store().readings,
                      .users = *store().users,
                      .commands = *store().commands,
                      .audit = *store().audit,
                      .notes = *store().notes,
                      .permissions = *store().permissions,
                      .access = *store().access,
                      .ledger = *ledger,
                      .corrections = *corrections,
                      .explainer = *explainer,
                      .hub = *hub,
                      .runtime = *homes,
                      .jobs = *jobs,
                      .agents = *agents,
                      .sessions = *sessions,
                      .accounts = *accounts,
                      .keys = *keys,
                      .links = *links,
                      .second_factors = *second_factors,
                      .password_reset = *password_reset,
                      .demo_entry = *demo_entry,
                      .directory_sign_in = *directory_sign_in,
                      .transport = transport,
                      .metrics = metrics,
                      .version = kVersion,
                      .demo = config.demo,
                      .visits = *store().visits,
                      .invitations = *store().invitations,
                      .supplies = *store().supplies,
                      .aggregates = *store().aggregates,
                      .single_household = is_single_household(config)});
    live_socket = std::make_unique<api::LiveSocket>(*sessions, *keys, *hub, *homes, *store().access,
                                                    clock, kVersion);
    routes =
        std::make_unique<http::Routes>(api::make_routes(*services, *live_socket, demo_homes.get()));
    http::add_document_routes(*routes, document_info(),
                              config.demo ? http::Access::open() : http::Access::signed_in());
}

void CompositionRoot::Parts::make_server() {
    make_routes();
    auto loaded = http::StaticFiles::load(config.web);
    if (loaded) {
        files = std::move(*loaded);
    } else {
        log.warning("no web app in {}: {}", config.web, loaded.error().detail);
    }
    server = std::make_unique<http::Server>(io, *routes, files, *http_authenticator, metrics,
                                            server_settings(config), log.for_room("http"));
    watch_figures();
}

Result<std::optional<TlsCertificate>> CompositionRoot::Parts::certificate() const {
    if (config.plain_http || config.demo) {
        return std::optional<TlsCertificate>{};
    }
    if (!config.tls_certificate.empty()) {
        OHMSTEAD_TRY(auto loaded,
                     load_certificate(config.tls_certificate, config.tls_key, clock.now()));
        return std::optional(std::move(loaded));
    }
    std::vector<std::string> names{"localhost", "127.0.0.1", "::1"};
    if (config.listen.host != "0.0.0.0" && config.listen.host != "::") {
        names.push_back(config.listen.host);
    }
    names.insert(names.end(), config.hosts.begin(), config.hosts.end());
    OHMSTEAD_TRY_VOID(make_data_folder(config.data));
    OHMSTEAD_TRY(auto local, local_certificate(config.data, names, clock.now()));
    return std::optional(std::move(local));
}

Result<Ready> CompositionRoot::Parts::listen() {
    const auto& address = config.listen;
    if (config.plain_http && !config.allow_plain_http && !is_loopback(address.host)) {
        return make_error(
            ErrorCode::invalid,
            "plain_http on an address that other machines reach needs allow_plain_http = true");
    }
    if (config.demo && !is_loopback(address.host)) {
        return make_error(ErrorCode::invalid, "The demo listens on loopback only.");
    }
    OHMSTEAD_TRY(auto tls, certificate());
    const auto fingerprint = tls ? tls->fingerprint : std::string();
    OHMSTEAD_TRY(const auto endpoint, server->listen(address.host, address.port, tls));
    return Ready{.url = server_link(endpoint, tls.has_value(), config),
                 .fingerprint = fingerprint,
                 .setup_link = ""};
}

// A directory whose role Provider stands for nobody is a mistake that only its people would notice.
Task<Status> CompositionRoot::Parts::check_staff() {
    for (const auto& configured : config.identity_providers) {
        const auto& provider = configured.provider;
        if (provider.staff_of.empty()) {
            continue;
        }
        OHMSTEAD_CO_TRY(const auto found,
                        co_await store().permissions->find_provider(provider.staff_of));
        if (!found) {
            co_return make_error(
                ErrorCode::precondition,
                fmt::format("provider_id of the identity_provider \"{}\" is not there: \"{}\". "
                            "ohmstead provider add makes a provider and tells its id.",
                            provider.id, provider.staff_of.value));
        }
    }
    co_return Status{};
}

Task<void> CompositionRoot::Parts::maintain() {
    for (;;) {
        co_await sleep_for(std::chrono::minutes{1});
        if (const auto done = co_await sessions->maintain(); !done) {
            log.warning("sessions are not maintained: {}", done.error().detail);
        }
        if (const auto done = co_await keys->maintain(); !done) {
            log.warning("keys are not maintained: {}", done.error().detail);
        }
        if (const auto done = co_await links->maintain(); !done) {
            log.warning("one-time links are not maintained: {}", done.error().detail);
        }
        if (const auto done = co_await directory_sign_in->maintain(); !done) {
            log.warning("sign-ins are not maintained: {}", done.error().detail);
        }
        // What a peak took, such as the past of a new home, goes back to the system.
        co_await cpu.run([] { return malloc_trim(0); });
    }
}

// Looking is cheap, and nobody waits: what is not derived yet is summed from slots. So a sweep does
// for closed days, for late data and for changed channels alike.
Task<void> CompositionRoot::Parts::keep_derived() {
    for (;;) {
        co_await sleep_for(kSweep);
        const auto due = co_await homes->homes_to_derive();
        if (!due) {
            log.warning("days are not derived: {}", due.error().detail);
            continue;
        }
        for (const auto& home : *due) {
            const auto done = co_await deriver->derive(home);
            // A home may be erased meanwhile.
            if (!done && done.error().code != ErrorCode::not_found) {
                log.warning("the days of {} are not derived: {}", home.value, done.error().detail);
            }
        }
    }
}

Task<Status> CompositionRoot::Parts::seed_customers() {
    if (!demo_customers) {
        co_return Status{};
    }
    auto status = co_await demo_customers->seed();
    co_return status;
}

// At once, where the store is this server's own; servers that share one do not all begin with the
// same work.
Task<void> CompositionRoot::Parts::keep_published() {
    std::minstd_rand random{std::random_device{}()};
    const auto apart = [&random] {
        const auto most = Milliseconds{kPublishApart}.count();
        return Milliseconds{std::uniform_int_distribution<std::int64_t>{0, most}(random)};
    };
    if (config.store != StoreKind::sqlite) {
        co_await sleep_for(apart());
    }
    for (;;) {
        // A day is published once and for all, so the demo's customers must have it by then.
        if (const auto seeded = co_await seed_customers(); !seeded) {
            log.warning("the demo's customers are not all there: {}", seeded.error().detail);
        } else if (const auto done = co_await publisher->publish(); !done) {
            log.warning("aggregates are not published: {}", done.error().detail);
        }
        co_await sleep_for(kPublish + apart());
    }
}

void CompositionRoot::Parts::watch_figures() {
    metrics.watch("ohmstead_connections", "Open connections",
                  [this] { return static_cast<double>(server->connections()); });
    metrics.watch("ohmstead_live_subscriptions", "Subscriptions to homes' live values",
                  [this] { return static_cast<double>(hub->subscriptions()); });
    metrics.watch("ohmstead_io_lag_worst_seconds", "Longest wait of the I/O thread so far",
                  [this] { return std::chrono::duration<double>(lag.histogram().worst).count(); });
}

}  // namespace ohmstead
