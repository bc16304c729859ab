#include "simulator/peer/serve.hpp"

#include <cstdio>
#include <future>
#include <list>
#include <memory>
#include <stdexcept>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/signal_set.hpp>
#include <fmt/format.h>

#include "simulator/home/model_home.hpp"
#include "simulator/peer/rest.hpp"
#include "simulator/replay/replay_home.hpp"

namespace ohmstead::simulator {

namespace json = boost::json;

namespace {

/// A home as named on the command line.
struct HomeArgument {
    std::string path;
    unsigned short port = 0;
};

HomeArgument parse_argument(const std::string& text, const ServeOptions& options, int index) {
    const std::size_t colon = text.rfind(':');
    const std::string name = text.substr(0, colon);
    int port = options.port_base > 0 ? options.port_base + index : 0;
    if (colon != std::string::npos) {
        port = std::stoi(text.substr(colon + 1));
    }
    if (port < 0 || port > 65'535) {
        throw std::runtime_error("'" + text + "': no such port");
    }
    return {.path = name.ends_with(".json") ? name : options.homes_folder + "/" + name + ".json",
            .port = static_cast<unsigned short>(port)};
}

void print_line(const json::object& line) {
    fmt::print("{}\n", json::serialize(line));
    std::fflush(stdout);
}

/// A home, its port, and the timer that moves it on.
struct Station {
    std::unique_ptr<Home> home;
    std::unique_ptr<Host> host{};
    std::unique_ptr<asio::steady_timer> beat{};
};

class Server {
public:
    explicit Server(const ServeOptions& options)
        : options_(options), clock_(options.start, options.speed) {}

    void run() {
        load();
        // Before the first line is printed: whoever reads it may stop us at once.
        asio::signal_set signals(io_, SIGINT, SIGTERM);
        signals.async_wait([this](const boost::system::error_code&, int) { stop(); });
        open();
        io_.run();
    }

private:
    /// Works out the past of all homes side by side.
    void load() {
        std::vector<std::future<std::unique_ptr<Home>>> loading;
        for (std::size_t i = 0; i < options_.homes.size(); ++i) {
            const HomeArgument argument =
                parse_argument(options_.homes[i], options_, static_cast<int>(i));
            ports_.push_back(argument.port);
            loading.push_back(std::async(std::launch::async,
                                         [this, path = argument.path] { return load_home(path); }));
        }
        for (auto& each : loading) {
            stations_.push_back({.home = each.get()});
        }
        if (!options_.replay.empty()) {
            ReplayMap map = read_replay_map(options_.replay_map);
            Recording recording = read_recording(options_.replay, map);
            stations_.push_back({.home = std::make_unique<ReplayHome>(
                                     std::move(map), std::move(recording), options_.replay_speed,
                                     options_.replay_paused)});
            const int port =
                options_.port_base > 0 ? options_.port_base + static_cast<int>(ports_.size()) : 0;
            ports_.push_back(static_cast<unsigned short>(port));
        }
    }

    std::unique_ptr<Home> load_home(const std::string& path) const {
        HomeSpec spec = read_home_file(path);
        const std::string journal = options_.state_folder.empty()
                                        ? std::string()
                                        : options_.state_folder + "/" + spec.id + ".jsonl";
        return std::make_unique<ModelHome>(std::move(spec), clock_, journal);
    }

    void open() {
        std::size_t index = 0;
        for (Station& station : stations_) {
            Home* home = station.home.get();
            const std::string& name = home->directory().id;
            station.host = std::make_unique<Host>(
                io_, name,
                [this, home](std::string_view token) {
                    return token == options_.token ? home : nullptr;
                },
                answer_rest);
            station.beat = std::make_unique<asio::steady_timer>(io_);
            station.host->listen(options_.address, ports_[index++]);
            asio::co_spawn(io_, beat(*home, *station.beat), report_failure);
            json::array actions{"cut"};  // of the connection, so in every home
            for (const std::string& ability : home->abilities()) {
                actions.emplace_back(ability);
            }
            json::object line{
                {"home", name}, {"port", station.host->port()}, {"actions", std::move(actions)}};
            if (options_.print_token) {
                line["token"] = options_.token;
            }
            print_line(line);
        }
        if (options_.control_port >= 0) {
            control_ = std::make_unique<Host>(
                io_, "control", [](std::string_view) { return nullptr; },
                [this](Host&, const RestRequest& request) { return control(request); });
            control_->listen(options_.address, static_cast<unsigned short>(options_.control_port));
            print_line({{"control", true}, {"port", control_->port()}});
        }
        print_line({{"ready", true}});
    }

    static Task<void> beat(Home& home, asio::steady_timer& timer) {
        while (true) {
            timer.expires_after(std::chrono::milliseconds(home.tick()));
            const auto [error] = co_await timer.async_wait(kTuple);
            if (error) {
                co_return;
            }
        }
    }

    /// `/sim/<home>/<action>` on the control port.
    RestAnswer control(const RestRequest& request) {
        if (bearer_token(request) != options_.token) {
            return {.status = 401, .body = "401: Unauthorized", .content_type = "text/plain"};
        }
        for (Station& station : stations_) {
            const std::string prefix = "/sim/" + station.host->name() + "/";
            if (request.target.starts_with(prefix)) {
                try {
                    return answer_control(*station.host, *station.home, request.method,
                                          request.target.substr(prefix.size()), request.body);
                } catch (const std::runtime_error& error) {
                    return message_answer(400, error.what());
                }
            }
        }
        return message_answer(404, "Not found");
    }

    void stop() {
        for (Station& station : stations_) {
            station.beat->cancel();
            station.host->stop();
        }
        if (control_) {
            control_->stop();
        }
    }

    ServeOptions options_;
    SimClock clock_;
    asio::io_context io_{1};
    std::list<Station> stations_;
    std::vector<unsigned short> ports_;
    std::unique_ptr<Host> control_;
};

}  // namespace

void serve(const ServeOptions& options) {
    Server server(options);
    server.run();
}

}  // namespace ohmstead::simulator
