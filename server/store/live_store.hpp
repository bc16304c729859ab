#pragma once

#include <optional>
#include <string>
#include <vector>

#include "async/task.hpp"
#include "base/result.hpp"
#include "domain/access/access_scope.hpp"
#include "domain/home/entity_condition.hpp"
#include "domain/metering/slot.hpp"
#include "store/slot_store.hpp"

namespace ohmstead {

// The newest value of one channel in its base unit, and when the source said so.
struct LiveReading {
    ChannelId channel;
    Reading reading;

    friend bool operator==(const LiveReading&, const LiveReading&) = default;
};

// What a channel's device is switched to, and since when.
struct LiveCondition {
    ChannelId channel;
    EntityCondition condition = EntityCondition::unavailable;
    Instant since{};

    friend bool operator==(const LiveCondition&, const LiveCondition&) = default;
};

// The newest values of a home's channels, as its engine saw them at `at`.
struct LiveSnapshot {
    Revision revision;
    Instant at{};
    std::vector<LiveReading> power{};         // of flow roles, in rate units (mW)
    std::vector<LiveReading> state{};         // of state roles
    std::vector<LiveCondition> conditions{};  // of devices

    friend bool operator==(const LiveSnapshot&, const LiveSnapshot&) = default;
};

// What an engine elsewhere has to see at each of its calls, small enough to cost next to nothing.
struct LiveOrders {
    std::optional<Instant> watched_until;   // somebody looks; nothing: nobody ever did
    std::optional<Instant> commands_until;  // no command that expires later waits; nothing: none
    std::string decisions;                  // decisions_revision() of the home's channels

    friend bool operator==(const LiveOrders&, const LiveOrders&) = default;
};

struct LivePut {
    PutOutcome outcome = PutOutcome::stored;
    LiveOrders orders;  // as they stand after it
};

// Live values of homes whose engine is elsewhere, and what that engine has to see. Partition: one
// home; atomic unit: one item. Errors: not_found outside the scope and for a home that is no more,
// unavailable when the store is down.
class LiveStore {
public:
    virtual ~LiveStore() = default;

    // Needs the right to ingest. Replaces the home's snapshot unless that is of the same or a newer
    // revision. Channels are not looked up: it is one write.
    virtual Task<Result<LivePut>> put(AccessScope scope, HomeId home, LiveSnapshot snapshot) = 0;
    // Nothing until the first one was put. May be one that was replaced a moment ago.
    virtual Task<Result<std::optional<LiveSnapshot>>> snapshot(AccessScope scope, HomeId home) = 0;
    // The revision of the home's snapshot; nothing until the first one was put. Needs the right to
    // ingest: whoever has it learns how new its own must be.
    virtual Task<Result<std::optional<Revision>>> revision(AccessScope scope, HomeId home) = 0;

    // Somebody who may read the home looks at it until then. A watch never becomes shorter, so
    // that those who look need not know of each other.
    virtual Task<Status> renew_watch(AccessScope scope, HomeId home, Instant until) = 0;
    // Needs the right to ingest. May be as of a moment ago: what changed since then is seen at the
    // next look.
    virtual Task<Result<LiveOrders>> orders(AccessScope scope, HomeId home) = 0;
};

}  // namespace ohmstead
