#include "ingest/agent_sync.hpp"

#include <exception>
#include <utility>

#include "ingest/agent_plan.hpp"

namespace ohmstead::ingest {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

// Two agents with one key would raise their epochs above each other without end.
constexpr std::chrono::minutes kBetweenRaises{10};
constexpr std::chrono::hours kBetweenCleanUps{1};
// How long what became of a command is remembered after it expired.
constexpr days kCommandsKept{7};
// Readings that Home Assistant gives to a store that begins: the days before the first whole one
// may be known better to the server.
constexpr days kBackfilled{2};
constexpr std::size_t kMostRejectedInLog = 5;

std::int64_t first_whole_day(Instant now) {
    return (std::chrono::floor<days>(now) - kBackfilled + days{1}).time_since_epoch().count();
}

}  // namespace

AgentSync::AgentSync(boost::asio::any_io_executor executor, Services services)
    : services_(std::move(services)),
      wake_(executor),
      commands_(std::move(executor), services_.log) {}

Task<Status> AgentSync::open() {
    OHMSTEAD_CO_TRY(auto state, co_await services_.store.open());
    if (state && state->server == services_.server) {
        state_ = std::move(*state);
        co_return Status{};
    }
    if (state) {
        services_.log.warning("the server is another one than before: everything is sent to it");
        state_.home = state->home;
    } else {
        services_.log.info("nothing is known to be at the server: everything is sent to it");
    }
    state_.server = services_.server;
    auto status = co_await services_.store.start_over(state_);
    co_return status;
}

Task<void> AgentSync::run() {
    for (;;) {
        const auto wait = co_await call_once();
        co_await wake_.wait_for(wait);
    }
}

Task<void> AgentSync::stop() {
    commands_.cancel();
    co_await commands_.join();
}

double AgentSync::random() {
    return std::uniform_real_distribution<double>(0.0, 1.0)(random_);
}

// Whatever the store or the engine throws, the next call tries again.
Task<Milliseconds> AgentSync::call_once() {
    std::string why;
    try {
        auto wait = co_await make_call();
        if (wait) {
            co_return *wait;
        }
        why = wait.error().detail;
    } catch (const boost::system::system_error& error) {
        if (error.code() == boost::asio::error::operation_aborted) {
            throw;
        }
        why = error.what();
    } catch (const std::exception& error) {
        why = error.what();
    }
    if (std::exchange(trouble_, why) != why) {
        services_.log.error("the sync waits: {}", why);
    }
    co_return pace_.after_failure(CallOutcome::unreachable, std::nullopt, random());
}

Task<Result<Milliseconds>> AgentSync::make_call() {
    co_await clean_up();
    OHMSTEAD_CO_TRY(auto made, co_await next_batch());
    auto result = co_await services_.host.call(std::move(made.batch));
    if (result.outcome != CallOutcome::answered) {
        co_return co_await failed(made, std::move(result));
    }
    auto wait = co_await answered(std::move(made), std::move(result.answer));
    co_return wait;
}

Task<Result<AgentBatch>> AgentSync::next_batch() {
    OHMSTEAD_CO_TRY(auto unsent, co_await services_.store.unsent(limits_));
    epoch_ = std::max(unsent.epoch, std::uint32_t{1});
    knows_nothing_ = state_.decisions.empty() && unsent.blocks.empty();
    if (auto withheld = take_blocks_before(sys_days{days{state_.first_day}}, unsent);
        !withheld.empty()) {
        OHMSTEAD_CO_TRY_VOID(co_await services_.store.settle({.blocks = std::move(withheld)}));
    }
    const auto now = services_.clock.now();
    carries_ = gathering_.is_over(unsent, now);
    if (!carries_) {
        unsent = {.blocks = {}, .chunks = {}, .more = false, .epoch = unsent.epoch};
    }
    AgentNews news{.unsent = std::move(unsent), .live = {}, .results = {}};
    OHMSTEAD_CO_TRY(news.results, co_await services_.store.results(kMostResultsPerBatch));
    // Who knows no channels has nothing to show.
    if (carries_ && !state_.decisions.empty()) {
        news.live = services_.live.snapshot({epoch_, ++sequence_}, now);
    }
    const AgentCall call{.epoch = epoch_, .now = now, .known_decisions = state_.decisions};
    co_return make_batch(call, std::move(news));
}

Task<Milliseconds> AgentSync::failed(const AgentBatch& made, CallResult result) {
    if (result.outcome == CallOutcome::too_large) {
        // Smaller, until it is one item that is too large: then that one is given up.
        if (limits_.items == 1) {
            services_.log.error("an item is too large for the server, and is left out");
            const auto settled = co_await services_.store.settle(everything_of(made.sent));
            result.detail = settled ? result.detail : settled.error().detail;
        }
        limits_.items = std::max<std::size_t>(1, limits_.items / 2);
        limits_.bytes = std::max<std::size_t>(1, limits_.bytes / 2);
    }
    if (std::exchange(trouble_, result.detail) != result.detail) {
        services_.log.warning("nothing can be sent now: {}", result.detail);
    }
    co_return pace_.after_failure(result.outcome, result.retry_after, random());
}

Task<Result<Milliseconds>> AgentSync::answered(AgentBatch made, IngestAnswer answer) {
    auto verdict = judge(made.sent, answer);
    if (!verdict) {
        co_return co_await failed(made, {.outcome = CallOutcome::not_understood,
                                         .answer = {},
                                         .detail = verdict.error().detail});
    }
    tell(*verdict, answer);
    const auto& settled = verdict->settled;
    const bool brought = !settled.blocks.empty() || !settled.chunks.empty();
    if (brought || !settled.results.empty()) {
        OHMSTEAD_CO_TRY_VOID(co_await services_.store.settle(std::move(verdict->settled)));
    }
    using Carried = SyncGathering::Carried;
    auto carried = made.more ? Carried::a_part : Carried::all;
    if (!carries_) {
        carried = Carried::nothing;
    } else if (state_.decisions.empty()) {
        carried = Carried::a_part;  // there is more as soon as the channels are known
    }
    const bool begins =
        gathering_.after_answer(carried, Milliseconds{answer.gather_ms}, services_.clock.now());
    OHMSTEAD_CO_TRY_VOID(co_await take_orders(answer));
    if (!std::exchange(trouble_, {}).empty()) {
        services_.log.info("the sync goes on");
    }
    const auto wait =
        pace_.after_answer(made.more && brought, Milliseconds{answer.next_interval_ms}, random());
    co_return begins ? Milliseconds{0} : wait;
}

// What the owner should know of an answer: each rejected item, a remark when it is new.
void AgentSync::tell(const Verdict& verdict, const IngestAnswer& answer) {
    std::size_t told = 0;
    for (const auto& item : verdict.rejected) {
        if (++told <= kMostRejectedInLog) {
            services_.log.error("the server does not take {}: {}, {}", item.what, item.code,
                                item.detail);
        }
    }
    if (told > kMostRejectedInLog) {
        services_.log.error("nor {} items more", told - kMostRejectedInLog);
    }
    std::set<std::string> remarks;
    for (const auto& remark : answer.remarks) {
        if (!remarks_.contains(remark.code)) {
            services_.log.warning("the server says: {}", remark.detail);
        }
        remarks.insert(remark.code);
    }
    remarks_ = std::move(remarks);
}

Task<Status> AgentSync::take_orders(IngestAnswer& answer) {
    // The epoch first: what follows may start the engine.
    if (answer.least_epoch && *answer.least_epoch > epoch_) {
        OHMSTEAD_CO_TRY_VOID(co_await raise_epoch(*answer.least_epoch));
    }
    if (answer.decisions && answer.decisions->revision != state_.decisions) {
        OHMSTEAD_CO_TRY_VOID(co_await take_decisions(std::move(*answer.decisions)));
    }
    for (auto& command : answer.commands) {
        OHMSTEAD_CO_TRY_VOID(co_await begin(std::move(command)));
    }
    co_return Status{};
}

Task<Status> AgentSync::take_decisions(Decisions decisions) {
    if (!state_.home.empty() && state_.home != decisions.home) {
        co_return make_error(ErrorCode::conflict,
                             "the key is another home's than the data folder. Choose another data "
                             "folder, or the key of this home");
    }
    auto state = state_;
    if (knows_nothing_ && decisions.had_agent) {
        state.first_day = first_whole_day(services_.clock.now());
    }
    state.home = decisions.home;
    state.decisions = decisions.revision;
    const auto count = decisions.channels.size();
    OHMSTEAD_CO_TRY_VOID(co_await services_.host.take_up(std::move(decisions)));
    OHMSTEAD_CO_TRY_VOID(co_await services_.store.put_state(state));
    state_ = std::move(state);
    services_.log.info("the home has {} channels, as decided at the server", count);
    co_return Status{};
}

// The server knows this home from an engine whose revisions are newer: of another store, of a copy
// of this one, or its own.
Task<Status> AgentSync::raise_epoch(std::uint32_t least) {
    const auto now = services_.clock.now();
    if (raised_at_ && now - *raised_at_ < kBetweenRaises) {
        services_.log.warning(
            "the server has newer revisions again. Is there another agent with "
            "this key?");
        co_return Status{};
    }
    raised_at_ = now;
    services_.log.info("the engine goes on in epoch {}, as the server has what is older", least);
    OHMSTEAD_CO_TRY_VOID(co_await services_.store.raise_epoch(least));
    auto status = co_await services_.host.restart_engine();
    co_return status;
}

// Each is begun once, whatever happens to this process.
Task<Status> AgentSync::begin(CommandItem command) {
    OHMSTEAD_CO_TRY(const bool is_new,
                    co_await services_.store.begin_command(command.id, command.expires_at));
    if (is_new) {
        commands_.spawn("command", perform(std::move(command)));
    }
    co_return Status{};
}

Task<void> AgentSync::perform(CommandItem command) {
    CommandResult result{.command = command.id, .outcome = CommandOutcome::failed};
    if (command.expires_at <= services_.clock.now()) {
        result.detail = "It came too late.";
    } else {
        result = co_await services_.host.perform(std::move(command));
    }
    if (result.result.size() > kLargestResult) {
        result.outcome = CommandOutcome::failed;
        result.detail = "The result is too large to be sent.";
        result.result = "null";
    }
    const auto kept = co_await services_.store.finish_command(std::move(result));
    if (!kept) {
        services_.log.error("the result of a command is lost: {}", kept.error().detail);
    }
    wake_.notify();
}

Task<void> AgentSync::clean_up() {
    const auto now = services_.clock.now();
    if (cleaned_at_ && now >= *cleaned_at_ && now - *cleaned_at_ < kBetweenCleanUps) {
        co_return;
    }
    const auto removed =
        co_await services_.store.clean_up(now - services_.kept, now - kCommandsKept);
    if (!removed || *removed == 0) {
        cleaned_at_ = now;
    }
}

}  // namespace ohmstead::ingest
