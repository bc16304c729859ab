#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "async/task.hpp"
#include "base/log.hpp"
#include "base/result.hpp"
#include "domain/access/access_scope.hpp"
#include "domain/home/channel.hpp"
#include "domain/home/home.hpp"
#include "domain/time/zone.hpp"
#include "home_assistant/past_keeper.hpp"
#include "ingest/past_record.hpp"
#include "store/past_store.hpp"
#include "store/reading_store.hpp"

namespace ohmstead::ingest {

// The past of one source of a channel, for who asks how it compares.
struct PastOfSource {
    ChannelId channel;
    std::string source;
    PastState state;
};

// Keeps the imported past of one home: its readings, and then how far it has come. So what was kept
// and not noted comes again, which changes nothing. I/O thread.
class PastImport {
public:
    // All outlive the object.
    struct Services {
        Log log;
        ReadingStore& readings;
        PastStore& past;
        AccessScope scope;
    };

    PastImport(Services services, HomeId home);

    // What is wanted of the channels' counters. An import that does not fit its binding any more
    // begins anew, for all that take the source.
    Task<Result<std::vector<home_assistant::PastSource>>> sources(ChannelsPtr channels, Zone zone);

    // Answers the channels that became complete, with the oldest reading of each.
    using Completed = std::map<ChannelId, Instant>;
    Task<Result<Completed>> keep(ChannelsPtr channels, Home home, Zone zone,
                                 std::vector<home_assistant::PastPart> parts);

    // Channels that are complete and whose slots are still to be made.
    Task<Result<Completed>> to_be_metered();
    // The channel's slots are made since then.
    Task<Status> metered(ChannelId channel, Instant since);

    // Readings of these channels, since then, come out of files. Until they are metered that is to
    // be known, whatever happens to the process.
    Task<Status> expect_files(Completed since);

    // By which rules a channel is metered from now on, and since when others may have held.
    struct Rules {
        std::string mark;  // see mark_of
        Instant since{};
    };
    // Channels that were metered by others are to be metered again, whatever happens to the
    // process. Answers them as to_be_metered() does.
    Task<Result<Completed>> metered_by(std::map<ChannelId, Rules> rules);

    // Everything is to be imported again. What is kept stays, and may be added to.
    Task<Status> forget();

    Task<Result<std::vector<PastOfSource>>> report();

private:
    using Key = std::pair<ChannelId, std::string>;

    Task<Status> load();
    Task<Status> save(std::vector<Key> keys);
    Task<Status> append(const ChannelId& channel, std::vector<Reading> readings,
                        std::vector<SeriesReadings>& batch);

    Services services_;
    HomeId home_;
    std::optional<std::map<Key, PastState>> states_;  // once loaded
};

}  // namespace ohmstead::ingest
