#include <optional>
#include <string>
#include <utility>

#include <boost/describe/class.hpp>

#include "reflect/decode.hpp"
#include "reflect/encode.hpp"
#include "store/agent_store.hpp"
#include "store/byte_stream.hpp"
#include "store_sqlite/columns.hpp"
#include "store_sqlite/readers.hpp"
#include "store_sqlite/series_key.hpp"
#include "store_sqlite/sqlite_database.hpp"
#include "store_sqlite/writer.hpp"

namespace ohmstead {

namespace {

// A state as it is kept: an id that is not known yet is no id.
struct KeptState {
    std::string server;
    std::optional<HomeId> home;
    std::string decisions;
    std::int64_t first_day = 0;
};
BOOST_DESCRIBE_STRUCT(KeptState, (), (server, home, decisions, first_day))

// About 10 ms of work each.
constexpr std::int64_t kBatchesPerStep = 2000;

// Readings that are older stay at the home: servers keep 13 months. Their slots go up.
constexpr std::chrono::days kSentReadings{397};

// REPLACE in the triggers as in the statements that fire them: SQLite uses the outer one's rule.
constexpr const char* kTriggers = R"sql(
CREATE TRIGGER IF NOT EXISTS agent_block AFTER INSERT ON block BEGIN
    INSERT OR REPLACE INTO unsent_block (home_no, day, channel_no, change)
    VALUES (new.home_no, new.day, new.channel_no,
            1 + coalesce((SELECT change FROM unsent_block WHERE day = new.day AND
                          channel_no = new.channel_no AND home_no = new.home_no), 0));
END;
DROP TRIGGER IF EXISTS agent_chunk;
CREATE TRIGGER agent_chunk AFTER INSERT ON chunk
WHEN (new.key & 16777215) >= (SELECT coalesce(max(first_hour), 0) FROM agent_readings) BEGIN
    INSERT OR REPLACE INTO unsent_chunk (hour, series, change)
    VALUES (new.key & 16777215, new.key >> 24,
            1 + coalesce((SELECT change FROM unsent_chunk WHERE hour = new.key & 16777215 AND
                          series = new.key >> 24), 0));
END;
)sql";
static_assert((HourIndex{1} << kHourBits) - 1 == 16'777'215 && kHourBits == 24);

Packed seal(const AgentState& state) {
    ByteWriter writer;
    const KeptState kept{
        .server = state.server,
        .home = state.home.empty() ? std::optional<HomeId>{} : std::optional(state.home),
        .decisions = state.decisions,
        .first_day = state.first_day};
    for (const char c : reflect::encode(kept)) {
        writer.byte(static_cast<std::uint8_t>(c));
    }
    return std::move(writer).sealed();
}

Result<AgentState> unseal_state(std::string_view data) {
    OHMSTEAD_TRY(const auto text, unseal(data));
    OHMSTEAD_TRY(auto kept, reflect::decode_text<KeptState>(text));
    return AgentState{.server = std::move(kept.server),
                      .home = kept.home.value_or(HomeId{}),
                      .decisions = std::move(kept.decisions),
                      .first_day = kept.first_day};
}

void write_state(Connection& connection, const AgentState& state) {
    const Packed data = seal(state);
    connection.prepare("INSERT OR REPLACE INTO agent_state (one, data) VALUES (1, ?)")
        .bind(Blob{data})
        .run();
}

// Commands whose doing was cut off: whether they were done, nobody knows.
void fail_unfinished(Connection& connection) {
    connection
        .prepare("UPDATE agent_command SET outcome = 'failed', detail = ? WHERE outcome IS NULL")
        .bind("The agent was ended while it did this. It may have been done.")
        .run();
}

bool has_room(const Unsent& page, std::size_t bytes, const UnsentLimits& limits) {
    return page.blocks.size() + page.chunks.size() < limits.items && bytes < limits.bytes;
}

std::size_t add_blocks(Connection& connection, const UnsentLimits& limits, Unsent& page) {
    auto rows = connection.prepare(
        "SELECT channel.id, u.day, u.change, block.data FROM unsent_block AS u "
        "JOIN block ON block.home_no = u.home_no AND block.day = u.day AND "
        "block.channel_no = u.channel_no JOIN channel ON channel.no = u.channel_no "
        "ORDER BY u.day, u.channel_no");
    std::size_t bytes = 0;
    while (rows.step()) {
        if (!has_room(page, bytes, limits)) {
            page.more = true;
            break;
        }
        page.blocks.push_back({.channel = ChannelId{rows.text(0)},
                               .day = std::chrono::sys_days{std::chrono::days{rows.integer(1)}},
                               .change = rows.integer(2),
                               .data = Packed(rows.blob(3))});
        bytes += page.blocks.back().data.size();
    }
    return bytes;
}

void add_chunks(Connection& connection, const UnsentLimits& limits, std::size_t bytes,
                Unsent& page) {
    auto rows = connection.prepare(
        "SELECT channel.id, u.series, u.hour, u.change, chunk.data FROM unsent_chunk AS u "
        "JOIN chunk ON chunk.key = (u.series << 24) | u.hour "
        "JOIN channel ON channel.no = u.series / 4 ORDER BY u.hour, u.series");
    while (rows.step()) {
        if (!has_room(page, bytes, limits)) {
            page.more = true;
            break;
        }
        page.chunks.push_back({.channel = ChannelId{rows.text(0)},
                               .measure = static_cast<Measure>(rows.integer(1) % 4),
                               .hour = rows.integer(2),
                               .change = rows.integer(3),
                               .data = Packed(rows.blob(4))});
        bytes += page.chunks.back().data.size();
    }
}

void settle_all(Connection& connection, const Settled& settled) {
    for (const auto& block : settled.blocks) {
        connection
            .prepare(
                "DELETE FROM unsent_block WHERE day = ? AND change = ? AND channel_no = "
                "(SELECT no FROM channel WHERE id = ?)")
            .bind(std::int64_t{block.day.time_since_epoch().count()}, block.change,
                  block.channel.value)
            .run();
    }
    for (const auto& chunk : settled.chunks) {
        connection
            .prepare(
                "DELETE FROM unsent_chunk WHERE hour = ? AND change = ? AND series = "
                "(SELECT no FROM channel WHERE id = ?) * 4 + ?")
            .bind(chunk.hour, chunk.change, chunk.channel.value,
                  static_cast<std::int64_t>(chunk.measure))
            .run();
    }
    for (const auto& command : settled.results) {
        connection.prepare("UPDATE agent_command SET settled = 1 WHERE id = ?")
            .bind(command.value)
            .run();
    }
}

// Chunks before an hour, of one series after the other. None while a past is being imported: its
// slots are made of them.
std::int64_t remove_chunks(Connection& connection, HourIndex before) {
    if (connection.prepare("SELECT 1 FROM past WHERE done = 0").step()) {
        return 0;
    }
    std::vector<std::int64_t> channels;
    {
        auto rows = connection.prepare("SELECT no FROM channel");
        while (rows.step()) {
            channels.push_back(rows.integer(0));
        }
    }
    std::int64_t removed = 0;
    for (const auto channel : channels) {
        for (const auto measure : {Measure::counter, Measure::power, Measure::state}) {
            connection
                .prepare(
                    "DELETE FROM chunk WHERE key IN (SELECT key FROM chunk WHERE key >= ? AND "
                    "key < ? AND NOT EXISTS (SELECT * FROM unsent_chunk WHERE "
                    "hour = key & 16777215 AND series = key >> 24) LIMIT ?)")
                .bind(chunk_key(channel, measure, 0), chunk_key(channel, measure, before),
                      kBatchesPerStep - removed)
                .run();
            removed += connection.changes();
            if (removed >= kBatchesPerStep) {
                return removed;
            }
        }
    }
    return removed;
}

class SqliteAgentStore final : public AgentStore {
public:
    explicit SqliteAgentStore(SqliteDatabase& database)
        : clock_(database.clock()),
          writer_(database.writer()),
          readers_(database.readers()),
          log_(database.log()) {}

    Task<Result<std::optional<AgentState>>> open() override {
        auto job = [log = log_, first = hour_of(clock_.now() - kSentReadings)](
                       Connection& connection) -> Result<std::optional<AgentState>> {
            connection.execute(kTriggers);
            connection
                .prepare("INSERT OR REPLACE INTO agent_readings (one, first_hour) VALUES (1, ?)")
                .bind(first)
                .run();
            fail_unfinished(connection);
            auto row = connection.prepare("SELECT data FROM agent_state");
            if (!row.step()) {
                return std::optional<AgentState>{};
            }
            auto state = unseal_state(row.blob(0));
            if (!state) {
                log.error("what the server has acknowledged is not known any more: {}",
                          state.error().detail);
                return std::optional<AgentState>{};
            }
            return std::optional(std::move(*state));
        };
        auto state = co_await writer_.write(Lane::live, std::move(job));
        co_return state;
    }

    Task<Status> put_state(AgentState state) override {
        return change(
            [state = std::move(state)](Connection& connection) { write_state(connection, state); });
    }

    Task<Status> start_over(AgentState state) override {
        return change([state = std::move(state)](Connection& connection) {
            connection.execute(
                "INSERT OR REPLACE INTO unsent_block (home_no, day, channel_no, change) "
                "SELECT home_no, day, channel_no, 1 + coalesce((SELECT change FROM unsent_block AS "
                "u WHERE u.day = block.day AND u.channel_no = block.channel_no AND "
                "u.home_no = block.home_no), 0) FROM block;"
                "INSERT OR REPLACE INTO unsent_chunk (hour, series, change) "
                "SELECT key & 16777215, key >> 24, 1 + coalesce((SELECT change FROM unsent_chunk "
                "AS u WHERE u.hour = key & 16777215 AND u.series = key >> 24), 0) FROM chunk WHERE "
                "(key & 16777215) >= "
                "(SELECT coalesce(max(first_hour), 0) FROM agent_readings);");
            write_state(connection, state);
        });
    }

    Task<Result<Unsent>> unsent(UnsentLimits limits) override {
        auto query = [limits](Connection& connection) {
            Unsent page;
            const auto bytes = add_blocks(connection, limits, page);
            if (!page.more) {
                add_chunks(connection, limits, bytes, page);
            }
            auto row = connection.prepare("SELECT value FROM counter WHERE name = 'epoch'");
            if (row.step()) {
                page.epoch = static_cast<std::uint32_t>(row.integer(0));
            }
            return page;
        };
        auto page = co_await readers_.read(std::move(query));
        co_return page;
    }

    Task<Status> settle(Settled settled) override {
        return change([settled = std::move(settled)](Connection& connection) {
            settle_all(connection, settled);
        });
    }

    Task<Status> raise_epoch(std::uint32_t least) override {
        return change([least](Connection& connection) {
            connection
                .prepare(
                    "INSERT INTO counter (name, value) VALUES ('epoch', ?1) "
                    "ON CONFLICT (name) DO UPDATE SET value = max(value, ?1)")
                .bind(std::int64_t{least} - 1)
                .run();
        });
    }

    Task<Result<bool>> begin_command(CommandId command, Instant expires_at) override {
        auto job = [command = std::move(command),
                    expires_at](Connection& connection) -> Result<bool> {
            connection
                .prepare(
                    "INSERT OR IGNORE INTO agent_command (id, expires_at, outcome, detail, result, "
                    "settled) VALUES (?, ?, NULL, '', 'null', 0)")
                .bind(command.value, ms_of(expires_at))
                .run();
            return connection.changes() > 0;
        };
        auto begun = co_await writer_.write(Lane::live, std::move(job));
        co_return begun;
    }

    Task<Status> finish_command(CommandResult result) override {
        return change([result = std::move(result)](Connection& connection) {
            connection
                .prepare(
                    "UPDATE agent_command SET outcome = ?, detail = ?, result = ? "
                    "WHERE id = ? AND outcome IS NULL")
                .bind(to_column(result.outcome), result.detail, result.result, result.command.value)
                .run();
        });
    }

    Task<Result<std::vector<CommandResult>>> results(std::size_t most) override {
        auto query = [most](Connection& connection) {
            auto rows = connection.prepare(
                "SELECT id, outcome, detail, result FROM agent_command "
                "WHERE settled = 0 AND outcome IS NOT NULL LIMIT ?");
            rows.bind(static_cast<std::int64_t>(most));
            std::vector<CommandResult> results;
            while (rows.step()) {
                results.push_back({.command = CommandId{rows.text(0)},
                                   .outcome = enumerator_in<CommandOutcome>(rows, 1),
                                   .detail = rows.text(2),
                                   .result = rows.text(3)});
            }
            return results;
        };
        auto results = co_await readers_.read(std::move(query));
        co_return results;
    }

    Task<Result<std::size_t>> clean_up(Instant readings_before, Instant commands_before) override {
        auto job = [hour = hour_of(readings_before),
                    commands_before](Connection& connection) -> Result<std::size_t> {
            connection.prepare("DELETE FROM agent_command WHERE expires_at < ?")
                .bind(ms_of(commands_before))
                .run();
            const auto removed = remove_chunks(connection, hour);
            connection.prepare("PRAGMA incremental_vacuum(200)").run();
            return static_cast<std::size_t>(removed);
        };
        auto removed = co_await writer_.write(Lane::bulk, std::move(job));
        co_return removed;
    }

private:
    template <class Work>
    Task<Status> change(Work work) {
        auto job = [work = std::move(work)](Connection& connection) -> Status {
            work(connection);
            return {};
        };
        auto status = co_await writer_.write(Lane::live, std::move(job));
        co_return status;
    }

    const Clock& clock_;
    Writer& writer_;
    Readers& readers_;
    Log log_;
};

}  // namespace

std::unique_ptr<AgentStore> make_sqlite_agent_store(SqliteDatabase& database) {
    return std::make_unique<SqliteAgentStore>(database);
}

}  // namespace ohmstead
