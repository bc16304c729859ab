#pragma once

#include <cstdint>

#include "base/ids.hpp"
#include "base/time.hpp"

namespace ohmstead {

// Something a person may want to know about or decide.
struct MeterEvent {
    enum class Kind : std::uint8_t {
        baseline,     // a first reading, which counts nothing
        glitch,       // readings that were contradicted right after; ignored
        reset,        // the counter goes on from a lower level; `amount` is how far it fell
        quarantined,  // an implausible amount that is not booked
        handed_over,  // a declared exchange took place
        rolled_over,  // the counter ran out of digits; `amount` is what is booked across it
        decided,      // what would be a reset or in quarantine; `amount` is booked as a person said
    };
    Kind kind = Kind::baseline;
    Instant at{};
    std::int64_t amount = 0;
    // Of what a person may decide about, or has: since when the way to the new level is not known,
    // and what would be booked for it if all of that was used. Otherwise `in_question` is 0.
    Instant since{};
    std::int64_t in_question = 0;

    friend bool operator==(const MeterEvent&, const MeterEvent&) = default;
};

// Whether events of the kind are about a way to a new level that a person may decide about.
constexpr bool is_in_question(MeterEvent::Kind kind) {
    using Kind = MeterEvent::Kind;
    return kind == Kind::reset || kind == Kind::quarantined || kind == Kind::decided;
}

// One of a channel's.
struct ChannelEvent {
    ChannelId channel;
    MeterEvent event;

    friend bool operator==(const ChannelEvent&, const ChannelEvent&) = default;
};

}  // namespace ohmstead
