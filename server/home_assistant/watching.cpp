#include "home_assistant/watching.hpp"

#include <utility>

#include <boost/json/array.hpp>

#include "async/sleep.hpp"
#include "home_assistant/entity_changes.hpp"
#include "home_assistant/records.hpp"

namespace ohmstead::home_assistant {
namespace {

// Above this, decoding would hold up the I/O thread.
constexpr std::size_t kLargeEvent = 256 * 1024;
// How long before a lost message its predecessors may have come late.
constexpr Milliseconds kMargin = std::chrono::minutes{1};

}  // namespace

Watching::Watching(boost::asio::any_io_executor executor, const HomeId& home, LinkServices services)
    : home_(home),
      services_(services),
      past_(executor, Past::Services{.home = home,
                                     .clock = services.clock,
                                     .cpu = services.cpu,
                                     .log = services.log,
                                     .keeper = services.past,
                                     .listener = services.listener}),
      backfill_(executor, Backfill::Services{.home = home,
                                             .clock = services.clock,
                                             .cpu = services.cpu,
                                             .log = services.log,
                                             .feed = feed_,
                                             .sink = services.sink,
                                             .listener = services.listener,
                                             .past = past_}),
      sources_changed_(executor),
      reported_(executor) {}

void Watching::set_sources(std::vector<WatchedSource> sources, std::vector<std::string> switches) {
    feed_.watch(sources, switches);
    new_sources_ = std::move(sources);
    ++generation_;
    sources_changed_.notify();
}

Task<void> Watching::subscribe(Session& session) {
    feed_.connected();
    boost::json::object registry{{"type", "subscribe_events"},
                                 {"event_type", "entity_registry_updated"}};
    co_await session.subscribe(Subscription::entity_registry, std::move(registry));
    std::optional<std::int64_t> current;
    for (;;) {
        const auto generation = generation_;
        const bool subscribed = co_await subscribe_entities(session, current);
        if (!subscribed) {
            // Without events this connection is of no use; another attempt may get them.
            session.end();
            co_return;
        }
        while (generation == generation_) {
            co_await sources_changed_.wait();
        }
    }
}

Task<bool> Watching::subscribe_entities(Session& session, std::optional<std::int64_t>& current) {
    boost::json::array ids;
    for (const auto& id : feed_.entities()) {
        ids.emplace_back(id);
    }
    if (current) {
        co_await session.unsubscribe(*current);
        current.reset();
    }
    if (ids.empty()) {
        begin_past();
        co_return true;
    }
    awaits_snapshot_ = true;
    boost::json::object command{{"type", "subscribe_entities"}, {"entity_ids", std::move(ids)}};
    const auto subscription =
        co_await session.subscribe(Subscription::entities, std::move(command));
    if (!subscription) {
        co_return false;
    }
    current = *subscription;
    co_return true;
}

Task<void> Watching::fetch_past(Session& session) {
    co_await backfill_.run(session);
}

Task<void> Watching::fetch_unwritten() {
    const auto connected = services_.clock.now();
    co_await backfill_.caught_up();
    co_await sleep_for(services_.timing.recorded);
    backfill_.incomplete_since(connected - kMargin);
}

Task<void> Watching::import_past(Session& session) {
    co_await backfill_.caught_up();
    co_await past_.run(session);
}

Task<void> Watching::confirm_regularly(Session& session) {
    auto rejected = session.rejected();
    for (;;) {
        co_await sleep_for(services_.timing.confirm);
        const auto now = services_.clock.now();
        auto readings = feed_.confirm(now);
        if (!readings.empty()) {
            services_.sink.accept(home_, std::move(readings));
        }
        if (session.rejected() != rejected) {
            // Something was lost since the last look: the states of that time are asked for.
            rejected = session.rejected();
            backfill_.incomplete_since(now - services_.timing.confirm - kMargin);
        }
    }
}

void Watching::link_lost(Instant last_heard) {
    backfill_.incomplete_since(last_heard - kMargin);
}

Task<void> Watching::on_event(Subscription subscription, JsonText event) {
    if (subscription == Subscription::entities) {
        co_await on_entities(std::move(event));
    } else {
        on_registry(event);
    }
}

void Watching::on_rejected() {
    services_.listener.on_notice(
        home_, {.source = "Home Assistant",
                .code = NoticeCode::not_json,
                .message = "It sent something that is not JSON; it is passed over."});
}

Task<void> Watching::on_entities(JsonText event) {
    EntityChanges changes;
    if (event.size() > kLargeEvent) {
        auto decode = [event] { return decode_entity_changes(event); };
        changes = co_await services_.cpu.run(std::move(decode));
    } else {
        changes = decode_entity_changes(event);
    }
    const auto now = services_.clock.now();
    last_event_at_ = now;
    deliver(feed_.apply(changes, now));
    if (awaits_snapshot_) {
        awaits_snapshot_ = false;
        deliver(feed_.missing(now));
        begin_past();
    }
}

void Watching::begin_past() {
    if (new_sources_) {
        backfill_.set_sources(*new_sources_);
        new_sources_.reset();
        past_.look_again();
    }
}

void Watching::on_registry(const JsonText& event) {
    const auto rename = decode_rename(event);
    if (rename && feed_.watches(rename->old_id)) {
        services_.log.info("home {}: an entity was renamed in Home Assistant", home_.value);
        services_.listener.on_renamed(home_, rename->old_id, rename->new_id);
    }
}

void Watching::deliver(FeedOutput output) {
    if (!output.readings.empty()) {
        services_.sink.accept(home_, std::move(output.readings));
    }
    if (!output.reports.empty()) {
        services_.sink.accept_conditions(home_, std::move(output.reports));
        reported_.notify();
    }
    for (const auto& notice : output.notices) {
        services_.listener.on_notice(home_, notice);
    }
}

}  // namespace ohmstead::home_assistant
