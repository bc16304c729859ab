#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
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
#include "home_assistant/past_keeper.hpp"
#include "home_assistant/records.hpp"
#include "home_assistant/session.hpp"

namespace ohmstead::home_assistant {

// One request for statistics of the past.
struct PastRequest {
    StatisticsPeriod period = StatisticsPeriod::hour;
    std::vector<std::size_t> sources;  // positions
    Span span;

    friend bool operator==(const PastRequest&, const PastRequest&) = default;
};

// How much time one request may ask for. Home Assistant answers long spans slowly.
struct PastLengths {
    Milliseconds five_minutes = std::chrono::days{10};
    Milliseconds hour = std::chrono::days{92};
};

// What to ask for next: a few sources together, as far back as one request may go, until they are
// complete; then the next ones. Nothing when all are. Every source has a place. Pure.
std::optional<PastRequest> next_request(const std::vector<PastSource>& sources,
                                        const PastLengths& lengths);

// What a source's rows of `span` mean for its import: those to keep, and where it stands then.
// With no rows of hours at all, it stands still: whether there are older ones has to be asked.
PastPart part_of(const PastSource& source, std::vector<CounterRow> rows, Span span);

// Imports everything that Home Assistant still has of the home's counters, over any number of
// connections, behind the newest days (see Backfill). I/O thread.
class Past {
public:
    // All outlive the object; without a keeper nothing is imported.
    struct Services {
        const HomeId& home;
        const Clock& clock;
        Worker& cpu;
        Log log;
        PastKeeper* keeper;
        LinkListener& listener;
    };

    Past(boost::asio::any_io_executor executor, Services services);

    // The sources may have changed.
    void look_again();
    // Of these counters something is missing since then, and older than what Backfill fetches.
    void fill_hole(const std::string& source, Instant since);

    // Imports over this session, now and whenever there is more, until the link is lost or the
    // coroutine is cancelled.
    Task<void> run(Session& session);

    const PastProgress& progress() const { return progress_; }

private:
    enum class Step { taken, nothing_left, failed, link_lost };
    using Rows = std::map<std::string, std::vector<CounterRow>>;

    Task<Status> load();
    Task<Status> take_holes();
    Task<Step> step(Session& session);
    Task<Result<Rows>> ask(Session& session, std::vector<std::size_t> sources, Span span,
                           std::string period);
    Task<Status> look_further(Session& session, std::vector<PastPart>& parts);
    Task<Status> keep(std::vector<PastPart> parts);
    void adapt(StatisticsPeriod period, std::chrono::steady_clock::duration took);
    bool shorten(StatisticsPeriod period);
    void show(bool stalled);

    Services services_;
    std::vector<PastSource> sources_;
    std::map<std::string, Instant> holes_;
    PastLengths lengths_;
    Event wanted_;
    std::size_t generation_ = 0;  // of what is wanted
    PastProgress progress_;
};

}  // namespace ohmstead::home_assistant
