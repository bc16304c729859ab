#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include "base/ids.hpp"
#include "base/time.hpp"
#include "base/units.hpp"
#include "domain/home/channel.hpp"
#include "domain/home/entity_condition.hpp"
#include "reflect/field_rule.hpp"
#include "reflect/values.hpp"
#include "store/command_store.hpp"
#include "store/decisions.hpp"

namespace ohmstead::ingest {

// What /ingest is sent and what it answers, for both sides: the agent writes the one and reads the
// other, the server does the opposite. docs/ingest-protocol.md says what it is for.

// This version and the one before it are understood.
inline constexpr std::int32_t kIngestProtocol = 1;
inline constexpr std::int32_t kOldestIngestProtocol = 1;

inline constexpr std::uint32_t kGreatestEpoch = 4'294'967'295;
inline constexpr std::size_t kMostIngestItems = 1'000;
inline constexpr std::size_t kMostReadingsPerItem = 20'000;
inline constexpr std::size_t kMostLiveValues = 1'000;  // of each sort
inline constexpr std::size_t kLongestIngestId = 64;
inline constexpr std::size_t kMostCommands = 20;  // of one answer

// With the way up and down, somebody who begins to look sees values within a minute, and then none
// that is older than four seconds.
inline constexpr std::int32_t kIdleIntervalMs = 58'000;
inline constexpr std::int32_t kBusyIntervalMs = 3'000;
// How long the agents of a fleet gather while nobody looks: each item that they send costs a write.
inline constexpr std::int32_t kFleetGatherMs = 3'600'000;

inline constexpr FieldRule kIngestIdRule{.field = "id",
                                         .min_length = 1,
                                         .max_length = kLongestIngestId,
                                         .doc = "The sender's own, to find the answer by"};
inline constexpr std::string_view kPackedDoc =
    "As docs/storage.md lays it out, in base64url without padding";

// Readings from a program that has no engine of its own; they are metered here.
struct ReadingsItem {
    static constexpr std::string_view kSchemaName = "IngestReadings";
    std::string id;
    std::string kind = "readings";
    ChannelId channel;
    Measure measure = Measure::counter;
    std::vector<RawJson> t;
    std::vector<double> v;
};
BOOST_DESCRIBE_STRUCT(ReadingsItem, (), (id, kind, channel, measure, t, v))
inline constexpr std::string_view kReadingsKind[]{"readings"};
inline constexpr FieldRule kReadingsItemRules[]{
    kIngestIdRule,
    {.field = "kind", .one_of = kReadingsKind},
    {.field = "t",
     .min_length = 1,
     .max_length = kMostReadingsPerItem,
     .doc = "When: each a whole number of milliseconds since 1970, or RFC 3339"},
    {.field = "v",
     .min_length = 1,
     .max_length = kMostReadingsPerItem,
     .doc = "As many as t, in the channel's display unit"}};
constexpr std::span<const FieldRule> rules_for(const ReadingsItem*) {
    return kReadingsItemRules;
}

struct RevisionItem {
    static constexpr std::string_view kSchemaName = "IngestRevision";
    std::uint32_t epoch = 0;
    std::uint64_t sequence = 0;
};
BOOST_DESCRIBE_STRUCT(RevisionItem, (), (epoch, sequence))
inline constexpr FieldRule kRevisionItemRules[]{
    {.field = "epoch",
     .minimum = 1,
     .maximum = kGreatestEpoch,
     .doc = "Of the engine; grows at each of its starts"},
    {.field = "sequence", .minimum = 0, .doc = "Grows with each write of an epoch"}};
constexpr std::span<const FieldRule> rules_for(const RevisionItem*) {
    return kRevisionItemRules;
}

// The slots of one channel and UTC day, as encode_block() packs them.
struct BlocksItem {
    static constexpr std::string_view kSchemaName = "IngestBlock";
    std::string id;
    std::string kind = "blocks";
    ChannelId channel;
    std::string day;
    RevisionItem revision;
    std::string data;
};
BOOST_DESCRIBE_STRUCT(BlocksItem, (), (id, kind, channel, day, revision, data))
inline constexpr std::string_view kBlocksKind[]{"blocks"};
inline constexpr FieldRule kBlocksItemRules[]{
    kIngestIdRule,
    {.field = "kind", .one_of = kBlocksKind},
    {.field = "day", .format = &formats::date, .doc = "In UTC"},
    {.field = "revision", .doc = "The same as in the packed bytes"},
    {.field = "data", .min_length = 1, .max_length = 8'192, .doc = kPackedDoc}};
constexpr std::span<const FieldRule> rules_for(const BlocksItem*) {
    return kBlocksItemRules;
}

// The readings of one series and hour, as encode_chunk() packs them.
struct ChunksItem {
    static constexpr std::string_view kSchemaName = "IngestChunk";
    std::string id;
    std::string kind = "chunks";
    ChannelId channel;
    Measure measure = Measure::counter;
    Instant hour{};
    std::string data;
};
BOOST_DESCRIBE_STRUCT(ChunksItem, (), (id, kind, channel, measure, hour, data))
inline constexpr std::string_view kChunksKind[]{"chunks"};
inline constexpr FieldRule kChunksItemRules[]{
    kIngestIdRule,
    {.field = "kind", .one_of = kChunksKind},
    {.field = "hour", .doc = "Its start"},
    {.field = "data", .min_length = 1, .max_length = 1'000'000, .doc = kPackedDoc}};
constexpr std::span<const FieldRule> rules_for(const ChunksItem*) {
    return kChunksItemRules;
}

struct LiveReadingItem {
    static constexpr std::string_view kSchemaName = "IngestLiveReading";
    ChannelId channel;
    Instant at{};
    std::int64_t value = 0;
};
BOOST_DESCRIBE_STRUCT(LiveReadingItem, (), (channel, at, value))
inline constexpr FieldRule kLiveReadingItemRules[]{
    {.field = "at", .doc = "When the source said so"},
    {.field = "value",
     .doc =
         "In the channel's base unit. Of power: mW, or mL/h. Of state: 1/1000 % or °C, mg of CO2 "
         "per kWh, or millionths of the home's currency per kWh"}};
constexpr std::span<const FieldRule> rules_for(const LiveReadingItem*) {
    return kLiveReadingItemRules;
}

struct LiveDeviceItem {
    static constexpr std::string_view kSchemaName = "IngestLiveDevice";
    ChannelId channel;
    EntityCondition state = EntityCondition::unavailable;
    Instant since{};
};
BOOST_DESCRIBE_STRUCT(LiveDeviceItem, (), (channel, state, since))
inline constexpr FieldRule kLiveDeviceItemRules[]{
    {.field = "state", .doc = "on also of what is no switch and has a value"}};
constexpr std::span<const FieldRule> rules_for(const LiveDeviceItem*) {
    return kLiveDeviceItemRules;
}

// The newest values of the home's channels. Only the newest snapshot is kept.
struct LiveItem {
    static constexpr std::string_view kSchemaName = "IngestLive";
    std::string id;
    std::string kind = "live";
    RevisionItem revision;
    Instant at{};
    std::vector<LiveReadingItem> power;
    std::vector<LiveReadingItem> state;
    std::vector<LiveDeviceItem> devices;
};
BOOST_DESCRIBE_STRUCT(LiveItem, (), (id, kind, revision, at, power, state, devices))
inline constexpr std::string_view kLiveKind[]{"live"};
inline constexpr FieldRule kLiveItemRules[]{
    kIngestIdRule,
    {.field = "kind", .one_of = kLiveKind},
    {.field = "power", .max_length = kMostLiveValues, .doc = "Of channels that have amounts"},
    {.field = "state",
     .max_length = kMostLiveValues,
     .has_default = true,
     .doc = "Of channels that have none, such as a battery's charge"},
    {.field = "devices",
     .max_length = kMostLiveValues,
     .has_default = true,
     .doc = "What the channels' devices are switched to"}};
constexpr std::span<const FieldRule> rules_for(const LiveItem*) {
    return kLiveItemRules;
}

// What came of a command.
struct ResultsItem {
    static constexpr std::string_view kSchemaName = "IngestCommandResult";
    std::string id;
    std::string kind = "results";
    CommandId command;
    CommandOutcome outcome = CommandOutcome::done;
    std::optional<std::string> detail;
    std::optional<RawJson> result;
};
BOOST_DESCRIBE_STRUCT(ResultsItem, (), (id, kind, command, outcome, detail, result))
inline constexpr std::string_view kResultsKind[]{"results"};
inline constexpr FieldRule kResultsItemRules[]{
    kIngestIdRule,
    {.field = "kind", .one_of = kResultsKind},
    {.field = "detail", .max_length = 1'000, .doc = "For people"},
    {.field = "result", .doc = "What the command was to find out"}};
constexpr std::span<const FieldRule> rules_for(const ResultsItem*) {
    return kResultsItemRules;
}

// What only engines send.
using AgentItem = std::variant<BlocksItem, ChunksItem, LiveItem, ResultsItem>;
using BatchItem = std::variant<ReadingsItem, BlocksItem, ChunksItem, LiveItem, ResultsItem>;

struct IngestBatch {
    static constexpr std::string_view kSchemaName = "IngestBatch";
    std::int32_t protocol = kIngestProtocol;
    std::optional<Instant> sent_at;
    std::optional<std::uint32_t> engine_epoch;
    std::optional<std::string> known_decisions;
    std::vector<BatchItem> items;
};
BOOST_DESCRIBE_STRUCT(IngestBatch, (), (protocol, sent_at, engine_epoch, known_decisions, items))
inline constexpr FieldRule kIngestBatchRules[]{
    {.field = "protocol", .minimum = kOldestIngestProtocol, .maximum = kIngestProtocol},
    {.field = "sent_at", .doc = "By the sender's clock"},
    {.field = "engine_epoch",
     .minimum = 1,
     .maximum = kGreatestEpoch,
     .doc =
         "Of an agent's engine. With it the sender is an agent: it may send blocks, chunks, live "
         "and results, and is answered with commands and decisions"},
    {.field = "known_decisions",
     .max_length = kLongestIngestId,
     .doc = "The revision of the decisions that the agent has"},
    {.field = "items", .max_length = kMostIngestItems}};
constexpr std::span<const FieldRule> rules_for(const IngestBatch*) {
    return kIngestBatchRules;
}

enum class IngestStatus { stored, stale, rejected };
BOOST_DESCRIBE_ENUM(IngestStatus, stored, stale, rejected)

inline constexpr std::string_view kIngestCodes[]{
    "malformed",         // not an object, a field missing or wrong
    "unsupported",       // a kind that is not taken here
    "no_engine",         // a kind of agents in a batch without engine_epoch
    "engine_elsewhere",  // readings, where the home's engine is at the home
    "unknown_channel",  "wrong_measure",
    "bad_time",  // before 2000, or not on the hour
    "future",    // later than can be
    "bad_value",        "too_many",
    "bad_data",       // not base64url
    "bad_block",      // damaged, or not what an engine packs
    "bad_chunk",      //
    "bad_revision",   // not that of the packed bytes, or newer than the engine
    "absurd_amount",  // more than any home has
    "unknown_command",
    "batch_full",  // the batch holds too much: send the item again in another one
};

struct IngestResult {
    static constexpr std::string_view kSchemaName = "IngestResult";
    std::string id;
    IngestStatus status = IngestStatus::stored;
    std::optional<std::string> code;
    std::optional<std::string> detail;
    std::uint64_t stored = 0;
};
BOOST_DESCRIBE_STRUCT(IngestResult, (), (id, status, code, detail, stored))
inline constexpr FieldRule kIngestResultRules[]{
    {.field = "status",
     .doc = "stored and stale: the sender may forget the item; stale: it brought nothing new. "
            "rejected: sent again it is rejected again, but for batch_full and future"},
    {.field = "code", .one_of = kIngestCodes, .doc = "Why an item was rejected"},
    {.field = "stored", .doc = "How many of the item's readings are kept now"}};
constexpr std::span<const FieldRule> rules_for(const IngestResult*) {
    return kIngestResultRules;
}

struct CommandItem {
    static constexpr std::string_view kSchemaName = "IngestCommand";
    CommandId id;
    CommandKind kind = CommandKind::test;
    RawJson body;
    Instant expires_at{};
};
BOOST_DESCRIBE_STRUCT(CommandItem, (), (id, kind, body, expires_at))

// What people decided about a home that its engine has to go by.
struct Decisions {
    static constexpr std::string_view kSchemaName = "IngestDecisions";
    std::string revision;
    HomeId home;
    bool had_agent = false;
    std::vector<Channel> channels;
};
BOOST_DESCRIBE_STRUCT(Decisions, (), (revision, home, had_agent, channels))
inline constexpr FieldRule kDecisionsRules[]{
    {.field = "revision", .doc = "To be sent as known_decisions once they are taken up"},
    {.field = "home", .doc = "The key's"},
    {.field = "had_agent",
     .doc = "Whether an agent has sent something of this home before. One that knows nothing of it "
            "has lost its store, and does not send days of which it has the end alone"},
    {.field = "channels", .doc = "All of them, in base units"}};
constexpr std::span<const FieldRule> rules_for(const Decisions*) {
    return kDecisionsRules;
}

struct IngestRemark {
    static constexpr std::string_view kSchemaName = "IngestRemark";
    std::string code;
    std::string detail;
};
BOOST_DESCRIBE_STRUCT(IngestRemark, (), (code, detail))
inline constexpr std::string_view kRemarkCodes[]{"clock_off"};
inline constexpr FieldRule kIngestRemarkRules[]{{.field = "code", .one_of = kRemarkCodes}};
constexpr std::span<const FieldRule> rules_for(const IngestRemark*) {
    return kIngestRemarkRules;
}

struct IngestAnswer {
    static constexpr std::string_view kSchemaName = "IngestAnswer";
    std::int32_t protocol = kIngestProtocol;
    std::vector<IngestResult> items;
    std::int32_t next_interval_ms = kIdleIntervalMs;
    std::int32_t gather_ms = 0;
    std::optional<std::string> live_server;
    std::vector<CommandItem> commands;
    std::optional<Decisions> decisions;
    std::optional<std::uint32_t> least_epoch;
    std::vector<IngestRemark> remarks;
};
BOOST_DESCRIBE_STRUCT(IngestAnswer, (),
                      (protocol, items, next_interval_ms, gather_ms, live_server, commands,
                       decisions, least_epoch, remarks))
inline constexpr FieldRule kIngestAnswerRules[]{
    {.field = "protocol", .doc = "The newest version that is spoken here"},
    {.field = "items", .doc = "One for each item that was sent, in the same order"},
    {.field = "next_interval_ms", .doc = "When to call again, if there is no hurry"},
    {.field = "gather_ms",
     .minimum = 0,
     .has_default = true,
     .doc =
         "How long what has changed may be gathered before it is sent, results excepted. 0 while "
         "somebody looks at the home: then all of it is wanted with the next call"},
    {.field = "live_server",
     .max_length = 2'000,
     .doc = "The address of a server that the next call may go to instead, while somebody looks"},
    {.field = "commands", .doc = "Each is sent until its result is there"},
    {.field = "decisions", .doc = "Left out when the agent has them"},
    {.field = "least_epoch",
     .minimum = 1,
     .maximum = kGreatestEpoch,
     .doc = "What the engine's epoch must be at least, for what it sends not to be stale. For an "
            "agent that knows no decisions, or whose revisions are behind those that are kept"},
    {.field = "remarks", .doc = "What is odd about the batch as a whole"}};
constexpr std::span<const FieldRule> rules_for(const IngestAnswer*) {
    return kIngestAnswerRules;
}

}  // namespace ohmstead::ingest
