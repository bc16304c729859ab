#include "ingest/newest_values.hpp"

#include <algorithm>
#include <utility>

namespace ohmstead::ingest {
namespace {

void keep_newer(Reading& kept, const Reading& reading) {
    kept = reading.at >= kept.at ? reading : kept;
}

}  // namespace

LiveSnapshot NewestValues::snapshot(Revision revision, Instant at) const {
    LiveSnapshot snapshot{.revision = revision, .at = at};
    for (const auto& channel : channels_) {
        if (const auto found = power_.find(channel); found != power_.end()) {
            snapshot.power.push_back({channel, found->second});
        }
        if (const auto found = state_.find(channel); found != state_.end()) {
            snapshot.state.push_back({channel, found->second});
        }
        if (const auto found = switched_.find(channel); found != switched_.end()) {
            snapshot.conditions.push_back({channel, found->second.condition, found->second.since});
        }
    }
    return snapshot;
}

void NewestValues::on_home(const Home&, std::vector<Channel> channels) {
    channels_.clear();
    for (auto& channel : channels) {
        channels_.push_back(std::move(channel.id));
    }
    const auto is_gone = [&](const auto& entry) {
        return std::ranges::find(channels_, entry.first) == channels_.end();
    };
    std::erase_if(power_, is_gone);
    std::erase_if(state_, is_gone);
    std::erase_if(switched_, is_gone);
}

void NewestValues::on_power(const HomeId&, std::span<const PowerChange> changes) {
    for (const auto& change : changes) {
        if (change.kind == PowerKind::measured) {
            keep_newer(power_[change.channel], change.power);
        }
    }
}

void NewestValues::on_state(const HomeId&, std::span<const StateChange> changes) {
    for (const auto& change : changes) {
        keep_newer(state_[change.channel], change.state);
    }
}

void NewestValues::on_condition(const HomeId&, const ChannelId& channel, EntityCondition condition,
                                Instant since) {
    switched_[channel] = {condition, since};
}

}  // namespace ohmstead::ingest
