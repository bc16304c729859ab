#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/time.hpp"
#include "ingest/agent_protocol.hpp"
#include "store/agent_store.hpp"
#include "store/live_store.hpp"

namespace ohmstead::ingest {

// The agent's half of a call: what goes into the next batch, and what its answer means. Pure.

// A batch stays well below what a server takes: it is made and read on small machines.
inline constexpr UnsentLimits kBatchLimits{.items = 1'000, .bytes = 512 * 1024};
inline constexpr std::size_t kMostResultsPerBatch = 20;

// What one call may carry.
struct AgentNews {
    Unsent unsent;
    std::optional<LiveSnapshot> live;
    std::vector<CommandResult> results;
};

// An item of a batch, as the agent knows it.
using SentItem = std::variant<UnsentBlock, UnsentChunk, LiveSnapshot, CommandId>;

struct AgentBatch {
    IngestBatch batch;
    std::vector<SentItem> sent;  // of equal order; packed data is left out
    bool more = false;           // than fits into it
};

struct AgentCall {
    std::uint32_t epoch = 1;
    Instant now{};
    std::string known_decisions;  // empty: none
};

// Takes the blocks of days before `first_day` out.
std::vector<UnsentBlock> take_blocks_before(std::chrono::sys_days first_day, Unsent& unsent);

// Results and live values first, then blocks, then chunks, as many as a server takes at once.
// Packed data that is no block at all goes along without a revision: the server says what is wrong.
AgentBatch make_batch(const AgentCall& call, AgentNews news);

// An item that the server would reject again.
struct RejectedItem {
    std::string what;  // "the block of channel … and day …"
    std::string code;
    std::string detail;
};

// What to do after an answer.
struct Verdict {
    Settled settled;  // stored, stale and rejected alike
    std::vector<RejectedItem> rejected;
    std::size_t again = 0;  // items that are to be sent once more
};

// invalid when the answer is not one to this batch: then nothing is settled.
Result<Verdict> judge(const std::vector<SentItem>& sent, const IngestAnswer& answer);

// As if the server had stored all of it.
Settled everything_of(const std::vector<SentItem>& sent);

// How a call went.
enum class CallOutcome {
    answered,        // see `answer`
    unreachable,     // no answer, or one that says: later
    refused,         // the key is not, or no longer, in force
    not_understood,  // another version of the protocol, or a batch that this server cannot read
    too_large,       // the batch
};
struct CallResult {
    CallOutcome outcome = CallOutcome::unreachable;
    IngestAnswer answer;
    std::string detail;                         // for the owner
    std::optional<Milliseconds> retry_after{};  // as the server asked
};

// What an HTTP answer means. `retry_after` is that header, or empty.
CallResult read_answer(int status, std::string_view body, std::string_view retry_after);

}  // namespace ohmstead::ingest
