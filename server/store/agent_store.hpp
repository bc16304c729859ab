#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "async/task.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/units.hpp"
#include "store/byte_stream.hpp"
#include "store/command_store.hpp"
#include "store/hour_readings.hpp"

namespace ohmstead {

// A block that has changed since the server took it, packed as it is kept. `change` tells its
// versions apart.
struct UnsentBlock {
    ChannelId channel;
    std::chrono::sys_days day{};
    std::int64_t change = 0;
    Packed data;
};

// The same for the readings of one series and hour.
struct UnsentChunk {
    ChannelId channel;
    Measure measure = Measure::counter;
    HourIndex hour = 0;
    std::int64_t change = 0;
    Packed data;
};

// The oldest of what is unsent.
struct Unsent {
    std::vector<UnsentBlock> blocks;
    std::vector<UnsentChunk> chunks;
    bool more = false;        // than these
    std::uint32_t epoch = 0;  // the engine's; 0 until it started for the first time
};

// Which items are unsent no longer, by their key and `change`; `data` is not looked at.
struct Settled {
    std::vector<UnsentBlock> blocks{};
    std::vector<UnsentChunk> chunks{};
    std::vector<CommandId> results{};
};

struct UnsentLimits {
    std::size_t items = 0;
    std::size_t bytes = 0;  // of packed data; one item may be larger
};

// Where an agent stands with its server.
struct AgentState {
    std::string server;     // whose acknowledgements count
    HomeId home;            // the key's; empty until the server has said so
    std::string decisions;  // the revision of those that are taken up; empty: none
    // Blocks of days before are kept from the server: the store began within one of them, and the
    // server may know it whole.
    std::int64_t first_day = 0;

    friend bool operator==(const AgentState&, const AgentState&) = default;
};

// What an agent keeps beside its home: what its server has not acknowledged yet, and what it was
// told. Of its own store, not shared; there is one home. Changes of blocks and chunks are noted in
// the transaction that makes them, once for each: days offline take no more room than what they
// changed. Errors of every call: unavailable when the store is down or its queue full.
class AgentStore {
public:
    virtual ~AgentStore() = default;

    // Once, before the engine starts: from here on, changes are noted. Commands that were begun and
    // not finished are failed now. Nothing for a store that has no state yet, or a damaged one; the
    // log says so.
    virtual Task<Result<std::optional<AgentState>>> open() = 0;
    virtual Task<Status> put_state(AgentState state) = 0;
    // Forgets every acknowledgement and puts the state with it: all blocks and chunks are unsent.
    virtual Task<Status> start_over(AgentState state) = 0;

    // Blocks come first, each kind oldest first.
    virtual Task<Result<Unsent>> unsent(UnsentLimits limits) = 0;
    // One that has changed again since it was read stays unsent.
    virtual Task<Status> settle(Settled settled) = 0;

    // next_epoch() answers at least this from now on.
    virtual Task<Status> raise_epoch(std::uint32_t least) = 0;

    // Notes, durably, that a command is being done. False when it was begun before.
    virtual Task<Result<bool>> begin_command(CommandId command, Instant expires_at) = 0;
    virtual Task<Status> finish_command(CommandResult result) = 0;
    // Results that are not settled, at most `most`.
    virtual Task<Result<std::vector<CommandResult>>> results(std::size_t most) = 0;

    // Removes what is settled and old: chunks of hours before `readings_before`, and commands that
    // expired before `commands_before`. Answers how many chunks went; call again while there are.
    virtual Task<Result<std::size_t>> clean_up(Instant readings_before,
                                               Instant commands_before) = 0;
};

}  // namespace ohmstead
