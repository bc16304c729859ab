#include <cstdlib>
#include <fstream>
#include <random>
#include <stdexcept>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "simulator/fleet/fleet.hpp"
#include "simulator/home/model_home.hpp"
#include "simulator/peer/serve.hpp"
#include "simulator/replay/record.hpp"

namespace {

using namespace ohmstead::simulator;

std::string make_token() {
    std::random_device random;
    std::string token;
    for (int i = 0; i < 8; ++i) {
        token += fmt::format("{:08x}", random());
    }
    return token;
}

/// From the file, the environment, or made on the spot (and then printed).
std::string find_token(const std::string& file, bool& made) {
    if (!file.empty()) {
        std::ifstream in(file);
        std::string token;
        if (!std::getline(in, token) || token.empty()) {
            throw std::runtime_error("no token in " + file);
        }
        return token;
    }
    if (const char* token = std::getenv("OHMSTEAD_SIMULATOR_TOKEN"); token != nullptr && *token) {
        return token;
    }
    made = true;
    return make_token();
}

Millis time_option(const std::string& name, const std::string& text) {
    const auto time = parse_time(text);
    if (!time) {
        throw std::runtime_error(name + ": '" + text + "' is not a time");
    }
    return *time;
}

/// Options that stand on the command line as text and mean something else.
struct Texts {
    std::string token_file;
    std::string now;
    double offset_s = 0;
    std::string speed = "1";
    std::string home;
    std::string from;
    std::string to;
    double step_s = 10;

    Millis start() const {
        return now.empty() ? wall_now() + static_cast<Millis>(offset_s * 1000.0)
                           : time_option("--now", now);
    }
};

std::string home_path(const std::string& folder, const std::string& name) {
    return name.ends_with(".json") ? name : folder + "/" + name + ".json";
}

void add_serve_options(CLI::App& app, ServeOptions& options, Texts& texts) {
    app.add_option("--home", options.homes,
                   "NAME or FILE of a home, with :PORT (0 = any); once per home");
    app.add_option("--homes-folder", options.homes_folder, "where homes are found by name");
    app.add_option("--port-base", options.port_base,
                   "port of the first home that names none; the next ones follow");
    app.add_option("--address", options.address, "address to listen on");
    app.add_option("--control", options.control_port,
                   "port of the control API, which outlives a cut (0 = any)");
    app.add_option("--state", options.state_folder,
                   "existing folder that keeps what is done to the homes over a restart");
    app.add_option("--token-file", texts.token_file,
                   "file with the access token; else OHMSTEAD_SIMULATOR_TOKEN, else one is made");
    app.add_option("--now", texts.now, "time the homes start at (RFC 3339), instead of now");
    app.add_option("--clock-offset", texts.offset_s, "seconds added to the wall clock");
    app.add_option("--speed", texts.speed,
                   "how many times as fast as the wall time passes; for a replay also 'max'");
    app.add_option("--replay", options.replay, "a recording to replay (CSV, plain or gzip)");
    app.add_flag("--replay-paused", options.replay_paused,
                 "wait for POST /sim/replay {\"pause\":false}, not only for a subscription");
    app.add_option("--replay-map", options.replay_map, "what its columns are");
}

void run_serve(ServeOptions options, const Texts& texts) {
    const double speed = texts.speed == "max" ? 0 : std::stod(texts.speed);
    if (options.homes.empty() && options.replay.empty()) {
        throw std::runtime_error("name a home (--home house:8201) or a recording (--replay)");
    }
    if (speed < 0 || (speed == 0 && !options.homes.empty())) {
        throw std::runtime_error("--speed must be above 0; 'max' is for a replay alone");
    }
    options.start = texts.start();
    options.speed = speed > 0 ? speed : 1;
    options.replay_speed = speed;
    options.token = find_token(texts.token_file, options.print_token);
    serve(options);
}

void add_record_options(CLI::App& app, RecordOptions& options, Texts& texts) {
    CLI::Option* record =
        app.add_option("--record", options.out,
                       "instead of serving, write what the home shows to this CSV file (gzip when "
                       "it ends in .gz), and beside it the map that replays it");
    CLI::Option* from = app.add_option("--from", texts.from, "start of the record (RFC 3339)");
    CLI::Option* to = app.add_option("--to", texts.to, "end of the record (RFC 3339)");
    record->needs(from)->needs(to);
    for (CLI::Option* each :
         {from, to, app.add_option("--step", texts.step_s, "seconds between two rows of it"),
          app.add_flag("--amounts", options.amounts,
                       "record what each counter counted since the row before, not where it "
                       "stands")}) {
        each->needs(record);
    }
}

void run_record(RecordOptions options, const ServeOptions& serving, const Texts& texts) {
    if (serving.homes.size() != 1 || !serving.replay.empty()) {
        throw std::runtime_error("--record takes one home (--home house)");
    }
    options.home_file = home_path(serving.homes_folder, serving.homes.front());
    options.from = time_option("--from", texts.from);
    options.to = time_option("--to", texts.to);
    options.step = static_cast<Millis>(texts.step_s * 1000.0);
    fmt::print("{} and {}\n", options.out, record(options));
}

void run_ledger(const std::string& folder, const Texts& texts) {
    const Millis from = time_option("--from", texts.from);
    const Millis to = time_option("--to", texts.to);
    const SimClock clock(to);
    ModelHome home(read_home_file(home_path(folder, texts.home)), clock);
    fmt::print("{}\n", boost::json::serialize(*home.ledger(from, to)));
}

int run(int argc, char** argv) {
    CLI::App app{"Simulated homes that speak Home Assistant's WebSocket and REST API."};
    ServeOptions serve_options;
    serve_options.homes_folder = OHMSTEAD_SIMULATOR_HOMES;
    RecordOptions record_options;
    FleetOptions fleet_options;
    Texts texts;
    add_serve_options(app, serve_options, texts);
    add_record_options(app, record_options, texts);

    CLI::App* ledger_command = app.add_subcommand("ledger", "Print what really flowed");
    ledger_command->add_option("--home", texts.home, "NAME or FILE of the home")->required();
    ledger_command->add_option("--from", texts.from, "start (RFC 3339)")->required();
    ledger_command->add_option("--to", texts.to, "end (RFC 3339)")->required();
    CLI::App* fleet_command = app.add_subcommand("fleet", "Many small homes, as a load");
    fleet_command->add_option("--homes", fleet_options.homes, "how many");
    fleet_command->add_option("--rate", fleet_options.rate, "events per second, all together");
    fleet_command->add_option("--port", fleet_options.port, "port (0 = any)");
    CLI11_PARSE(app, argc, argv);

    if (ledger_command->parsed()) {
        run_ledger(serve_options.homes_folder, texts);
    } else if (fleet_command->parsed()) {
        serve_fleet(fleet_options);
    } else if (!record_options.out.empty()) {
        run_record(record_options, serve_options, texts);
    } else {
        run_serve(serve_options, texts);
    }
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    try {
        return run(argc, argv);
    } catch (const std::exception& error) {
        fmt::print(stderr, "ohmstead-simulator: {}\n", error.what());
        return 1;
    }
}
