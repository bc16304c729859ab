#include "domain/corrections/level_decision.hpp"

#include <algorithm>

namespace ohmstead {

Result<Channel> decide(Channel channel, const std::optional<MeterEvent>& event,
                       const MeterDecision& decision) {
    using Kind = MeterEvent::Kind;
    if (find_decision(channel, decision.at) != nullptr) {
        return make_error(ErrorCode::conflict, "That is decided already. Take it back first.");
    }
    if (!event || (event->kind != Kind::reset && event->kind != Kind::quarantined)) {
        return make_error(ErrorCode::conflict, "Nothing is in question at that time.");
    }
    const auto unfitting =
        event->kind == Kind::reset ? MeterVerdict::booked : MeterVerdict::restarted;
    if (decision.verdict == unfitting) {
        return wrong_field("/verdict", "unfitting",
                           event->kind == Kind::reset ? "must not be booked: the counter fell"
                                                      : "must not be restarted: it rose");
    }
    if (channel.decisions.size() >= kMostDecisions) {
        return make_error(ErrorCode::conflict, "A channel has at most 200 decisions.");
    }
    const auto place =
        std::ranges::lower_bound(channel.decisions, decision.at, {}, &MeterDecision::at);
    channel.decisions.insert(place, decision);
    return channel;
}

Result<Channel> take_back(Channel channel, Instant at) {
    if (std::erase_if(channel.decisions,
                      [&](const MeterDecision& each) { return each.at == at; }) == 0) {
        return make_error(ErrorCode::not_found, "Nothing was decided about that time.");
    }
    return channel;
}

}  // namespace ohmstead
