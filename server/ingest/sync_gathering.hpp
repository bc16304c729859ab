#pragma once

#include <chrono>
#include <optional>

#include "base/time.hpp"
#include "store/agent_store.hpp"

namespace ohmstead::ingest {

// What a call carries: all that has changed, or results alone. While nobody looks, a server may let
// an agent gather for a while what is of these hours: a slot's block then goes up once an hour
// rather than four times. What is older, such as the past of a new home or what an outage held up,
// is never held back. Pure.
class SyncGathering {
public:
    // A chunk is packed a while after its hour, and then waits for as long as is gathered.
    static constexpr std::chrono::hours kOfTheseHours{3};

    // Whether a call at `now` carries `unsent` and live values.
    bool is_over(const Unsent& unsent, Instant now) const {
        return gather_ <= Milliseconds{0} || !brought_at_ || now < *brought_at_ ||
               now - *brought_at_ >= gather_ || is_of_before(unsent, now);
    }

    enum class Carried { nothing, a_part, all };

    // After an answer, which lets the agent gather for so long. True when the call carried nothing
    // and somebody has begun to look: then the next one is due at once.
    bool after_answer(Carried carried, Milliseconds gather, Instant now) {
        if (carried == Carried::all) {
            brought_at_ = now;
        }
        gather_ = gather;
        return carried == Carried::nothing && gather <= Milliseconds{0};
    }

private:
    static bool is_of_before(const Unsent& unsent, Instant now) {
        const Instant since = now - kOfTheseHours;
        for (const UnsentBlock& block : unsent.blocks) {
            if (block.day < std::chrono::floor<std::chrono::days>(since)) {
                return true;
            }
        }
        for (const UnsentChunk& chunk : unsent.chunks) {
            if (hour_start(chunk.hour) < since) {
                return true;
            }
        }
        return false;
    }

    Milliseconds gather_{0};
    std::optional<Instant> brought_at_;  // all there was
};

}  // namespace ohmstead::ingest
