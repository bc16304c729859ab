#include "ingest/agent_plan.hpp"

#include <algorithm>
#include <optional>
#include <variant>

#include <fmt/format.h>

#include "ingest/packed_text.hpp"
#include "store/block_codec.hpp"
#include "store/chunk_codec.hpp"

namespace ohmstead::ingest {
namespace {

using std::chrono::sys_days;
using Fault = std::optional<IngestFault>;

// "2026-03-01", whose form is checked.
sys_days day_of(const std::string& text) {
    return std::chrono::floor<std::chrono::days>(
        parse_rfc3339(text + "T00:00:00Z").value_or(Instant{}));
}

Revision revision_of(const RevisionItem& item) {
    return {.epoch = item.epoch, .sequence = item.sequence};
}

Fault time_fault(std::string_view what, Instant at, Instant now) {
    if (at < kEarliestTime) {
        return IngestFault{"bad_time", fmt::format("{} is before 2000", what)};
    }
    if (at > now + kFarthestAhead) {
        return IngestFault{"future", fmt::format("{} is more than a day ahead", what)};
    }
    return std::nullopt;
}

// The greatest live value that a channel may have, in its base unit.
std::int64_t most_live(ChannelRole role) {
    return is_flow(role)
               ? kMostLivePower
               : kMostLiveState * base_units_per_display_unit(quantity_of(role), Measure::state);
}

bool is_before(const std::optional<CounterLevel>& level, Instant day) {
    return !level || (level->since <= level->at && level->at <= day);
}

Fault fault_of_slots(const Block& block) {
    const Instant start{block.day};
    const auto& anchor = block.anchor;
    if (!is_before(anchor.counter, start) || !is_before(anchor.suspect, start) ||
        !is_before(anchor.before_fall, start) || (anchor.before_fall && !anchor.counter) ||
        (anchor.power && anchor.power->at > start)) {
        return IngestFault{"bad_block", "data has an anchor behind the start of its day"};
    }
    for (const Slot& slot : block.slots) {
        if (slot.seconds_covered > kSlotSeconds) {
            return IngestFault{"bad_block", "data has a slot of more than 900 seconds"};
        }
        if (slot.amount > kMostPerSlot || slot.amount < -kMostPerSlot) {
            return IngestFault{"absurd_amount",
                               fmt::format("the slot of {} has more than any home: {} base units",
                                           format_rfc3339(slot_start(slot.index)), slot.amount)};
        }
    }
    return std::nullopt;
}

// Puts the items of one batch into a plan, or says why not.
class Planner {
public:
    Planner(const IngestRequest& request, const std::vector<Channel>& channels, Instant now,
            IngestAnswer& answer)
        : epoch_(*request.engine_epoch), channels_(channels), now_(now), answer_(answer) {}

    void take(std::size_t place, const AgentItem& item) {
        place_ = place;
        const auto fault = std::visit([this](const auto& kind) { return plan(kind); }, item);
        if (fault) {
            reject(answer_.items[place], *fault);
        }
    }
    AgentPlan finish() && { return std::move(plan_); }

private:
    const Channel* find(const ChannelId& id) const {
        const auto found = std::ranges::find(channels_, id, &Channel::id);
        return found == channels_.end() ? nullptr : &*found;
    }
    static IngestFault unknown_channel(const ChannelId& id) {
        return {"unknown_channel",
                fmt::format("there is no channel {} in the key's home", id.value)};
    }
    Fault epoch_fault(const Revision& revision) const {
        if (revision.epoch > epoch_) {
            return IngestFault{"bad_revision", "revision is of an epoch after engine_epoch"};
        }
        return std::nullopt;
    }

    Fault plan(const BlocksItem& item) {
        const Channel* channel = find(item.channel);
        if (channel == nullptr) {
            return unknown_channel(item.channel);
        }
        if (!is_flow(channel->role)) {
            return IngestFault{"wrong_measure", "a channel of a state role has no slots"};
        }
        const auto day = day_of(item.day);
        if (auto fault = time_fault("day", Instant{day}, now_)) {
            return fault;
        }
        const auto bytes = packed_from_text(item.data);
        if (!bytes) {
            return IngestFault{"bad_data", "data is not base64url without padding"};
        }
        auto block = decode_block(item.channel, day, *bytes);
        if (!block) {
            return IngestFault{"bad_block", block.error().detail};
        }
        if (block->revision != revision_of(item.revision)) {
            return IngestFault{"bad_revision", "revision is not that of the data"};
        }
        if (auto fault = epoch_fault(block->revision)) {
            return fault;
        }
        if (auto fault = fault_of_slots(*block)) {
            return fault;
        }
        keep_newest(plan_.blocks, std::move(*block), [&](const Block& other) {
            return other.channel == item.channel && other.day == day;
        });
        return std::nullopt;
    }

    Fault plan(const ChunksItem& item) {
        if (find(item.channel) == nullptr) {
            return unknown_channel(item.channel);
        }
        if (auto fault = time_fault("hour", item.hour, now_)) {
            return fault;
        }
        if (item.hour != hour_start(hour_of(item.hour))) {
            return IngestFault{"bad_time", "hour is not the start of one"};
        }
        const auto bytes = packed_from_text(item.data);
        if (!bytes) {
            return IngestFault{"bad_data", "data is not base64url without padding"};
        }
        const auto count = readings_in_chunk(*bytes);
        if (!count) {
            return IngestFault{"bad_chunk", count.error().detail};
        }
        if (*count > kMostReadingsPerChunk) {
            return IngestFault{"too_many",
                               fmt::format("a chunk may hold {} readings", kMostReadingsPerChunk)};
        }
        if (readings_ + *count > kMostReadingsPerBatch) {
            return IngestFault{"batch_full", fmt::format("a batch may hold {} readings in chunks",
                                                         kMostReadingsPerBatch)};
        }
        if (const auto status = decode_chunk(*bytes, hour_); !status) {
            return IngestFault{"bad_chunk", status.error().detail};
        }
        readings_ += *count;
        add_readings(item);
        plan_.chunks.push_back(place_);
        answer_.items[place_].stored = *count;
        return std::nullopt;
    }

    // One series for each rank that the hour holds.
    void add_readings(const ChunksItem& item) {
        const auto first = plan_.readings.size();
        for (const HourReading& reading : hour_) {
            const auto rank = static_cast<std::uint8_t>(reading.rank);
            auto series =
                std::ranges::find(plan_.readings.begin() + static_cast<std::ptrdiff_t>(first),
                                  plan_.readings.end(), rank, &SeriesReadings::source_rank);
            if (series == plan_.readings.end()) {
                plan_.readings.push_back({.channel = item.channel,
                                          .measure = item.measure,
                                          .source_rank = rank,
                                          .readings = {}});
                series = plan_.readings.end() - 1;
            }
            series->readings.push_back(
                {item.hour + Milliseconds{reading.offset_ms}, reading.value});
        }
    }

    Fault plan(const LiveItem& item) {
        if (auto fault = time_fault("at", item.at, now_)) {
            return fault;
        }
        LiveSnapshot snapshot{.revision = revision_of(item.revision), .at = item.at};
        if (auto fault = epoch_fault(snapshot.revision)) {
            return fault;
        }
        if (auto fault = take_values(item.power, "power", snapshot.power)) {
            return fault;
        }
        if (auto fault = take_values(item.state, "state", snapshot.state)) {
            return fault;
        }
        for (const auto& [channel, state, since] : item.devices) {
            if (find(channel) == nullptr) {
                return unknown_channel(channel);
            }
            if (auto fault = time_fault("devices/since", since, now_)) {
                return fault;
            }
            snapshot.conditions.push_back({channel, state, since});
        }
        keep_newest(plan_.live, std::move(snapshot), [](const LiveSnapshot&) { return true; });
        return std::nullopt;
    }

    // The values of the snapshot's member `name`, "power" or "state".
    Fault take_values(const std::vector<LiveReadingItem>& items, std::string_view name,
                      std::vector<LiveReading>& values) const {
        for (const auto& [id, at, value] : items) {
            const Channel* channel = find(id);
            if (channel == nullptr) {
                return unknown_channel(id);
            }
            if (is_flow(channel->role) != (name == "power")) {
                return IngestFault{"wrong_measure",
                                   fmt::format("channel {} has no {}", id.value, name)};
            }
            if (auto fault = time_fault(fmt::format("{}/at", name), at, now_)) {
                return fault;
            }
            const auto most = most_live(channel->role);
            if (value > most || value < -most) {
                return IngestFault{"absurd_amount", fmt::format("{} of channel {} is {}, which "
                                                                "cannot be",
                                                                name, id.value, value)};
            }
            values.push_back({id, {at, value}});
        }
        return std::nullopt;
    }

    Fault plan(const ResultsItem& item) {
        CommandResult result{
            .command = item.command, .outcome = item.outcome, .detail = item.detail.value_or("")};
        if (item.result) {
            result.result = item.result->text;
        }
        if (result.result.size() > kLargestResult) {
            return IngestFault{"too_many", fmt::format("result may have {} bytes", kLargestResult)};
        }
        plan_.results.emplace_back(place_, std::move(result));
        return std::nullopt;
    }

    // Adds `value` unless one like it is as new; an older one like it makes room.
    template <class T, class IsAlike>
    void keep_newest(AgentPlan::Placed<T>& kept, T value, IsAlike is_alike) {
        const auto alike =
            std::ranges::find_if(kept, [&](const auto& placed) { return is_alike(placed.second); });
        if (alike == kept.end()) {
            kept.emplace_back(place_, std::move(value));
        } else if (alike->second.revision < value.revision) {
            answer_.items[alike->first].status = IngestStatus::stale;
            *alike = {place_, std::move(value)};
        } else {
            answer_.items[place_].status = IngestStatus::stale;
        }
    }

    std::uint32_t epoch_;
    const std::vector<Channel>& channels_;
    Instant now_;
    IngestAnswer& answer_;
    AgentPlan plan_;
    std::size_t place_ = 0;
    std::size_t readings_ = 0;
    std::vector<HourReading> hour_;
};

// Faults that are known before an item is looked at closer.
IngestAnswer first_answer(const IngestRequest& request) {
    IngestAnswer answer;
    for (const IngestItem& item : request.items) {
        IngestResult& result = answer.items.emplace_back();
        result.id = item.id;
        if (item.fault) {
            reject(result, *item.fault);
        } else if (!item.agent) {
            reject(result, {"unsupported", "readings are not taken here"});
        } else if (!request.engine_epoch) {
            reject(result, {"no_engine", "only agents send this: engine_epoch is missing"});
        }
    }
    return answer;
}

// What is told about a clock that is off; nothing for one that is right.
std::vector<IngestRemark> clock_remarks(std::optional<Instant> sent_at, Instant now) {
    const auto ahead = sent_at ? *sent_at - now : Milliseconds{0};
    if (std::chrono::abs(ahead) <= kClockTolerance) {
        return {};
    }
    const auto seconds = std::chrono::round<Seconds>(std::chrono::abs(ahead)).count();
    return {{"clock_off", fmt::format("the sender's clock is {} s {}", seconds,
                                      ahead.count() > 0 ? "ahead" : "behind")}};
}

}  // namespace

void reject(IngestResult& result, IngestFault fault) {
    result.status = IngestStatus::rejected;
    result.code = std::move(fault.code);
    result.detail = std::move(fault.detail);
    result.stored = 0;
}

PlannedBatch plan_batch(IngestRequest request, const std::vector<Channel>& channels, Instant now) {
    auto answer = first_answer(request);
    answer.remarks = clock_remarks(request.sent_at, now);
    AgentPlan plan;
    if (request.engine_epoch) {
        Planner planner(request, channels, now, answer);
        for (std::size_t place = 0; place < request.items.size(); ++place) {
            if (const auto& item = request.items[place].agent) {
                planner.take(place, *item);
            }
        }
        plan = std::move(planner).finish();
    }
    return {std::move(request), std::move(plan), std::move(answer)};
}

}  // namespace ohmstead::ingest
