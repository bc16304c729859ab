#include "app/fleet_runtime.hpp"

#include <utility>

#include "store/decisions.hpp"

namespace ohmstead {
namespace {

// Looking whether days are due costs three reads; until they are derived, slots are summed.
constexpr std::chrono::minutes kDeriveEvery{5};
// An agent whose home is watched calls every few seconds.
constexpr std::chrono::minutes kKnownFor{1};

Error engine_elsewhere() {
    return make_error(ErrorCode::conflict, "This home's engine runs at the home, in its agent.");
}

}  // namespace

FleetRuntime::FleetRuntime(RunningHomesServices services)
    : services_(std::move(services)), followed_(services_for_following(services_)) {}

Task<Status> FleetRuntime::start() {
    services_.tasks.spawn("followed homes", followed_.run());
    co_return Status{};
}

Task<Result<std::vector<HomeId>>> FleetRuntime::homes_to_derive() {
    const auto now = services_.clock.now();
    std::erase_if(known_, [&](const auto& entry) {
        return now - entry.second.used_at > kKnownFor || now < entry.second.used_at;
    });
    std::vector<HomeId> due;
    for (auto entry = derive_at_.begin(); entry != derive_at_.end();) {
        if (entry->second <= now) {
            due.push_back(entry->first);
            // The agent's next call puts it in again.
            entry = derive_at_.erase(entry);
        } else {
            ++entry;
        }
    }
    co_return due;
}

Task<Status> FleetRuntime::reload(HomeId home) {
    return followed_.reload(std::move(home));
}

Task<void> FleetRuntime::remove(HomeId home) {
    followed_.forget(home);
    known_.erase(home);
    derive_at_.erase(home);
    co_return;
}

Task<Result<ChannelsPtr>> FleetRuntime::channels(AccessScope scope, HomeId home,
                                                 std::optional<std::string> known) {
    OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::add_readings));
    const auto now = services_.clock.now();
    derive_at_.try_emplace(home, now + kDeriveEvery);
    const auto found = known_.find(home);
    if (found != known_.end() && found->second.revision == known) {
        found->second.used_at = now;
        co_return found->second.channels;
    }
    OHMSTEAD_CO_TRY(auto read, co_await services_.stores.homes->channels(scope, home));
    auto channels = std::make_shared<const std::vector<Channel>>(std::move(read));
    known_[home] = {
        .channels = channels, .revision = decisions_revision(*channels), .used_at = now};
    co_return channels;
}

Task<Result<std::size_t>> FleetRuntime::push(AccessScope, HomeId, std::vector<SeriesReadings>) {
    co_return engine_elsewhere();
}

Task<Status> FleetRuntime::bring_live(HomeId home) {
    return followed_.bring(std::move(home));
}

Task<Result<home_assistant::Discovery>> FleetRuntime::discover(HomeId) {
    co_return engine_elsewhere();
}

Task<home_assistant::ConnectionTest> FleetRuntime::test_connection(home_assistant::LinkSettings) {
    co_return home_assistant::ConnectionTest{.message = engine_elsewhere().detail};
}

Result<std::string> FleetRuntime::seal_token(const HomeId&, const std::string&) const {
    return engine_elsewhere();
}

Result<std::string> FleetRuntime::open_token(const HomeId&, const std::string&) const {
    return engine_elsewhere();
}

}  // namespace ohmstead
