#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

#include "async/event.hpp"
#include "async/task.hpp"
#include "async/worker.hpp"
#include "base/ids.hpp"
#include "base/log.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "home_assistant/connection_status.hpp"
#include "home_assistant/feed.hpp"
#include "home_assistant/past.hpp"
#include "home_assistant/reading_sink.hpp"
#include "home_assistant/session.hpp"
#include "home_assistant/watched_source.hpp"

namespace ohmstead::home_assistant {

// One request for the past.
struct HistorySlice {
    SourceType type = SourceType::entity;
    std::vector<std::string> ids;
    Span span;

    friend bool operator==(const HistorySlice&, const HistorySlice&) = default;
};

// From when on a source's past is wanted.
struct HistoryNeed {
    SourceType type = SourceType::entity;
    std::string id;
    Instant from{};
};

// Cuts what is needed up to `now` into requests that Home Assistant answers quickly, oldest first:
// metering then goes forward only. Pure.
std::vector<HistorySlice> plan_history(std::vector<HistoryNeed> needs, Instant now);

// Fetches what was missed, over any number of connections: remembers per source how far it came.
// On the first connection everything since the start of yesterday (in any time zone), or since
// the newest reading that is kept when that is older; later the gap since the last one. I/O thread.
class Backfill {
public:
    // All outlive the object.
    struct Services {
        const HomeId& home;
        const Clock& clock;
        Worker& cpu;
        Log log;
        const Feed& feed;
        ReadingSink& sink;
        LinkListener& listener;
        Past& past;  // takes over what is too old for this
    };

    Backfill(boost::asio::any_io_executor executor, Services services);

    void set_sources(const std::vector<WatchedSource>& sources);

    // Fetches over this session, now and whenever more is wanted, until cancelled.
    Task<void> run(Session& session);

    // Waits until there was something to fetch, and all of it has been asked for.
    Task<void> caught_up();

    // What came after this instant may be incomplete: the link ended or lost a message.
    void incomplete_since(Instant instant);

    const BackfillProgress& progress() const { return progress_; }

private:
    enum class Fetched { yes, no, link_lost };

    Instant wanted_from(const WatchedSource& source, Instant now) const;
    void pass_on_holes(Instant now);
    std::vector<HistoryNeed> needs(Instant now, bool statistics_only) const;
    void note_complete(const HistorySlice& slice, const std::set<std::string>& failed, Instant now);
    Task<Fetched> fetch(Session& session, HistorySlice slice);
    Task<Fetched> fetch_states(Session& session, HistorySlice slice);
    Task<Result<std::vector<SourceReadings>>> ask_statistics(Session& session, HistorySlice slice,
                                                             std::string period);
    Task<Fetched> fetch_statistics(Session& session, HistorySlice slice);
    void deliver(std::vector<SourceReadings> readings);
    void set_progress(BackfillProgress progress);

    Services services_;
    std::vector<WatchedSource> sources_;
    std::map<std::string, Instant> complete_until_;
    // Entities whose past is complete, and which are followed live from there.
    std::set<std::string> followed_;
    std::map<std::string, Instant> passed_on_;
    Event wanted_;
    Event rests_;
    bool resting_ = false;
    std::size_t generation_ = 0;  // of what is wanted
    BackfillProgress progress_;
};

}  // namespace ohmstead::home_assistant
