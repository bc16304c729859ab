#include "ingest/newest_power.hpp"

#include <algorithm>
#include <utility>

namespace ohmstead::ingest {

LiveSnapshot NewestPower::snapshot(Revision revision, Instant at) const {
    LiveSnapshot snapshot{.revision = revision, .at = at, .power = {}};
    for (const auto& channel : channels_) {
        if (const auto found = power_.find(channel); found != power_.end()) {
            snapshot.power.push_back({channel, found->second});
        }
    }
    return snapshot;
}

void NewestPower::on_home(const Home&, std::vector<Channel> channels) {
    channels_.clear();
    for (auto& channel : channels) {
        channels_.push_back(std::move(channel.id));
    }
    std::erase_if(power_, [&](const auto& entry) {
        return std::ranges::find(channels_, entry.first) == channels_.end();
    });
}

void NewestPower::on_power(const HomeId&, std::span<const PowerChange> changes) {
    for (const auto& change : changes) {
        if (change.kind == PowerKind::measured) {
            auto& power = power_[change.channel];
            power = change.power.at >= power.at ? change.power : power;
        }
    }
}

}  // namespace ohmstead::ingest
