#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

#include "async/event.hpp"
#include "async/task.hpp"
#include "base/ids.hpp"
#include "home_assistant/backfill.hpp"
#include "home_assistant/feed.hpp"
#include "home_assistant/link_services.hpp"
#include "home_assistant/past.hpp"
#include "home_assistant/session.hpp"
#include "home_assistant/watched_source.hpp"

namespace ohmstead::home_assistant {

// What a link does while it is connected: keeps the subscriptions, turns events into readings,
// fetches the past, confirms what stays the same. Lives as long as its link, over all its
// sessions. I/O thread.
class Watching final : public SessionListener {
public:
    // `home` and what `services` refers to outlive the object.
    Watching(boost::asio::any_io_executor executor, const HomeId& home, LinkServices services);

    void set_sources(std::vector<WatchedSource> sources, std::vector<std::string> switches);

    // Subscribes, and again whenever the sources change, until the session ends.
    Task<void> subscribe(Session& session);
    // Fetches the past, then whatever turns out to be missing, until cancelled.
    Task<void> fetch_past(Session& session);
    // Once more, what the recorder had not written yet when it was asked.
    Task<void> fetch_unwritten();
    // Then everything that statistics still have, until cancelled.
    Task<void> import_past(Session& session);
    // Until cancelled.
    Task<void> confirm_regularly(Session& session);

    // The session ended; it was last heard of at that time.
    void link_lost(Instant last_heard);

    Task<void> on_event(Subscription subscription, JsonText event) override;
    void on_rejected() override;

    std::optional<Instant> last_event_at() const { return last_event_at_; }
    const BackfillProgress& backfill() const { return backfill_.progress(); }
    std::optional<EntityCondition> condition_of(const std::string& entity) const {
        return feed_.condition_of(entity);
    }
    // Notified when an entity reported another condition.
    Event& reported() { return reported_; }
    const PastProgress& past() const { return past_.progress(); }
    void look_for_past() { past_.look_again(); }

private:
    Task<bool> subscribe_entities(Session& session, std::optional<std::int64_t>& current);
    Task<void> on_entities(JsonText event);
    void begin_past();
    void on_registry(const JsonText& event);
    void deliver(FeedOutput output);

    const HomeId& home_;
    LinkServices services_;
    Feed feed_;
    Past past_;
    Backfill backfill_;
    Event sources_changed_;
    Event reported_;
    std::size_t generation_ = 0;  // of the sources
    // Newly watched sources, whose past is asked for when the snapshot has told their units.
    std::optional<std::vector<WatchedSource>> new_sources_;
    bool awaits_snapshot_ = false;
    std::optional<Instant> last_event_at_;
};

}  // namespace ohmstead::home_assistant
