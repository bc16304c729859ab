#include "ingest/agent_batch.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "ingest/agent_plan.hpp"
#include "ingest/packed_text.hpp"
#include "reflect/decode.hpp"
#include "reflect/described.hpp"
#include "store/block_codec.hpp"
#include "store/chunk_codec.hpp"

namespace ohmstead::ingest {
namespace {

constexpr std::chrono::seconds kLongestRetryAfter{3'600};

std::string date_text(std::chrono::sys_days day) {
    return format_rfc3339(Instant{day}).substr(0, 10);
}

// Fills a batch up to its limits.
class Filler {
public:
    explicit Filler(AgentBatch& made) : made_(made) {}

    bool is_full() const { return made_.sent.size() >= kBatchLimits.items; }

    void add(CommandResult result) {
        ResultsItem item;
        item.id = next_id();
        item.command = result.command;
        item.outcome = result.outcome;
        item.detail = std::move(result.detail);
        item.result = RawJson{std::move(result.result)};
        put(std::move(item), std::move(result.command));
    }

    void add(const LiveSnapshot& live) {
        LiveItem item;
        item.id = next_id();
        item.revision = {live.revision.epoch, live.revision.sequence};
        item.at = live.at;
        for (const auto& [channel, reading] : live.power) {
            item.power.push_back({channel, reading.at, reading.value});
        }
        for (const auto& [channel, reading] : live.state) {
            item.state.push_back({channel, reading.at, reading.value});
        }
        for (const auto& [channel, condition, since] : live.conditions) {
            item.devices.push_back({channel, condition, since});
        }
        put(std::move(item), LiveSnapshot{.revision = live.revision, .at = live.at});
    }

    void add(UnsentBlock block) {
        BlocksItem item;
        item.id = next_id();
        item.channel = block.channel;
        item.day = date_text(block.day);
        if (const auto revision = revision_of_block(block.data)) {
            item.revision = {revision->epoch, revision->sequence};
        }
        item.data = packed_to_text(block.data);
        block.data.clear();
        put(std::move(item), std::move(block));
    }

    // False when the batch has too many readings for one more.
    bool add(UnsentChunk chunk) {
        const auto counted = readings_in_chunk(chunk.data);
        const auto count = counted ? *counted : 0;
        if (readings_ > 0 && readings_ + count > kMostReadingsPerBatch) {
            return false;
        }
        readings_ += count;
        ChunksItem item;
        item.id = next_id();
        item.channel = chunk.channel;
        item.measure = chunk.measure;
        item.hour = hour_start(chunk.hour);
        item.data = packed_to_text(chunk.data);
        chunk.data.clear();
        put(std::move(item), std::move(chunk));
        return true;
    }

private:
    std::string next_id() const { return std::to_string(made_.sent.size()); }
    void put(BatchItem item, SentItem sent) {
        made_.batch.items.push_back(std::move(item));
        made_.sent.push_back(std::move(sent));
    }

    AgentBatch& made_;
    std::size_t readings_ = 0;
};

std::string name_of(const UnsentBlock& block) {
    return fmt::format("the block of channel {} and {}", block.channel.value, date_text(block.day));
}
std::string name_of(const UnsentChunk& chunk) {
    return fmt::format("the {} readings of channel {} since {}",
                       reflect::name_of_enumerator(chunk.measure), chunk.channel.value,
                       format_rfc3339(hour_start(chunk.hour)));
}
std::string name_of(const LiveSnapshot&) {
    return "the live values";
}
std::string name_of(const CommandId& command) {
    return fmt::format("the result of command {}", command.value);
}

void settle(Settled& settled, const UnsentBlock& block) {
    settled.blocks.push_back(block);
}
void settle(Settled& settled, const UnsentChunk& chunk) {
    settled.chunks.push_back(chunk);
}
void settle(Settled& settled, const CommandId& command) {
    settled.results.push_back(command);
}
void settle(Settled&, const LiveSnapshot&) {}

bool is_to_be_repeated(const IngestResult& result) {
    return result.status == IngestStatus::rejected &&
           (result.code == "batch_full" || result.code == "future");
}

// A number of seconds; a date, which the header may also hold, is not worth a parser.
std::optional<Milliseconds> parse_retry_after(std::string_view text) {
    std::int64_t seconds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size() || seconds < 0) {
        return std::nullopt;
    }
    return std::min(Milliseconds{kLongestRetryAfter}, Milliseconds{Seconds{seconds}});
}

}  // namespace

std::vector<UnsentBlock> take_blocks_before(std::chrono::sys_days first_day, Unsent& unsent) {
    const auto rest = std::ranges::find_if(
        unsent.blocks, [&](const UnsentBlock& block) { return block.day >= first_day; });
    std::vector<UnsentBlock> taken(std::make_move_iterator(unsent.blocks.begin()),
                                   std::make_move_iterator(rest));
    unsent.blocks.erase(unsent.blocks.begin(), rest);
    return taken;
}

AgentBatch make_batch(const AgentCall& call, AgentNews news) {
    AgentBatch made;
    made.batch.sent_at = call.now;
    made.batch.engine_epoch = call.epoch;
    if (!call.known_decisions.empty()) {
        made.batch.known_decisions = call.known_decisions;
    }
    made.more = news.unsent.more;
    Filler filler(made);
    std::size_t bytes = 0;
    for (auto& result : news.results) {
        bytes += result.result.size();
        if (bytes > kBatchLimits.bytes && !made.sent.empty()) {
            break;
        }
        filler.add(std::move(result));
    }
    if (news.live) {
        filler.add(*news.live);
    }
    for (auto& block : news.unsent.blocks) {
        if (filler.is_full()) {
            made.more = true;
            return made;
        }
        filler.add(std::move(block));
    }
    for (auto& chunk : news.unsent.chunks) {
        if (filler.is_full() || !filler.add(std::move(chunk))) {
            made.more = true;
            return made;
        }
    }
    return made;
}

Result<Verdict> judge(const std::vector<SentItem>& sent, const IngestAnswer& answer) {
    if (answer.items.size() != sent.size()) {
        return make_error(ErrorCode::invalid,
                          fmt::format("the server answers {} items instead of {}",
                                      answer.items.size(), sent.size()));
    }
    Verdict verdict;
    for (std::size_t i = 0; i < sent.size(); ++i) {
        const auto& result = answer.items[i];
        if (result.id != std::to_string(i)) {
            return make_error(ErrorCode::invalid, "the server answers items that were not sent");
        }
        if (is_to_be_repeated(result)) {
            ++verdict.again;
            continue;
        }
        if (result.status == IngestStatus::rejected) {
            verdict.rejected.push_back(
                {std::visit([](const auto& item) { return name_of(item); }, sent[i]),
                 result.code.value_or("unknown"), result.detail.value_or("")});
        }
        std::visit([&](const auto& item) { settle(verdict.settled, item); }, sent[i]);
    }
    return verdict;
}

Settled everything_of(const std::vector<SentItem>& sent) {
    Settled settled;
    for (const auto& item : sent) {
        std::visit([&](const auto& one) { settle(settled, one); }, item);
    }
    return settled;
}

CallResult read_answer(int status, std::string_view body, std::string_view retry_after) {
    CallResult result;
    result.retry_after = parse_retry_after(retry_after);
    if (status == 200) {
        auto answer = reflect::decode_text<IngestAnswer>(body, {.ignore_unknown = true});
        if (answer) {
            result.outcome = CallOutcome::answered;
            result.answer = std::move(*answer);
        } else {
            result.outcome = CallOutcome::not_understood;
            result.detail = "the server's answer is not one of this protocol";
        }
    } else if (status == 401 || status == 403) {
        result.outcome = CallOutcome::refused;
        result.detail = "the server refuses the key. Make a new one there and enter it here";
    } else if (status == 413) {
        result.outcome = CallOutcome::too_large;
        result.detail = "the batch is too large for the server";
    } else if (status == 400 || status == 404 || status == 405 || status == 415 || status == 422) {
        result.outcome = CallOutcome::not_understood;
        result.detail =
            status == 422
                ? fmt::format(
                      "the server does not speak version {} of the protocol. Update the "
                      "older of the two",
                      kIngestProtocol)
                : fmt::format("the server answers {}: is this the address of an Ohmstead?", status);
    } else {
        result.detail = fmt::format("the server answers {}", status);
    }
    return result;
}

}  // namespace ohmstead::ingest
