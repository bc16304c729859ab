#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "api/demo_control.hpp"
#include "api/services.hpp"
#include "app/child_process.hpp"
#include "async/task.hpp"
#include "base/log.hpp"
#include "base/result.hpp"

namespace ohmstead {

// The demo: simulated homes in a process beside this one, connected as anyone would connect their
// own Home Assistant, and two people to enter as.
class DemoHomes final : public api::DemoControl {
public:
    // Starts the simulator, which is found beside this program and keeps what is done to its homes
    // in `state_folder`; which home stands for which of them is kept there too. Blocks until it
    // serves.
    static Result<std::unique_ptr<DemoHomes>> start_simulator(
        const std::filesystem::path& state_folder, Log log);

    // Creates the homes and people that are not there yet, by whatever name the homes go now, and
    // notes where the simulator listens this time. To be called before the engine takes up the
    // homes.
    Task<Status> seed(api::Services services);
    // Waits for each new home's connection and takes what discovery proposes. Ends when all have.
    Task<void> adopt_channels(api::Services services);

    // The home that the simulated one of this name feeds, once it is seeded.
    HomeId home_of(std::string_view name) const;

    std::map<std::string, std::vector<api::DemoAct>> acts() const override;
    Task<Result<std::int64_t>> perform(std::string home, std::string act) override;
    std::map<std::string, std::string> simulator_urls() const override;

private:
    struct Station {
        std::string name;  // of the simulated home: "house"
        std::uint16_t port = 0;
        HomeId home;
        std::vector<api::DemoAct> acts;  // what it says it can do
        bool is_new = false;             // made at this start
    };

    DemoHomes(std::unique_ptr<ChildProcess> simulator, std::string token,
              std::filesystem::path notes, Log log);
    Status read_ports();
    Task<Status> seed_home(api::Services services, Station& station);
    // What a new home's people would have noted on its time line.
    Task<Status> seed_notes(api::Services services, const Station& station);
    Task<Status> adopt(api::Services services, HomeId home);

    std::unique_ptr<ChildProcess> simulator_;
    std::string token_;
    std::filesystem::path notes_;  // which home stands for which simulated one
    Log log_;
    AccessScope scope_;  // of the demo's admin
    std::vector<Station> stations_;
    std::uint16_t control_port_ = 0;
};

}  // namespace ohmstead
