#include "app/demo_homes.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "api/channel_edit.hpp"
#include "async/sleep.hpp"
#include "domain/time/zone.hpp"
#include "net/http_client.hpp"

namespace ohmstead {
namespace {

// What the demo shows of a home before its Home Assistant has been asked.
struct DemoHome {
    std::string_view name;  // of the simulated home
    std::string_view title;
    std::string_view time_zone;
    std::string_view currency;
    std::string_view country;
    std::optional<MainFuse> main_fuse;
    std::int64_t gas_mwh_per_m3 = 0;  // since it measures gas; 0: nobody told
};
constexpr std::array<DemoHome, 3> kHomes{{
    {"house", "House", "Europe/Amsterdam", "EUR", "NL", MainFuse{3, 25}, 9'769'000},
    {"flat", "Flat", "Europe/London", "GBP", "GB", std::nullopt},
    {"cottage", "Cottage", "Asia/Kathmandu", "NPR", "NP", std::nullopt},
}};

// What its people would have written down. It is what happens to it in simulator/homes/.
struct DemoNote {
    std::string_view home;
    std::string_view first;
    std::string_view last;
    std::string_view text;
};
constexpr std::array<DemoNote, 2> kTimeLine{{
    {"house", "2025-07-26", "2025-08-09", "Vacation"},
    {"house", "2025-09-03", "2025-09-03", "New smart meter"},
}};

constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kActs{
    {{"kettle", "Boil the kettle"},
     {"car", "Plug in the car"},
     {"cloud", "Cloud"},
     {"sunny_noon", "Sunny noon"},
     {"cut", "Cut Home Assistant for 30 s"},
     {"reset_meter", "Reset the meter"}}};

// Those of ours that a simulated home lists, in our order.
std::vector<api::DemoAct> acts_in(const boost::json::object& fields) {
    const auto* const listed = fields.if_contains("actions");
    std::vector<api::DemoAct> acts;
    if (listed == nullptr || !listed->is_array()) {
        return acts;
    }
    for (const auto& [id, label] : kActs) {
        const auto& names = listed->get_array();
        if (std::find(names.begin(), names.end(), boost::json::value(id)) != names.end()) {
            acts.push_back({std::string(id), std::string(label)});
        }
    }
    return acts;
}

std::vector<CalorificValue> gas_of(const DemoHome& home) {
    if (home.gas_mwh_per_m3 == 0) {
        return {};
    }
    return {{parse_local_date("2024-01-01").value(), home.gas_mwh_per_m3}};
}

const DemoHome* find_demo_home(std::string_view name) {
    const auto found = std::find_if(kHomes.begin(), kHomes.end(),
                                    [&](const DemoHome& home) { return home.name == name; });
    return found == kHomes.end() ? nullptr : &*found;
}

// {simulated home: the id that stands for it}; empty when the file is missing or none of ours.
boost::json::object read_notes(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(stream), {}};
    boost::system::error_code error;
    auto notes = boost::json::parse(text, error);
    return !error && notes.is_object() ? std::move(notes.get_object()) : boost::json::object{};
}

// Takes the place of the file in one step, so that it is never half a file.
Status write_notes(const std::filesystem::path& file, const boost::json::object& notes) {
    const auto fresh = file.string() + ".new";
    std::ofstream stream(fresh, std::ios::binary);
    stream << boost::json::serialize(notes) << '\n';
    stream.close();
    std::error_code error;
    if (stream) {
        std::filesystem::rename(fresh, file, error);
    }
    return stream && !error ? Status{}
                            : make_error(ErrorCode::unavailable,
                                         fmt::format("{} cannot be written.", file.string()));
}

api::ChannelEdit edit_of(const home_assistant::Proposal& proposal) {
    const auto unless_empty = [](const std::string& text) {
        return text.empty() ? std::nullopt : std::optional(text);
    };
    api::ChannelEdit edit;
    edit.key = proposal.key;
    edit.name = proposal.name;
    edit.role = proposal.role;
    edit.kind = proposal.kind;
    edit.included_in = unless_empty(proposal.included_in);
    edit.register_ = unless_empty(proposal.register_name);
    edit.phase = unless_empty(proposal.phase);
    edit.area = unless_empty(proposal.area);
    edit.device = unless_empty(proposal.device_entity);
    const auto bind = [&](const home_assistant::ProposedSource& source, Measure measure) {
        api::BindingDto binding;
        binding.source = {source.type, source.id};
        binding.measure = measure;
        binding.sign = source.sign;
        binding.invert = source.invert;
        edit.bindings.push_back(std::move(binding));
    };
    bind(proposal.source, proposal.measure);
    if (proposal.power_source) {
        bind(*proposal.power_source, Measure::power);
    }
    return edit;
}

}  // namespace

DemoHomes::DemoHomes(std::unique_ptr<ChildProcess> simulator, std::string token,
                     std::filesystem::path notes, Log log)
    : simulator_(std::move(simulator)),
      token_(std::move(token)),
      notes_(std::move(notes)),
      log_(log) {}

Result<std::unique_ptr<DemoHomes>> DemoHomes::start_simulator(
    const std::filesystem::path& state_folder, Log log) {
    std::filesystem::create_directories(state_folder);
    const auto program =
        std::filesystem::read_symlink("/proc/self/exe").parent_path() / "ohmstead-simulator";
    if (!std::filesystem::exists(program)) {
        return make_error(ErrorCode::unavailable,
                          fmt::format("The demo needs {}, which is not there.", program.string()));
    }
    auto token = make_random_id() + make_random_id();
    std::vector<std::string> arguments{"--control", "0", "--state", state_folder.string()};
    for (const auto& home : kHomes) {
        arguments.insert(arguments.end(), {"--home", std::string(home.name) + ":0"});
    }
    auto process = std::make_unique<ChildProcess>(
        program.string(), arguments, std::vector<std::string>{"OHMSTEAD_SIMULATOR_TOKEN=" + token});
    std::unique_ptr<DemoHomes> demo(
        new DemoHomes(std::move(process), std::move(token), state_folder / "homes.json", log));
    OHMSTEAD_TRY_VOID(demo->read_ports());
    return demo;
}

// The simulator prints a line of JSON per port, and one when it is ready.
Status DemoHomes::read_ports() {
    constexpr int kPatienceMs = 20'000;
    while (const auto line = simulator_->read_line(kPatienceMs)) {
        boost::system::error_code error;
        const auto parsed = boost::json::parse(*line, error);
        const auto* fields = error ? nullptr : parsed.if_object();
        if (fields == nullptr) {
            break;
        }
        if (fields->contains("ready")) {
            return {};
        }
        const auto* port = fields->if_contains("port");
        if (port == nullptr || !port->is_int64()) {
            continue;
        }
        const auto number = static_cast<std::uint16_t>(port->as_int64());
        if (fields->contains("control")) {
            control_port_ = number;
        } else if (const auto* name = fields->if_contains("home"); name && name->is_string()) {
            stations_.push_back({std::string(name->as_string()), number, {}, acts_in(*fields)});
        }
    }
    return make_error(ErrorCode::unavailable, "The simulated homes did not start.");
}

Task<Status> DemoHomes::seed(api::Services services) {
    OHMSTEAD_CO_TRY(const auto people, co_await services.demo_entry.ensure_users());
    for (auto& station : stations_) {
        OHMSTEAD_CO_TRY(const auto admin_homes,
                        co_await services.homes.memberships_of(people.admin));
        scope_ = scope_for_person({.user = people.admin, .name = "Demo"}, admin_homes);
        OHMSTEAD_CO_TRY_VOID(co_await seed_home(services, station));
        services.sessions.rights_added(people.admin);
        OHMSTEAD_CO_TRY(const auto memberships,
                        co_await services.homes.memberships_of(people.admin));
        scope_ = scope_for_person({.user = people.admin, .name = "Demo"}, memberships);
        if (station.is_new) {
            OHMSTEAD_CO_TRY_VOID(co_await seed_notes(services, station));
        }
        OHMSTEAD_CO_TRY_VOID(co_await services.homes.put_member(scope_, station.home, people.viewer,
                                                                HomeRole::viewer));
        OHMSTEAD_CO_TRY_VOID(co_await services.homes.put_member(scope_, station.home,
                                                                people.manager, HomeRole::manager));
        OHMSTEAD_CO_TRY(auto sealed, services.runtime.seal_token(station.home, token_));
        const ConnectionSettings connection{.url = fmt::format("http://127.0.0.1:{}", station.port),
                                            .sealed_token = std::move(sealed),
                                            .tls_fingerprint = ""};
        OHMSTEAD_CO_TRY_VOID(
            co_await services.homes.put_connection(scope_, station.home, connection));
    }
    co_return Status{};
}

Task<Status> DemoHomes::seed_home(api::Services services, Station& station) {
    const auto* const wanted = find_demo_home(station.name);
    if (wanted == nullptr) {
        co_return make_error(ErrorCode::internal, "an unknown simulated home: " + station.name);
    }
    OHMSTEAD_CO_TRY(const auto homes, co_await services.homes.list(scope_));
    auto notes = read_notes(notes_);
    const auto* const noted = notes.if_contains(station.name);
    const auto known = std::find_if(homes.begin(), homes.end(), [&](const Home& home) {
        return noted == nullptr ? home.name == wanted->title
                                : *noted == boost::json::value(home.id.value);
    });
    station.home = known == homes.end() ? HomeId::make() : known->id;
    // Noted before it is made: a note without its home is made good at the next start, a home
    // without a note would be there twice once it is renamed.
    notes[station.name] = station.home.value;
    OHMSTEAD_CO_TRY_VOID(write_notes(notes_, notes));
    if (known != homes.end()) {
        co_return Status{};
    }
    const Home home{.id = station.home,
                    .name = std::string(wanted->title),
                    .time_zone = std::string(wanted->time_zone),
                    .currency = std::string(wanted->currency),
                    .country = std::string(wanted->country),
                    .main_fuse = wanted->main_fuse,
                    .calorific_values = gas_of(*wanted),
                    .setup = SetupStep::channels,
                    .created_at = services.clock.now()};
    OHMSTEAD_CO_TRY_VOID(co_await services.homes.create(scope_, home, scope_.user()));
    station.is_new = true;
    co_return Status{};
}

Task<Status> DemoHomes::seed_notes(api::Services services, const Station& station) {
    for (const auto& one : kTimeLine) {
        if (one.home != station.name) {
            continue;
        }
        const Note note{.id = NoteId::make(),
                        .first = parse_local_date(one.first).value(),
                        .last = parse_local_date(one.last).value(),
                        .text = std::string(one.text),
                        .by = scope_.user(),
                        .by_name = "Demo",
                        .at = services.clock.now()};
        OHMSTEAD_CO_TRY_VOID(co_await services.notes.add(scope_, station.home, note));
    }
    co_return Status{};
}

Task<void> DemoHomes::adopt_channels(api::Services services) {
    constexpr std::chrono::milliseconds kRetry{200};
    auto waiting = stations_;
    while (!waiting.empty()) {
        for (auto station = waiting.begin(); station != waiting.end();) {
            const auto adopted = co_await adopt(services, station->home);
            if (!adopted && adopted.error().code != ErrorCode::unavailable) {
                log_.error("the demo's {} is not set up: {}", station->name,
                           adopted.error().detail);
            }
            const bool done = adopted || adopted.error().code != ErrorCode::unavailable;
            station = done ? waiting.erase(station) : std::next(station);
        }
        co_await sleep_for(kRetry);
    }
}

Task<Status> DemoHomes::adopt(api::Services services, HomeId id) {
    OHMSTEAD_CO_TRY(auto home, co_await services.homes.get(scope_, id));
    if (home.setup == SetupStep::done) {
        co_return Status{};
    }
    OHMSTEAD_CO_TRY(const auto discovery, co_await services.runtime.discover(id));
    api::ChannelsEdit edit;
    edit.home = id;
    for (const auto& proposal : discovery.proposals) {
        edit.items.push_back(edit_of(proposal));
    }
    OHMSTEAD_CO_TRY(auto channels, api::apply_edit({}, edit, services.clock.now()));
    OHMSTEAD_CO_TRY_VOID(co_await services.homes.put_channels(scope_, id, std::move(channels)));
    home.setup = SetupStep::done;
    OHMSTEAD_CO_TRY_VOID(co_await services.homes.update(scope_, home));
    co_return co_await services.runtime.reload(id);
}

HomeId DemoHomes::home_of(std::string_view name) const {
    const auto found = std::ranges::find(stations_, name, &Station::name);
    return found == stations_.end() ? HomeId{} : found->home;
}

std::map<std::string, std::vector<api::DemoAct>> DemoHomes::acts() const {
    std::map<std::string, std::vector<api::DemoAct>> acts;
    for (const auto& station : stations_) {
        acts.emplace(station.home.value, station.acts);
    }
    return acts;
}

Task<Result<std::int64_t>> DemoHomes::perform(std::string home, std::string act) {
    const auto station = std::find_if(stations_.begin(), stations_.end(),
                                      [&](const Station& s) { return s.home.value == home; });
    const bool can = station != stations_.end() &&
                     std::any_of(station->acts.begin(), station->acts.end(),
                                 [&](const api::DemoAct& one) { return one.id == act; });
    if (!can) {
        co_return make_error(ErrorCode::not_found, "There is no such action in this home.");
    }
    HttpRequest request;
    request.method = HttpMethod::post;
    request.url = {.scheme = UrlScheme::http,
                   .host = "127.0.0.1",
                   .port = control_port_,
                   .target = fmt::format("/sim/{}/{}", station->name, act)};
    request.headers = {{"Authorization", "Bearer " + token_}};
    request.body = "{}";
    const auto answer = co_await send_http(std::move(request));
    if (!answer || answer->status != 200) {
        co_return make_error(ErrorCode::unavailable, "This simulated home cannot do that.");
    }
    boost::system::error_code error;
    const auto parsed = boost::json::parse(answer->body, error);
    const auto* fields = error ? nullptr : parsed.if_object();
    const auto* at = fields == nullptr ? nullptr : fields->if_contains("at_ms");
    if (at == nullptr || !at->is_int64()) {
        co_return make_error(ErrorCode::unavailable, "The simulated home gave no time.");
    }
    co_return at->as_int64();
}

std::map<std::string, std::string> DemoHomes::simulator_urls() const {
    std::map<std::string, std::string> urls;
    for (const auto& station : stations_) {
        urls.emplace(station.home.value, fmt::format("http://127.0.0.1:{}", station.port));
    }
    return urls;
}

}  // namespace ohmstead
