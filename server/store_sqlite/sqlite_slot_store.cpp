#include <memory>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "store/block_codec.hpp"
#include "store/seen_through.hpp"
#include "store/slot_store.hpp"
#include "store/slots_of_blocks.hpp"
#include "store_sqlite/channel_rows.hpp"
#include "store_sqlite/derived_rows.hpp"
#include "store_sqlite/home_queries.hpp"
#include "store_sqlite/readers.hpp"
#include "store_sqlite/sqlite_database.hpp"
#include "store_sqlite/writer.hpp"

namespace ohmstead {
namespace {

using std::chrono::sys_days;

std::int64_t day_column(sys_days day) {
    return day.time_since_epoch().count();
}

sys_days day_in(const Statement& row, int column) {
    return sys_days{std::chrono::days{row.integer(column)}};
}

// Which slots differ from those that are stored; nothing when the stored block is as new as
// `block`. A damaged one is not: it can be computed again.
std::optional<SlotRange> news_in(Connection& connection, std::int64_t home_no,
                                 std::int64_t channel_no, const Block& block) {
    auto row = connection.prepare(
        "SELECT data FROM block WHERE home_no = ? AND day = ? AND channel_no = ?");
    if (!row.bind(home_no, day_column(block.day), channel_no).step()) {
        return changed_slots({}, block.slots);
    }
    const auto stored = decode_block(block.channel, block.day, row.blob(0));
    if (!stored) {
        const SlotIndex first = first_slot_of(block.day);
        return SlotRange{first, first + kSlotsPerDay};
    }
    if (stored->revision >= block.revision) {
        return std::nullopt;
    }
    return changed_slots(stored->slots, block.slots);
}

Result<std::vector<PutOutcome>> put_blocks(Connection& connection, const HomeId& home,
                                           const std::vector<Block>& blocks) {
    const auto home_no = home_number(connection, home);
    if (!home_no) {
        return no_such_home();
    }
    std::vector<PutOutcome> outcomes;
    SlotRange changed;
    for (const Block& block : blocks) {
        const auto channel_no = channel_number(connection, *home_no, block.channel);
        if (!channel_no) {
            return make_error(ErrorCode::not_found, "The home has no such channel.");
        }
        const auto news = news_in(connection, *home_no, *channel_no, block);
        if (!news) {
            outcomes.push_back(PutOutcome::stale);
            continue;
        }
        changed = hull(changed, *news);
        const Packed data = encode_block(block);
        connection
            .prepare(
                "INSERT OR REPLACE INTO block (home_no, day, channel_no, data) "
                "VALUES (?, ?, ?, ?)")
            .bind(*home_no, day_column(block.day), *channel_no, Blob{data})
            .run();
        outcomes.push_back(PutOutcome::stored);
    }
    mark_changed(connection, *home_no, changed);
    return outcomes;
}

bool has_overlays(Connection& connection, std::int64_t home_no) {
    auto row = connection.prepare("SELECT EXISTS (SELECT 1 FROM overlay WHERE home_no = ?)");
    return row.bind(home_no).step() && row.integer(0) != 0;
}

// One pass over the home's blocks of the span, whatever number of channels is asked for.
HomeSlots read_slots(Connection& connection, const HomeId& home,
                     const std::vector<ChannelId>& channels, Span span, const View& view,
                     BlockDecoder& decoder) {
    HomeSlots answer;
    std::unordered_map<std::int64_t, std::size_t> places;
    const auto home_no = home_number(connection, home);
    answer.has_overlays = home_no && has_overlays(connection, *home_no);
    std::unordered_set<ChannelId> seen;
    if (home_no && view.limited) {
        seen = seen_of(view, read_channels(connection, *home_no));
    }
    for (const ChannelId& channel : channels) {
        const bool is_seen = home_no && (!view.limited || seen.contains(channel));
        if (const auto no =
                is_seen ? channel_number(connection, *home_no, channel) : std::nullopt) {
            places.emplace(*no, answer.channels.size());
        }
        answer.channels.push_back({.channel = channel, .slots = {}});
    }
    if (places.empty() || span.empty()) {
        return answer;
    }
    auto rows = connection.prepare(
        "SELECT day, channel_no, data FROM block WHERE home_no = ? AND day BETWEEN ? AND ? "
        "ORDER BY day");
    const auto [first, last] = days_of(span);
    rows.bind(*home_no, day_column(first), day_column(last));
    while (rows.step()) {
        const auto place = places.find(rows.integer(1));
        if (place != places.end()) {
            ChannelSlots& columns = answer.channels[place->second];
            if (const auto block = decoder.decode(columns.channel, day_in(rows, 0), rows.blob(2))) {
                append_slots(*block, span, columns.slots);
                append_events(*block, span, answer.events);
            }
        }
    }
    return answer;
}

class SqliteSlotStore final : public SlotStore {
public:
    explicit SqliteSlotStore(SqliteDatabase& database)
        : writer_(database.writer()),
          readers_(database.readers()),
          clock_(database.clock()),
          decoder_(std::make_shared<BlockDecoder>(database.log())) {}

    Task<Result<std::vector<PutOutcome>>> put(AccessScope scope, HomeId home,
                                              std::vector<Block> blocks) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::add_readings));
        OHMSTEAD_CO_TRY_VOID(check_days(blocks));
        auto job = [home = std::move(home), blocks = std::move(blocks)](Connection& connection) {
            return put_blocks(connection, home, blocks);
        };
        auto outcomes = co_await writer_.write(Lane::bulk, std::move(job));
        co_return outcomes;
    }

    Task<Result<HomeSlots>> slots(AccessScope scope, HomeId home, std::vector<ChannelId> channels,
                                  Span span) override {
        OHMSTEAD_CO_TRY(const auto view, scope.view(home, Right::see_energy, clock_.now()));
        OHMSTEAD_CO_TRY_VOID(require_slots(view));
        auto query = [home = std::move(home), channels = std::move(channels),
                      span = seen_through(view, span), view,
                      decoder = decoder_](Connection& connection) {
            return read_slots(connection, home, channels, span, view, *decoder);
        };
        auto slots = co_await readers_.read(std::move(query));
        co_return slots;
    }

    Task<Result<std::optional<Block>>> block_at_or_before(AccessScope scope, HomeId home,
                                                          ChannelId channel,
                                                          sys_days day) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::see_energy));
        auto block =
            co_await newest_block(std::move(home), std::move(channel), sys_days::min(), day);
        co_return block;
    }

    Task<Result<std::optional<Block>>> block_of(AccessScope scope, HomeId home, ChannelId channel,
                                                sys_days day) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::see_energy));
        auto block = co_await newest_block(std::move(home), std::move(channel), day, day);
        co_return block;
    }

    // One counter serves all homes.
    Task<Result<std::uint32_t>> next_epoch(AccessScope scope, HomeId home) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::add_readings));
        auto job = [home = std::move(home)](Connection& connection) -> Result<std::uint32_t> {
            if (!home_number(connection, home)) {
                return no_such_home();
            }
            auto next = connection.prepare(
                "INSERT INTO counter (name, value) VALUES ('epoch', 1) "
                "ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value");
            next.step();
            const std::int64_t value = next.integer(0);
            next.run();
            return static_cast<std::uint32_t>(value);
        };
        auto epoch = co_await writer_.write(Lane::live, std::move(job));
        co_return epoch;
    }

private:
    // The newest readable block within [first, last].
    Task<Result<std::optional<Block>>> newest_block(HomeId home, ChannelId channel, sys_days first,
                                                    sys_days last) {
        auto query = [home = std::move(home), channel = std::move(channel), first, last,
                      decoder = decoder_](Connection& connection) {
            std::optional<Block> block;
            const auto home_no = home_number(connection, home);
            const auto channel_no =
                home_no ? channel_number(connection, *home_no, channel) : std::nullopt;
            if (!channel_no) {
                return block;
            }
            auto row = connection.prepare(
                "SELECT day, data FROM block WHERE home_no = ? AND day BETWEEN ? AND ? "
                "AND channel_no = ? ORDER BY day DESC");
            row.bind(*home_no, day_column(first), day_column(last), *channel_no);
            while (!block && row.step()) {
                block = decoder->decode(channel, day_in(row, 0), row.blob(1));
            }
            return block;
        };
        auto block = co_await readers_.read(std::move(query));
        co_return block;
    }

    Writer& writer_;
    Readers& readers_;
    const Clock& clock_;
    std::shared_ptr<BlockDecoder> decoder_;
};

}  // namespace

std::unique_ptr<SlotStore> make_sqlite_slot_store(SqliteDatabase& database) {
    return std::make_unique<SqliteSlotStore>(database);
}

}  // namespace ohmstead
