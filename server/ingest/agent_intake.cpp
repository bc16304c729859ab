#include "ingest/agent_intake.hpp"

#include <algorithm>
#include <utility>

#include "store/decisions.hpp"

namespace ohmstead::ingest {
namespace {

void note(IngestResult& result, PutOutcome outcome) {
    result.status = outcome == PutOutcome::stored ? IngestStatus::stored : IngestStatus::stale;
}

}  // namespace

Task<Result<IngestAnswer>> AgentIntake::take(AccessScope scope, HomeId home, PlannedBatch batch,
                                             Instant now) {
    OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::add_readings));
    auto& answer = batch.answer;
    if (!batch.request.engine_epoch) {
        co_return std::move(answer);
    }
    std::optional<Revision> live;
    if (!batch.plan.live.empty()) {
        live = batch.plan.live.front().second.revision;
    }
    const auto is_stale = [&] {
        return answer.items[batch.plan.live.front().first].status == IngestStatus::stale;
    };
    OHMSTEAD_CO_TRY(const auto orders, co_await keep_live(scope, home, batch.plan.live, answer));
    // Who knows no decisions may have lost what it knew, its last epoch included.
    if (!batch.request.known_decisions || (live && is_stale())) {
        OHMSTEAD_CO_TRY_VOID(co_await add_least_epoch(scope, home, live, answer));
    }
    OHMSTEAD_CO_TRY_VOID(co_await keep(scope, home, std::move(batch.plan), answer));
    OHMSTEAD_CO_TRY_VOID(co_await add_orders(scope, home, orders, now, answer));
    OHMSTEAD_CO_TRY_VOID(co_await add_decisions(
        scope, home, orders.decisions, batch.request.known_decisions.value_or(""), answer));
    co_return std::move(answer);
}

// Before the blocks: so the snapshot is of the newest epoch that any block is of. Answers what the
// agent has to see, which comes with the write.
Task<Result<LiveOrders>> AgentIntake::keep_live(AccessScope scope, HomeId home,
                                                AgentPlan::Placed<LiveSnapshot> live,
                                                IngestAnswer& answer) {
    if (live.empty()) {
        co_return co_await stores_.live.orders(std::move(scope), std::move(home));
    }
    auto& [place, snapshot] = live.front();
    OHMSTEAD_CO_TRY(auto put, co_await stores_.live.put(scope, home, std::move(snapshot)));
    note(answer.items[place], put.outcome);
    co_return std::move(put.orders);
}

// Greater than every epoch of this side's own engine and of the agent. A snapshot that merely came
// twice is stale without being behind.
Task<Status> AgentIntake::add_least_epoch(AccessScope scope, HomeId home,
                                          std::optional<Revision> sent, IngestAnswer& answer) {
    OHMSTEAD_CO_TRY(const auto kept, co_await stores_.live.revision(scope, home));
    if (sent && kept && *kept <= *sent) {
        co_return Status{};
    }
    OHMSTEAD_CO_TRY(const auto next, co_await stores_.slots.next_epoch(scope, home));
    answer.least_epoch = kept ? std::max(next, kept->epoch + 1) : next;
    co_return Status{};
}

Task<Status> AgentIntake::keep(AccessScope scope, HomeId home, AgentPlan plan,
                               IngestAnswer& answer) {
    if (!plan.readings.empty()) {
        OHMSTEAD_CO_TRY(const auto changed,
                        co_await stores_.readings.append(scope, home, std::move(plan.readings),
                                                         Durability::now));
        for (const auto place : plan.chunks) {
            note(answer.items[place], changed > 0 ? PutOutcome::stored : PutOutcome::stale);
        }
    }
    if (!plan.blocks.empty()) {
        std::vector<Block> blocks;
        for (auto& [place, block] : plan.blocks) {
            blocks.push_back(std::move(block));
        }
        OHMSTEAD_CO_TRY(const auto outcomes,
                        co_await stores_.slots.put(scope, home, std::move(blocks)));
        for (std::size_t i = 0; i < outcomes.size(); ++i) {
            note(answer.items[plan.blocks[i].first], outcomes[i]);
        }
    }
    auto status = co_await keep_results(scope, home, std::move(plan.results), answer);
    co_return status;
}

Task<Status> AgentIntake::keep_results(AccessScope scope, HomeId home,
                                       AgentPlan::Placed<CommandResult> results,
                                       IngestAnswer& answer) {
    for (auto& [place, result] : results) {
        const auto outcome = co_await stores_.commands.take_result(scope, home, std::move(result));
        if (outcome) {
            note(answer.items[place], *outcome);
        } else if (outcome.error().code == ErrorCode::not_found) {
            reject(answer.items[place], {"unknown_command", "there is no such command"});
        } else {
            co_return outcome.error();
        }
    }
    co_return Status{};
}

// When and where to call again, and what to do until then.
Task<Status> AgentIntake::add_orders(AccessScope scope, HomeId home, const LiveOrders& orders,
                                     Instant now, IngestAnswer& answer) {
    std::vector<Command> commands;
    if (orders.commands_until && *orders.commands_until > now) {
        OHMSTEAD_CO_TRY(commands, co_await stores_.commands.fetch(scope, home, now, kMostCommands));
    }
    const bool watched = orders.watched_until && *orders.watched_until > now;
    const bool busy = watched || !commands.empty();
    answer.next_interval_ms = busy ? kBusyIntervalMs : kIdleIntervalMs;
    answer.gather_ms = busy ? 0 : static_cast<std::int32_t>(terms_.gather.count());
    if (busy && !terms_.live_server.empty()) {
        answer.live_server = terms_.live_server;
    }
    for (Command& command : commands) {
        answer.commands.push_back({.id = std::move(command.id),
                                   .kind = command.kind,
                                   .body = RawJson{std::move(command.body)},
                                   .expires_at = command.expires_at});
    }
    co_return Status{};
}

// `decided`: the revision as it stands, or stood a moment ago; `known`: what the agent goes by.
Task<Status> AgentIntake::add_decisions(AccessScope scope, HomeId home, const std::string& decided,
                                        const std::string& known, IngestAnswer& answer) {
    if (decided == known) {
        co_return Status{};
    }
    OHMSTEAD_CO_TRY(auto now, co_await stores_.homes.channels(scope, home));
    auto revision = decisions_revision(now);
    if (revision == known) {
        co_return Status{};
    }
    OHMSTEAD_CO_TRY(const auto kept, co_await stores_.live.revision(scope, home));
    answer.decisions = Decisions{.revision = std::move(revision),
                                 .home = std::move(home),
                                 .had_agent = kept.has_value(),
                                 .channels = std::move(now)};
    co_return Status{};
}

}  // namespace ohmstead::ingest
