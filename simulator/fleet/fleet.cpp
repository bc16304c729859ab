#include "simulator/fleet/fleet.hpp"

#include <charconv>
#include <cstdio>
#include <memory>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/signal_set.hpp>
#include <fmt/format.h>

#include "simulator/base/clock.hpp"
#include "simulator/base/noise.hpp"
#include "simulator/home/directory.hpp"
#include "simulator/peer/present_home.hpp"
#include "simulator/peer/rest.hpp"

namespace ohmstead::simulator {

namespace json = boost::json;

namespace {

constexpr std::string_view kTokenPrefix = "bench-";
const std::string kPower = "sensor.grid_power";
const std::string kEnergy = "sensor.grid_energy";

HomeSpec make_spec(int number) {
    HomeSpec spec;
    spec.id = fmt::format("bench-{}", number);
    spec.name = fmt::format("Home {}", number);
    spec.currency = "EUR";
    spec.country = "NL";
    spec.model.time_zone = "Europe/Amsterdam";
    spec.devices = {{.id = "meter", .name = "Meter"}};
    spec.entities = {{.id = kPower,
                      .name = "Grid power",
                      .device = "meter",
                      .unit = "W",
                      .device_class = "power",
                      .state_class = "measurement"},
                     {.id = kEnergy,
                      .name = "Grid energy",
                      .device = "meter",
                      .kind = EntityKind::energy,
                      .unit = "kWh",
                      .device_class = "energy",
                      .state_class = "total_increasing"}};
    spec.energy =
        json::object{{"energy_sources", json::array{json::object{{"type", "grid"},
                                                                 {"stat_energy_from", kEnergy},
                                                                 {"stat_energy_to", nullptr},
                                                                 {"stat_rate", kPower},
                                                                 {"cost_adjustment_day", 0.0}}}},
                     {"device_consumption", json::array{}},
                     {"device_consumption_water", json::array{}}};
    return spec;
}

/// A home that knows nothing but the value it is given.
class FleetHome final : public PresentHome {
public:
    explicit FleetHome(int number) : PresentHome(make_directory(make_spec(number))) {
        for (const EntitySpec& entity : make_spec(number).entities) {
            const auto attributes = make_attributes(entity);
            states().set(entity.id, "0", wall_now(), &attributes);
        }
    }

    /// One event: a new power, and at every tenth turn the counter with it.
    void turn(std::uint64_t turn) {
        const Millis now = wall_now();
        const auto watts = static_cast<int>(200 + hash(turn, 7) % 3000);
        if (turn % 10 == 9) {
            states().set(kEnergy, fmt::format("{:.3f}", static_cast<double>(turn) / 1000.0), now,
                         nullptr, true);
        }
        states().set(kPower, std::to_string(watts), now, nullptr, true);
    }
};

class Fleet {
public:
    explicit Fleet(const FleetOptions& options)
        : options_(options),
          timer_(io_),
          host_(io_, "fleet", [this](std::string_view token) { return find(token); }, answer_rest) {
        for (int i = 0; i < options_.homes; ++i) {
            homes_.push_back(std::make_unique<FleetHome>(i));
        }
    }

    void run() {
        asio::signal_set signals(io_, SIGINT, SIGTERM);
        signals.async_wait([this](const boost::system::error_code&, int) {
            stopped_ = true;
            timer_.cancel();
            host_.stop();
        });
        host_.listen(options_.address, options_.port);
        fmt::print("{}\n", json::serialize(
                               json::object{{"fleet", options_.homes}, {"port", host_.port()}}));
        std::fflush(stdout);
        asio::co_spawn(io_, emit(), report_failure);
        io_.run();
    }

private:
    Home* find(std::string_view token) const {
        std::size_t number = 0;
        if (!token.starts_with(kTokenPrefix)) {
            return nullptr;
        }
        token.remove_prefix(kTokenPrefix.size());
        const char* end = token.data() + token.size();
        const auto [stop, error] = std::from_chars(token.data(), end, number);
        return error == std::errc{} && stop == end && number < homes_.size() ? homes_[number].get()
                                                                             : nullptr;
    }

    Task<void> emit() {
        const auto start = std::chrono::steady_clock::now();
        std::uint64_t sent = 0;
        while (!stopped_) {
            const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
            const auto due = static_cast<std::uint64_t>(elapsed.count() * options_.rate);
            for (; sent < due; ++sent) {
                homes_[sent % homes_.size()]->turn(sent / homes_.size());
            }
            timer_.expires_after(std::chrono::milliseconds(1));
            co_await timer_.async_wait(kTuple);
        }
    }

    FleetOptions options_;
    asio::io_context io_{1};
    asio::steady_timer timer_;
    std::vector<std::unique_ptr<FleetHome>> homes_;
    Host host_;
    bool stopped_ = false;
};

}  // namespace

void serve_fleet(const FleetOptions& options) {
    Fleet fleet(options);
    fleet.run();
}

}  // namespace ohmstead::simulator
