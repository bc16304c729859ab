#include "app/running_homes.hpp"

#include <filesystem>
#include <utility>

#include "app/engine_runtime.hpp"
#include "app/fleet_runtime.hpp"

namespace ohmstead {
namespace {

Result<std::unique_ptr<RunningHomes>> make_engines(const Config& config,
                                                   RunningHomesServices services) {
    OHMSTEAD_TRY(auto box,
                 SecretBox::from_key_file(std::filesystem::path(config.data) / "secrets.key"));
    return std::unique_ptr<RunningHomes>(
        std::make_unique<EngineRuntime>(std::move(services), std::move(box)));
}

}  // namespace

live::FollowedHomesServices services_for_following(const RunningHomesServices& services) {
    return {.executor = services.executor,
            .hub = services.hub,
            .homes = *services.stores.homes,
            .slots = services.slots,
            .derived = *services.stores.derived,
            .live = *services.stores.live,
            .tasks = services.tasks,
            .clock = services.clock,
            .log = services.log.for_room("live"),
            .scope = services.scope};
}

Result<std::unique_ptr<RunningHomes>> make_running_homes(const Config& config,
                                                         RunningHomesServices services) {
    if (config.store == StoreKind::sqlite) {
        return make_engines(config, std::move(services));
    }
    return std::unique_ptr<RunningHomes>(std::make_unique<FleetRuntime>(std::move(services)));
}

}  // namespace ohmstead
