#include "ingest/home_engine.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "async/sleep.hpp"

namespace ohmstead::ingest {
namespace {

using std::chrono::days;
using std::chrono::sys_days;
using SteadyClock = std::chrono::steady_clock;

constexpr Milliseconds kTurn{500};
constexpr std::chrono::seconds kTodayInterval{10};
constexpr std::chrono::seconds kWriteInterval{2};
// Late readings come in bursts; one rebuild takes them all.
constexpr Milliseconds kLateRest{200};
// How long somebody who pushed readings waits for their slots.
constexpr std::chrono::seconds kLongestWait{30};
constexpr std::chrono::seconds kFirstRest{1};
constexpr int kMostDoublings = 5;
// Between counter steps that lie further apart, a mean says nothing about now.
constexpr std::chrono::minutes kLongestMean{65};

std::int64_t mean_rate(const Reading& from, const Reading& to) {
    const auto ms = (to.at - from.at).count();
    return static_cast<std::int64_t>(static_cast<double>(to.value - from.value) * 3'600'000.0 /
                                     static_cast<double>(ms));
}

// The earliest level about which one says something else than the other.
Instant first_difference(const Channel& one, const Channel& other) {
    auto earliest = Instant::max();
    const auto compare = [&](const Channel& a, const Channel& b) {
        for (const auto& decision : a.decisions) {
            const auto* found = find_decision(b, decision.at);
            if (found == nullptr || *found != decision) {
                earliest = std::min(earliest, decision.at);
            }
        }
    };
    compare(one, other);
    compare(other, one);
    return earliest;
}

// What is broken in a store must not end the home: it is tried again.
template <class T>
Task<Result<T>> without_throwing(Task<Result<T>> task) {
    try {
        co_return co_await std::move(task);
    } catch (const std::exception& error) {
        co_return make_error(ErrorCode::unavailable, error.what());
    }
}

// Of what a batch says about one channel, only the last is shown: the change to write it to.
template <class Change>
Change& change_of(std::vector<Change>& changes, const ChannelId& channel) {
    if (changes.empty() || changes.back().channel != channel) {
        changes.emplace_back().channel = channel;
    }
    return changes.back();
}

}  // namespace

HomeEngine::HomeEngine(boost::asio::any_io_executor executor, HomeEngineServices services,
                       Home home)
    : services_(std::move(services)),
      home_(std::move(home)),
      zone_(Zone::find(home_.time_zone).value_or(Zone::utc())),
      channels_(std::make_shared<const std::vector<Channel>>()),
      router_(std::make_unique<SourceRouter>(std::vector<Channel>{})),
      writer_(services_.slots, services_.scope, home_.id, services_.epoch),
      wake_(executor),
      turned_(executor) {
    if (services_.past != nullptr) {
        past_.emplace(PastImport::Services{.log = services_.log,
                                           .readings = services_.readings,
                                           .past = *services_.past,
                                           .scope = services_.scope},
                      home_.id);
    }
}

HomeEngine::StatePtr HomeEngine::make_state(const Channel& channel) const {
    auto state = std::make_shared<State>();
    state->channel = channel;
    if (is_flow(channel.role) && services_.meters) {
        state->meter.emplace(channel, home_);
    }
    state->has_power_source = open_binding(channel, Measure::power) != nullptr;
    return state;
}

Task<Status> HomeEngine::take_up(std::vector<Channel> channels) {
    router_ = std::make_unique<SourceRouter>(channels);
    for (const auto& channel : channels) {
        auto state = make_state(channel);
        OHMSTEAD_CO_TRY_VOID(co_await recover(state));
        states_.push_back(std::move(state));
    }
    show_home(std::move(channels));
    if (past_ && services_.meters) {
        OHMSTEAD_CO_TRY(const auto completed, co_await past_->to_be_metered());
        note_past(completed);
        OHMSTEAD_CO_TRY_VOID(co_await note_rules({}));
    }
    today_changed_ = true;
    wake_.notify();
    co_return Status{};
}

// What was kept before tells how far the past is known. The newest block may have been written
// before the newest late reading was metered, so the day before it is worked out again as well.
Task<Status> HomeEngine::recover(StatePtr state) {
    if (!state->meter) {
        co_return Status{};
    }
    const Span far_future{Instant::max() - days{1}, Instant::max()};
    OHMSTEAD_CO_TRY(const auto newest,
                    co_await services_.readings.read(services_.scope, home_.id, state->channel.id,
                                                     state->meter->rules().source, far_future,
                                                     /*with_previous=*/true));
    if (newest.empty()) {
        co_return Status{};
    }
    state->have_until = newest.front().at;
    const auto day = std::chrono::floor<days>(newest.front().at);
    OHMSTEAD_CO_TRY(const auto block, co_await services_.slots.block_at_or_before(
                                          services_.scope, home_.id, state->channel.id, day));
    state->meter->invalidate(block ? Instant{block->day - days{1}} : Instant{});
    co_return Status{};
}

Task<Status> HomeEngine::configure(Home home, std::vector<Channel> channels, bool meters) {
    // A turn that is under way works on the old channels; it must not write over the new ones.
    while (turning_) {
        co_await turned_.wait_for(kTurn);
    }
    const bool same_metering = std::exchange(services_.meters, meters) == meters;
    const bool same_fuse = home_.main_fuse == home.main_fuse;
    const bool same_sun = home_.time_zone == home.time_zone;
    home_ = std::move(home);
    zone_ = Zone::find(home_.time_zone).value_or(Zone::utc());
    std::vector<StatePtr> states;
    std::map<ChannelId, Instant> again;
    for (const auto& channel : channels) {
        const auto old = std::find_if(states_.begin(), states_.end(), [&](const StatePtr& state) {
            return state->channel.id == channel.id;
        });
        const bool metered_alike = same_metering && old != states_.end() &&
                                   (*old)->channel.bindings == channel.bindings &&
                                   (*old)->channel.role == channel.role &&
                                   (*old)->channel.peak_power == channel.peak_power &&
                                   (same_fuse || !passes_main_fuse(channel.role)) &&
                                   (same_sun || channel.role != ChannelRole::solar);
        if (metered_alike) {
            if ((*old)->meter && (*old)->channel.decisions != channel.decisions) {
                const auto since = first_difference((*old)->channel, channel);
                (*old)->meter->decide(channel.decisions, since);
                again.emplace(channel.id, since);
                unwritten_ = true;
            }
            (*old)->channel = channel;
            states.push_back(*old);
            continue;
        }
        auto state = make_state(channel);
        if (old != states_.end() && state->meter) {
            state->have_until = (*old)->have_until;
            state->meter->invalidate(Instant{});
        }
        states.push_back(std::move(state));
    }
    states_ = std::move(states);
    router_ = std::make_unique<SourceRouter>(channels);
    show_home(std::move(channels));
    today_changed_ = true;
    Status noted;
    if (past_ && services_.meters) {
        noted = co_await note_rules(std::move(again));
    }
    wake_.notify();
    co_return noted;
}

void HomeEngine::show_home(std::vector<Channel> channels) {
    channels_ = std::make_shared<const std::vector<Channel>>(channels);
    services_.live.on_home(home_, std::move(channels));
}

void HomeEngine::accept(const std::vector<home_assistant::SourceReadings>& sources) {
    for (const auto& source : sources) {
        for (auto& taken : router_->route(source)) {
            auto& state = *states_[taken.channel];
            show(state, taken.measure, taken.readings);
            incoming_.push_back({.channel = state.channel.id,
                                 .measure = taken.measure,
                                 .source_rank = taken.rank,
                                 .readings = std::move(taken.readings)});
        }
    }
    send_live();
}

// What readings mean for the live picture and the slots.
void HomeEngine::show(State& state, Measure measure, std::span<const Reading> readings) {
    if (readings.empty()) {
        return;
    }
    if (measure == Measure::state) {
        change_of(state_changes_, state.channel.id).state = readings.back();
        return;
    }
    if (measure == Measure::power) {
        show_power(state, readings);
    } else if (!state.has_power_source) {
        for (const auto& reading : readings) {
            if (!is_declaration(reading.value)) {
                show_mean(state, reading);
            }
        }
    }
    if (state.meter && state.meter->rules().source == measure) {
        const bool was_late = state.meter->late().has_value();
        state.meter->push(readings);
        unwritten_ = true;
        if (state.meter->late()) {
            if (!was_late) {
                late_rests_at_ = SteadyClock::now() + kLateRest;
            }
        } else {
            today_changed_ = true;
        }
    }
}

void HomeEngine::show_power(State& state, std::span<const Reading> readings) {
    const Reading* newest = nullptr;
    for (const auto& reading : readings) {
        if (!state.newest_power || reading.at >= *state.newest_power) {
            state.newest_power = reading.at;
            newest = &reading;
        }
    }
    if (newest != nullptr) {
        auto& change = change_of(power_changes_, state.channel.id);
        change.power = *newest;
        change.kind = PowerKind::measured;
        change.mean_over = Milliseconds{0};
    }
}

// The mean since the step before. After a connect the newest value comes first and the past later,
// so a reading may also turn out to be the step before.
void HomeEngine::show_mean(State& state, const Reading& counter) {
    auto& last = state.last_step;
    auto& before = state.step_before;
    if (!last || (counter.at > last->at && counter.value != last->value)) {
        before = std::exchange(last, counter);
    } else if (counter.at < last->at && counter.value < last->value &&
               (!before || counter.at > before->at)) {
        before = counter;
    } else {
        return;
    }
    if (before && last->value >= before->value && last->at - before->at <= kLongestMean) {
        auto& change = change_of(power_changes_, state.channel.id);
        change.power = {last->at, mean_rate(*before, *last)};
        change.kind = PowerKind::mean;
        change.mean_over = last->at - before->at;
    }
}

void HomeEngine::send_live() {
    if (!power_changes_.empty()) {
        services_.live.on_power(home_.id, power_changes_);
        power_changes_.clear();
    }
    if (!state_changes_.empty()) {
        services_.live.on_state(home_.id, state_changes_);
        state_changes_.clear();
    }
}

void HomeEngine::accept_conditions(const std::vector<home_assistant::EntityReport>& reports) {
    for (const auto& report : reports) {
        for (const auto position : router_->channels_of_entity(report.entity)) {
            services_.live.on_condition(home_.id, states_[position]->channel.id, report.condition,
                                        report.since);
        }
    }
}

Task<Result<std::size_t>> HomeEngine::push(AccessScope scope, std::vector<SeriesReadings> batch) {
    const auto home = home_.id;
    auto kept = co_await services_.readings.append(std::move(scope), home, batch, Durability::now);
    if (!kept) {
        co_return std::move(kept).error();
    }
    for (auto& series : batch) {
        const auto found = std::find_if(states_.begin(), states_.end(), [&](const StatePtr& state) {
            return state->channel.id == series.channel;
        });
        if (found == states_.end()) {
            continue;
        }
        if (!std::ranges::is_sorted(series.readings, {}, &Reading::at)) {
            std::ranges::sort(series.readings, {}, &Reading::at);
        }
        show(**found, series.measure, series.readings);
    }
    send_live();
    if (anything_late()) {
        wake_.notify();
    }
    const auto give_up_at = SteadyClock::now() + kLongestWait;
    while (anything_late()) {
        if (finishing_ || SteadyClock::now() >= give_up_at) {
            co_return make_error(ErrorCode::unavailable,
                                 "The readings are kept, their slots are not up to date yet.");
        }
        co_await turned_.wait_for(kTurn);
    }
    co_return *kept;
}

bool HomeEngine::anything_late() const {
    return std::any_of(states_.begin(), states_.end(), [](const StatePtr& state) {
        return state->meter && (state->meter->late() || state->meter->rebuilding());
    });
}

Task<void> HomeEngine::run() {
    while (!finishing_) {
        co_await wake_.wait_for(until_next_turn());
        if (!finishing_) {
            co_await turn(/*everything=*/false);
        }
    }
}

// Late readings are taken in as soon as their rest is over.
Milliseconds HomeEngine::until_next_turn() const {
    if (SteadyClock::now() < resting_until_) {
        return kTurn;
    }
    if (with_past()) {
        return Milliseconds{1};
    }
    if (!anything_late()) {
        return kTurn;
    }
    const auto rest = std::chrono::ceil<Milliseconds>(late_rests_at_ - SteadyClock::now());
    return std::clamp(rest, Milliseconds{1}, kTurn);
}

Task<void> HomeEngine::finish() {
    finishing_ = true;
    wake_.notify();
    while (turning_) {
        co_await turned_.wait_for(kTurn);
    }
    co_await turn(/*everything=*/true);
}

Task<void> HomeEngine::settle() {
    settle_wanted_ = settle_wanted_ || settling_ || unwritten_;
    while ((settle_wanted_ || settling_) && !finishing_) {
        wake_.notify();
        co_await turned_.wait_for(kTurn);
    }
}

Task<void> HomeEngine::turn(bool everything) {
    turning_ = true;
    settling_ = std::exchange(settle_wanted_, false);
    co_await take_turn(everything || settling_);
    settling_ = false;
    turning_ = false;
    turned_.notify();
}

Task<void> HomeEngine::take_turn(bool everything) {
    if (!everything && SteadyClock::now() < resting_until_) {
        co_return;
    }
    bool all_kept = co_await keep_incoming();
    const auto states = states_;
    if (everything || SteadyClock::now() >= late_rests_at_) {
        for (const auto& state : states) {
            if (all_kept && state->meter && state->meter->late()) {
                co_await rebuild(state);
                // More may have come meanwhile. The next one is worked out from what is kept, so
                // that has to be kept first.
                all_kept = co_await keep_incoming();
            }
        }
    }
    // A block must not be kept without the readings it was made from.
    if (all_kept && (everything || SteadyClock::now() >= next_write_)) {
        co_await write_closed_slots(states, everything);
    }
    if (services_.meters && today_changed_ && SteadyClock::now() >= next_today_) {
        send_today();
    }
    // Years take their time: one channel after the other, and nobody has to wait for all. What came
    // while slots were written is kept first, as above, or it would be in no meter.
    if (const auto state = with_past(); state && all_kept && !everything) {
        all_kept = co_await keep_incoming();
        if (all_kept) {
            state->meter->invalidate(*state->past_since);
            co_await rebuild(state);
        }
    }
}

// A store that refuses is left alone for a while, longer each time, and spoken of once.
void HomeEngine::failed(std::string_view why) {
    if (failures_++ == 0) {
        services_.log.warning("readings and slots of home {} wait: {}", home_.id.value, why);
    }
    const auto rest = kFirstRest * (1 << std::min(failures_ - 1, kMostDoublings));
    resting_until_ = SteadyClock::now() + rest;
}

void HomeEngine::succeeded() {
    if (std::exchange(failures_, 0) > 0) {
        services_.log.info("readings and slots of home {} are kept again", home_.id.value);
    }
}

// True when everything that has arrived is in the store.
Task<bool> HomeEngine::keep_incoming() {
    while (!incoming_.empty()) {
        std::vector<SeriesReadings> batch(std::make_move_iterator(incoming_.begin()),
                                          std::make_move_iterator(incoming_.end()));
        incoming_.clear();
        const auto kept = co_await without_throwing(
            services_.readings.append(services_.scope, home_.id, batch, Durability::soon));
        if (!kept) {
            failed(kept.error().detail);
            incoming_.insert(incoming_.begin(), std::make_move_iterator(batch.begin()),
                             std::make_move_iterator(batch.end()));
            co_return false;
        }
    }
    co_return true;
}

Task<void> HomeEngine::rebuild(StatePtr state) {
    const auto late = *state->meter->late();
    const RebuildSpan span{.from = late.from,
                           .to = late.to,
                           .open_day = state->meter->first_day(),
                           .today = std::chrono::floor<days>(services_.clock.now())};
    state->meter->begin_rebuild();
    Rebuild rebuild({.readings = services_.readings,
                     .slots = services_.slots,
                     .writer = writer_,
                     .scope = services_.scope},
                    home_.id, state->channel.id, state->meter->rules());
    auto rebuilt = co_await without_throwing(rebuild.run(span));
    const bool done = rebuilt.has_value();
    if (!rebuilt) {
        failed(rebuilt.error().detail);
        rebuilt = Rebuilt{};
        state->meter->invalidate(late.from);
    }
    state->meter->end_rebuild(std::move(*rebuilt));
    today_changed_ = true;
    next_today_ = {};
    if (done && past_) {
        if (state->past_since && late.from <= *state->past_since) {
            state->past_since.reset();
        }
        const auto noted = co_await without_throwing(past_->metered(state->channel.id, late.from));
        if (!noted) {
            services_.log.warning("home {}: {}", home_.id.value, noted.error().detail);
        }
    }
}

void HomeEngine::tell_events(State& state) {
    for (const auto& event : state.meter->take_events()) {
        const auto at = format_rfc3339(event.at);
        if (event.kind == MeterEvent::Kind::reset) {
            services_.log.info("channel {}: its counter fell by {} and goes on from there, at {}",
                               state.channel.id.value, event.amount, at);
        } else if (event.kind == MeterEvent::Kind::rolled_over) {
            services_.log.info("channel {}: its counter rolled over at {}; {} is booked across it",
                               state.channel.id.value, at, event.amount);
        } else if (event.kind == MeterEvent::Kind::quarantined) {
            services_.log.warning("channel {}: an implausible {} at {} is not booked",
                                  state.channel.id.value, event.amount, at);
        }
    }
}

Task<void> HomeEngine::write_closed_slots(std::vector<StatePtr> states, bool open_ones_too) {
    next_write_ = SteadyClock::now() + kWriteInterval;
    unwritten_ = unwritten_ && !open_ones_too;
    std::vector<Block> blocks;
    for (const auto& state : states) {
        if (state->meter) {
            tell_events(*state);
            writer_.add(blocks, state->channel.id, state->meter->take_days(open_ones_too));
        }
    }
    std::map<ChannelId, Instant> first_day;
    for (const auto& block : blocks) {
        const auto entry = first_day.try_emplace(block.channel, Instant{block.day}).first;
        entry->second = std::min(entry->second, Instant{block.day});
    }
    const auto status = co_await without_throwing(writer_.write(std::move(blocks)));
    if (status) {
        succeeded();
        co_return;
    }
    failed(status.error().detail);
    for (const auto& state : states) {
        if (const auto day = first_day.find(state->channel.id); day != first_day.end()) {
            state->meter->invalidate(day->second);
        }
    }
}

Instant HomeEngine::midnight() const {
    return zone_.day_span(zone_.date_of(services_.clock.now())).from;
}

void HomeEngine::correct(std::vector<Overlay> overlays) {
    overlays_ = std::move(overlays);
    today_changed_ = true;
    next_today_ = {};
    wake_.notify();
}

void HomeEngine::send_today() {
    const auto midnight = this->midnight();
    std::vector<TodayAmount> amounts;
    for (const auto& state : states_) {
        if (state->meter) {
            state->meter->forget_before(slot_of(midnight - days{1}));
            amounts.push_back(state->meter->amount_since(state->channel.id, midnight, overlays_));
        }
    }
    today_changed_ = false;
    next_today_ = SteadyClock::now() + kTodayInterval;
    services_.live.on_today(home_.id, midnight, std::move(amounts));
}

std::vector<home_assistant::WatchedSource> HomeEngine::watched_sources() const {
    auto sources = router_->watched();
    for (auto& source : sources) {
        for (const auto& state : states_) {
            for (const auto& binding : state->channel.bindings) {
                if (binding.source_id == source.id && binding.measure == source.measure &&
                    state->have_until) {
                    source.have_until = std::min(source.have_until.value_or(*state->have_until),
                                                 *state->have_until);
                }
            }
        }
    }
    return sources;
}

std::vector<std::string> HomeEngine::watched_switches() const {
    std::vector<std::string> entities;
    for (const auto& state : states_) {
        const auto& entity = state->channel.device_entity;
        if (!entity.empty() &&
            std::find(entities.begin(), entities.end(), entity) == entities.end()) {
            entities.push_back(entity);
        }
    }
    return entities;
}

}  // namespace ohmstead::ingest
