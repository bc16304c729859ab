#pragma once

#include <chrono>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

#include "async/event.hpp"
#include "async/task.hpp"
#include "base/log.hpp"
#include "domain/access/access_scope.hpp"
#include "domain/home/channel.hpp"
#include "domain/home/home.hpp"
#include "domain/time/zone.hpp"
#include "ingest/block_writer.hpp"
#include "ingest/channel_meter.hpp"
#include "ingest/live_feed.hpp"
#include "ingest/past_import.hpp"
#include "ingest/source_router.hpp"
#include "store/reading_store.hpp"

namespace ohmstead::ingest {

// Why a home whose engine is elsewhere takes no files, and what to do.
inline constexpr const char* kNoFilesElsewhere =
    "This home's engine is an agent at the home, which takes no files. Import the file into a home "
    "without an agent.";

// A piece of what a file says of channels of a home.
struct FileReadings {
    std::vector<SeriesReadings> batch;
    // Since when the channels have something out of the file; the same in every piece.
    PastImport::Completed since;
    bool is_last = false;  // their slots can be made
};

struct HomeEngineServices {
    const Clock& clock;
    Log log;
    ReadingStore& readings;
    SlotStore& slots;
    LiveFeed& live;
    AccessScope scope;  // the system's own
    std::uint32_t epoch = 0;
    bool meters = true;         // false: readings make no slots here
    PastStore* past = nullptr;  // null: no past is imported
};

// What becomes of one home's readings: shown at once, kept, metered into slots, written as blocks.
// Slots are a function of the kept readings alone, so whatever order readings come in and whenever
// the process ends, the same slots result. I/O thread only.
class HomeEngine {
public:
    HomeEngine(boost::asio::any_io_executor executor, HomeEngineServices services, Home home);

    // Takes up the channels and what is kept of them. To be called once, before run().
    Task<Status> take_up(std::vector<Channel> channels);
    // A change of home or channels, or of whether it meters. Channels whose metering changes are
    // worked out again.
    Task<Status> configure(Home home, std::vector<Channel> channels, bool meters = true);

    // Keeps, meters and writes until finish() is called.
    Task<void> run();
    // Keeps and writes everything that is pending, for the last time. Whoever waits in push() or
    // settle() goes on.
    Task<void> finish();
    // Writes the slots that are still open as they stand now, for someone who is about to read.
    // Otherwise a slot is written once, when it has closed.
    Task<void> settle();

    const ChannelsPtr& channels() const { return channels_; }
    bool meters() const { return services_.meters; }

    void accept(const std::vector<home_assistant::SourceReadings>& sources);
    void accept_conditions(const std::vector<home_assistant::EntityReport>& reports);

    // Pushed readings; see Engine::push.
    Task<Result<std::size_t>> push(AccessScope scope, std::vector<SeriesReadings> batch);

    const HomeId& id() const { return home_.id; }
    // When the home's day began.
    Instant midnight() const;
    // What is over the slots of today, instead of what was before.
    void correct(std::vector<Overlay> overlays);
    // The past of the home's counters; see PastKeeper. Nothing is wanted where none is kept.
    Task<Result<std::vector<home_assistant::PastSource>>> past();
    Task<Status> keep_past(std::vector<home_assistant::PastPart> parts);
    Task<Status> forget_past();
    // Keeps readings that came out of a file; see Engine::keep_file.
    Task<Status> keep_file(FileReadings readings);
    // Whether slots of what was kept wait to be made.
    bool has_unmetered() const;
    Task<Result<std::vector<PastOfSource>>> past_report();

    std::vector<home_assistant::WatchedSource> watched_sources() const;
    std::vector<std::string> watched_switches() const;

private:
    struct State {
        Channel channel;
        std::optional<ChannelMeter> meter;  // of flow roles
        bool has_power_source = false;
        // The newest step of the counter and the one before it, for the mean between them.
        std::optional<Reading> last_step;
        std::optional<Reading> step_before;
        std::optional<Instant> newest_power;
        std::optional<Instant> have_until;  // newest reading kept at take-up
        std::optional<Instant> past_since;  // an imported past waits to be metered
    };
    using StatePtr = std::shared_ptr<State>;

    StatePtr make_state(const Channel& channel) const;
    Task<Status> recover(StatePtr state);
    void show(State& state, Measure measure, std::span<const Reading> readings);
    void show_power(State& state, std::span<const Reading> readings);
    void show_mean(State& state, const Reading& counter);
    void show_home(std::vector<Channel> channels);
    void send_live();
    void send_today();
    Task<void> turn(bool everything);
    Task<void> take_turn(bool everything);
    void failed(std::string_view why);
    void succeeded();
    Task<bool> keep_incoming();
    Task<void> rebuild(StatePtr state);
    void note_past(const PastImport::Completed& completed);
    Task<Status> note_rules(std::map<ChannelId, Instant> since);
    StatePtr with_past() const;
    void tell_events(State& state);
    Task<void> write_closed_slots(std::vector<StatePtr> states, bool open_ones_too);
    bool anything_late() const;
    Milliseconds until_next_turn() const;

    HomeEngineServices services_;
    Home home_;
    Zone zone_;
    ChannelsPtr channels_;
    std::vector<StatePtr> states_;
    std::unique_ptr<SourceRouter> router_;
    std::vector<Overlay> overlays_;
    std::deque<SeriesReadings> incoming_;
    BlockWriter writer_;
    std::optional<PastImport> past_;
    std::vector<PowerChange> power_changes_;
    std::vector<StateChange> state_changes_;
    bool today_changed_ = false;
    std::chrono::steady_clock::time_point next_today_{};
    std::chrono::steady_clock::time_point next_write_{};
    std::chrono::steady_clock::time_point late_rests_at_{};
    Event wake_;
    Event turned_;
    bool turning_ = false;
    bool unwritten_ = false;  // a slot changed since everything was written
    bool settle_wanted_ = false;
    bool settling_ = false;
    bool finishing_ = false;
    int failures_ = 0;  // in a row
    std::chrono::steady_clock::time_point resting_until_{};
};

}  // namespace ohmstead::ingest
