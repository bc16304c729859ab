#include "live/followed_homes.hpp"

#include <algorithm>
#include <utility>

#include "async/sleep.hpp"
#include "domain/balance/parts.hpp"
#include "domain/time/zone.hpp"
#include "reflect/described.hpp"

namespace ohmstead::live {
namespace {

constexpr Milliseconds kTick{100};
// While the agent does not send often yet, or not any more.
constexpr Milliseconds kReadEvery = std::chrono::seconds{1};
// Once it does: the next values are looked for when they should be there, and then again and again
// until they are overdue. With the agent's three seconds and the way, none is older than four
// seconds.
constexpr Milliseconds kExpected{2'950};
constexpr Milliseconds kReadAgain{300};
constexpr Milliseconds kOverdue = std::chrono::seconds{4};
constexpr Milliseconds kOften = std::chrono::seconds{5};
// By so much the way up may become longer from one to the next, for good.
constexpr Milliseconds kLagGrows{20};
// Channels and the day's sums, when they have changed; what is summed are quarters of an hour that
// are over. The rest of what is known of a home, its zone above all, changes once in years.
constexpr Milliseconds kFactsEvery = std::chrono::seconds{20};
constexpr Milliseconds kHomeEvery = std::chrono::seconds{60};
// How long an engine sends often after the last look, and when that is prolonged: a renewal costs
// as much as several seconds of reading.
constexpr Milliseconds kWatch = std::chrono::seconds{60};
constexpr Milliseconds kRenewBefore = std::chrono::seconds{15};
// A page that is loaded again finds its home still known.
constexpr Milliseconds kKeep = std::chrono::minutes{1};
// An agent calls every minute when nobody looks.
constexpr Milliseconds kSilence = std::chrono::seconds{150};

// A clock that went back makes nothing old for long.
bool is_older(const std::optional<Instant>& at, Milliseconds age, Instant now) {
    return !at || now < *at || now - *at >= age;
}

// Says so for as long as it lives, however that ends.
class BeingRead {
public:
    explicit BeingRead(bool& flag) : flag_(flag) { flag_ = true; }
    ~BeingRead() { flag_ = false; }
    BeingRead(const BeingRead&) = delete;
    BeingRead& operator=(const BeingRead&) = delete;

private:
    bool& flag_;
};

// Those of `after` that `before` does not have.
template <class T>
std::vector<T> news_in(const std::vector<T>& before, std::vector<T> after) {
    std::erase_if(after,
                  [&](const T& value) { return std::ranges::find(before, value) != before.end(); });
    return after;
}

bool is_due(const std::optional<Instant>& due_at, Instant now) {
    return !due_at || now >= *due_at || *due_at - now > kExpected;
}

ingest::TodayAmount amount_of(ChannelSlots slots) {
    ingest::TodayAmount today{.channel = std::move(slots.channel), .amount = 0, .estimated = 0};
    for (const auto& slot : slots.slots) {
        today.amount += slot.amount;
        today.estimated += slot.quality == Quality::estimated ? slot.amount : 0;
        if (slot.quality != Quality::missing) {
            today.until = slot_start(slot.index + 1);
        }
    }
    return today;
}

}  // namespace

FollowedHomes::FollowedHomes(FollowedHomesServices services) : services_(std::move(services)) {}

Task<Status> FollowedHomes::bring(HomeId home) {
    auto& place = followed_[home];
    if (!place) {
        place = std::make_shared<Followed>(services_.executor);
        place->begun_at = services_.clock.now();
    }
    const auto followed = place;
    followed->asked_at = services_.clock.now();
    auto status = co_await read(std::move(home), followed, kReadEvery);
    co_return status;
}

Task<Status> FollowedHomes::reload(HomeId home) {
    const auto found = followed_.find(home);
    if (found == followed_.end()) {
        co_return Status{};
    }
    const auto followed = found->second;
    followed->facts_read_at.reset();
    followed->home_read_at.reset();
    followed->decisions.reset();
    followed->slots_revision.reset();
    auto status = co_await read(std::move(home), followed, Milliseconds{0});
    co_return status;
}

void FollowedHomes::forget(const HomeId& home) {
    followed_.erase(home);
    services_.hub.remove_home(home, "removed");
}

home_assistant::ConnectionStatus FollowedHomes::status(const HomeId& home) const {
    const auto found = followed_.find(home);
    if (found == followed_.end()) {
        return {};
    }
    const auto& [state, message, fault] = found->second->connection;
    home_assistant::ConnectionStatus status;
    status.state = reflect::enumerator_named<home_assistant::ConnectionState>(state).value_or(
        home_assistant::ConnectionState::not_configured);
    status.message = message;
    status.fault = fault;
    status.last_event_at = found->second->heard_at;
    return status;
}

Task<void> FollowedHomes::run() {
    for (;;) {
        co_await sleep_for(kTick);
        look_round();
    }
}

void FollowedHomes::look_round() {
    const auto now = services_.clock.now();
    std::vector<HomeId> unused;
    for (const auto& [home, followed] : followed_) {
        if (services_.hub.subscriptions(home) > 0) {
            followed->asked_at = now;
            if (!followed->being_read && is_due(followed->due_at, now)) {
                // Also where that fails.
                followed->due_at = now + kReadEvery;
                services_.tasks.spawn("live values", read_again(home, followed));
            }
        } else if (is_older(followed->asked_at, kKeep, now)) {
            unused.push_back(home);
        }
    }
    for (const auto& home : unused) {
        forget(home);
    }
}

Task<void> FollowedHomes::read_again(HomeId id, FollowedPtr followed) {
    const BeingRead mark(followed->being_read);
    const auto status = co_await read(id, followed, Milliseconds{0});
    if (!status && !followed->failing) {
        services_.log.warning("live values of home {} are not read: {}", id.value,
                              status.error().detail);
    }
    followed->failing = !status;
}

Task<Status> FollowedHomes::read(HomeId id, FollowedPtr followed, Milliseconds age) {
    const auto pass = co_await followed->turn.enter();
    if (!is_older(followed->values_read_at, age, services_.clock.now())) {
        co_return Status{};
    }
    if (is_older(followed->facts_read_at, kFactsEvery, services_.clock.now())) {
        const auto facts = co_await read_facts(id, followed);
        if (!facts && facts.error().code == ErrorCode::not_found) {
            forget(id);
        }
        OHMSTEAD_CO_TRY_VOID(facts);
        followed->facts_read_at = services_.clock.now();
    }
    OHMSTEAD_CO_TRY_VOID(co_await read_values(id, followed));
    followed->values_read_at = services_.clock.now();
    auto renewed = co_await renew_watch(std::move(id), followed);
    co_return renewed;
}

// One small item says whether the channels have changed, and another one whether the slots have.
Task<Status> FollowedHomes::read_facts(HomeId id, FollowedPtr followed) {
    OHMSTEAD_CO_TRY(const auto orders, co_await services_.live.orders(services_.scope, id));
    auto home = followed->home;
    if (is_older(followed->home_read_at, kHomeEvery, services_.clock.now())) {
        OHMSTEAD_CO_TRY(home, co_await services_.homes.get(services_.scope, id));
    }
    auto channels = followed->channels;
    if (followed->decisions != orders.decisions) {
        OHMSTEAD_CO_TRY(channels, co_await services_.homes.channels(services_.scope, id));
    }
    if (followed->home != home || followed->channels != channels) {
        services_.hub.on_home(*home, channels);
        followed->home = std::move(home);
        followed->channels = std::move(channels);
        followed->slots_revision.reset();
        // Values of channels that the hub did not know are said once more.
        if (auto snapshot = std::exchange(followed->snapshot, std::nullopt)) {
            show(id, *followed, std::move(*snapshot));
        }
    }
    if (is_older(followed->home_read_at, kHomeEvery, services_.clock.now())) {
        followed->home_read_at = services_.clock.now();
    }
    followed->decisions = orders.decisions;
    auto status = co_await read_today_if_changed(std::move(id), followed);
    co_return status;
}

Task<Status> FollowedHomes::read_today_if_changed(HomeId id, FollowedPtr followed) {
    OHMSTEAD_CO_TRY(const auto state, co_await services_.derived.state(services_.scope, id));
    const auto zone = Zone::find(followed->home->time_zone).value_or(Zone::utc());
    const auto today = zone.date_of(services_.clock.now());
    if (followed->slots_revision == state.revision && followed->today == today) {
        co_return Status{};
    }
    OHMSTEAD_CO_TRY_VOID(co_await read_today(std::move(id), followed));
    followed->slots_revision = state.revision;
    followed->today = today;
    co_return Status{};
}

Task<Status> FollowedHomes::read_today(HomeId id, FollowedPtr followed) {
    const auto zone = Zone::find(followed->home->time_zone).value_or(Zone::utc());
    const auto day = zone.day_span(zone.date_of(services_.clock.now()));
    OHMSTEAD_CO_TRY(auto slots, co_await services_.slots.read(
                                    services_.scope, id, summed_channels(followed->channels),
                                    {slot_of(day.from), slot_of(day.to)}));
    std::vector<ingest::TodayAmount> amounts;
    // Before the first slot of the day is here, nobody knows whether it was nothing.
    if (std::ranges::any_of(slots, [](const ChannelSlots& each) { return !each.slots.empty(); })) {
        for (auto& of_channel : slots) {
            amounts.push_back(amount_of(std::move(of_channel)));
        }
    }
    services_.hub.on_today(id, day.from, std::move(amounts));
    co_return Status{};
}

// How much later than it could have been a snapshot is found: the least that there ever was between
// the agent's clock and this one tells what the way takes and how far the clocks are apart. What is
// the least so far may still be late, unless it was looked for in vain just before.
Milliseconds FollowedHomes::lateness(Followed& followed, const LiveSnapshot& snapshot,
                                     Instant now) {
    const Milliseconds lag = now - snapshot.at;
    const bool is_least = !followed.least_lag || lag <= *followed.least_lag + kLagGrows;
    if (!is_least) {
        *followed.least_lag += kLagGrows;
        return lag - *followed.least_lag;
    }
    followed.least_lag = lag;
    return followed.in_vain ? Milliseconds{0} : kReadAgain;
}

Task<Status> FollowedHomes::read_values(HomeId id, FollowedPtr followed) {
    OHMSTEAD_CO_TRY(auto snapshot, co_await services_.live.snapshot(services_.scope, id));
    const auto now = services_.clock.now();
    const bool is_news =
        snapshot && (!followed->snapshot || followed->snapshot->revision < snapshot->revision);
    if (is_news) {
        const bool is_first = !followed->snapshot;
        const bool often = !is_first && !is_older(followed->news_at, kOften, now);
        followed->due_at =
            now + (often ? std::max(kReadAgain, kExpected - lateness(*followed, *snapshot, now))
                         : kReadAgain);
        followed->news_at = now;
        // What was there before anybody looked is as old as it says.
        followed->heard_at = is_first ? std::min(snapshot->at, now) : now;
        show(id, *followed, std::move(*snapshot));
    } else {
        const bool overdue = is_older(followed->news_at, kOverdue, now);
        followed->due_at = now + (overdue ? kReadEvery : kReadAgain);
    }
    followed->in_vain = !is_news;
    judge_connection(id, *followed);
    co_return Status{};
}

void FollowedHomes::show(const HomeId& id, Followed& followed, LiveSnapshot snapshot) {
    const auto before =
        std::exchange(followed.snapshot, std::move(snapshot)).value_or(LiveSnapshot{});
    const auto& now = *followed.snapshot;
    std::vector<ingest::PowerChange> powers;
    for (auto& [channel, power] : news_in(before.power, now.power)) {
        powers.push_back({.channel = std::move(channel), .power = power});
    }
    services_.hub.on_power(id, powers);
    std::vector<ingest::StateChange> states;
    for (auto& [channel, state] : news_in(before.state, now.state)) {
        states.push_back({.channel = std::move(channel), .state = state});
    }
    services_.hub.on_state(id, states);
    for (const auto& [channel, condition, since] : news_in(before.conditions, now.conditions)) {
        services_.hub.on_condition(id, channel, condition, since);
    }
}

void FollowedHomes::judge_connection(const HomeId& id, Followed& followed) {
    Connection now{.state = "not_configured",
                   .message = "No agent of this home has sent anything yet."};
    if (followed.heard_at) {
        const auto at = services_.clock.now();
        if (!is_older(followed.heard_at, kSilence, at)) {
            now = {.state = "connected", .message = "The home's agent sends its values."};
        } else if (!is_older(followed.begun_at, kSilence, at)) {
            // While nobody looked it had no need to send any.
            now = {.state = "connecting", .message = "The home's agent is asked for its values."};
        } else {
            now = {.state = "unreachable",
                   .message = "Nothing has come from the home's agent for minutes.",
                   .fault = home_assistant::ConnectionFault::agent_silent};
        }
    }
    if (now != followed.connection) {
        followed.connection = now;
        services_.hub.on_connection(id, std::move(now));
    }
}

Task<Status> FollowedHomes::renew_watch(HomeId id, FollowedPtr followed) {
    const auto now = services_.clock.now();
    if (followed->watched_until && *followed->watched_until - now > kRenewBefore &&
        *followed->watched_until - now <= kWatch) {
        co_return Status{};
    }
    const auto until = now + kWatch;
    OHMSTEAD_CO_TRY_VOID(
        co_await services_.live.renew_watch(services_.scope, std::move(id), until));
    followed->watched_until = until;
    co_return Status{};
}

}  // namespace ohmstead::live
