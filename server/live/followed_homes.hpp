#pragma once

#include <map>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

#include "async/task.hpp"
#include "async/task_group.hpp"
#include "async/turnstile.hpp"
#include "base/log.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "domain/access/access_scope.hpp"
#include "domain/time/zone.hpp"
#include "home_assistant/connection_status.hpp"
#include "ledger/ledger_slots.hpp"
#include "live/hub.hpp"
#include "store/derived_store.hpp"
#include "store/home_store.hpp"
#include "store/live_store.hpp"

namespace ohmstead::live {

// What FollowedHomes needs and does not own; all of it outlives it.
struct FollowedHomesServices {
    boost::asio::any_io_executor executor;
    Hub& hub;
    HomeStore& homes;
    LedgerSlots& slots;
    DerivedStore& derived;
    LiveStore& live;
    TaskGroup& tasks;
    const Clock& clock;
    Log log;
    AccessScope scope;  // the system's
};

// Keeps the hub's values of homes whose engine is elsewhere. As long as somebody here follows a
// home, what its engine sends is read from the store about every second, once for all who follow
// it, and the engine is told that somebody looks; of other homes nothing is read. I/O thread only.
class FollowedHomes {
public:
    explicit FollowedHomes(FollowedHomesServices services);

    // Puts the home's newest values into the hub, at most a second old, and tells its engine that
    // somebody looks. Errors: not_found for a home that is no more, unavailable.
    Task<Status> bring(HomeId home);
    // Takes up a change of the home's zone or channels at once, where it is followed.
    Task<Status> reload(HomeId home);
    // Lets go of a home; who follows it is told that it is gone.
    void forget(const HomeId& home);
    // Leaves a home and its followers to an engine of this process.
    void leave(const HomeId& home) { followed_.erase(home); }

    // Whether the home's engine is heard of, and when it last was; not_configured for a home that
    // was never brought.
    home_assistant::ConnectionStatus status(const HomeId& home) const;

    // Looks round until it is cancelled.
    Task<void> run();
    // Starts reading anew each home that is followed and whose values are due, and lets go of those
    // that nobody has looked at for a while.
    void look_round();

private:
    struct Followed {
        explicit Followed(boost::asio::any_io_executor executor) : turn(std::move(executor)) {}

        Turnstile turn;  // one reads at a time
        bool being_read = false;
        bool failing = false;
        Instant asked_at{};
        std::optional<Home> home;  // nothing: the hub does not know it yet
        std::vector<Channel> channels;
        Instant begun_at{};
        std::optional<Instant> facts_read_at;
        std::optional<Instant> home_read_at;
        std::optional<std::string> decisions;
        std::optional<std::uint64_t> slots_revision;  // that today's sums are of
        std::optional<LocalDate> today;
        std::optional<Instant> due_at;   // when its values are to be read again
        std::optional<Instant> news_at;  // when new ones were found last
        std::optional<Milliseconds> least_lag;
        bool in_vain = false;  // the last look for new ones
        std::optional<Instant> values_read_at;
        std::optional<LiveSnapshot> snapshot;
        std::optional<Instant> heard_at;
        std::optional<Instant> watched_until;
        Connection connection{.state = "not_configured", .message = ""};
    };
    using FollowedPtr = std::shared_ptr<Followed>;

    Task<void> read_again(HomeId id, FollowedPtr followed);
    // Reads what is older than `age`.
    Task<Status> read(HomeId id, FollowedPtr followed, Milliseconds age);
    Task<Status> read_facts(HomeId id, FollowedPtr followed);
    Task<Status> read_today_if_changed(HomeId id, FollowedPtr followed);
    Task<Status> read_today(HomeId id, FollowedPtr followed);
    Task<Status> read_values(HomeId id, FollowedPtr followed);
    Task<Status> renew_watch(HomeId id, FollowedPtr followed);
    static Milliseconds lateness(Followed& followed, const LiveSnapshot& snapshot, Instant now);
    void show(const HomeId& id, Followed& followed, LiveSnapshot snapshot);
    void judge_connection(const HomeId& id, Followed& followed);

    FollowedHomesServices services_;
    std::unordered_map<HomeId, FollowedPtr> followed_;
};

}  // namespace ohmstead::live
