#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "store/command_store.hpp"
#include "store/decisions.hpp"
#include "store/live_store.hpp"

namespace ohmstead::test {

// Live values of one home in memory.
class FakeLive final : public LiveStore {
public:
    std::optional<LiveSnapshot> kept;
    std::optional<Instant> watch;
    std::optional<Instant> commands_until;
    std::string decisions = decisions_revision({});
    bool erased = false;
    bool available = true;
    int reads = 0;
    int renewals = 0;
    int looks = 0;  // at the orders alone

    Task<Result<LivePut>> put(AccessScope, HomeId, LiveSnapshot snapshot) override {
        if (!available) {
            co_return make_error(ErrorCode::unavailable, "The store is down.");
        }
        if (kept && kept->revision >= snapshot.revision) {
            co_return LivePut{.outcome = PutOutcome::stale, .orders = now()};
        }
        kept = std::move(snapshot);
        co_return LivePut{.outcome = PutOutcome::stored, .orders = now()};
    }
    Task<Result<std::optional<LiveSnapshot>>> snapshot(AccessScope, HomeId) override {
        if (!available) {
            co_return make_error(ErrorCode::unavailable, "The store is down.");
        }
        ++reads;
        co_return kept;
    }
    Task<Result<std::optional<Revision>>> revision(AccessScope, HomeId) override {
        co_return kept ? std::optional(kept->revision) : std::nullopt;
    }
    Task<Status> renew_watch(AccessScope, HomeId, Instant until) override {
        ++renewals;
        watch = until;
        co_return Status{};
    }
    Task<Result<LiveOrders>> orders(AccessScope, HomeId) override {
        ++looks;
        if (erased) {
            co_return make_error(ErrorCode::not_found, "There is no such home.");
        }
        co_return now();
    }

private:
    LiveOrders now() const {
        return {.watched_until = watch, .commands_until = commands_until, .decisions = decisions};
    }
};

// Commands of one home in memory.
class FakeCommands final : public CommandStore {
public:
    std::vector<Command> commands;
    bool available = true;

    Task<Status> create(AccessScope, HomeId, Command command) override {
        commands.push_back(std::move(command));
        co_return Status{};
    }
    Task<Result<Command>> find(AccessScope, HomeId, CommandId id, Instant) override {
        for (const auto& command : commands) {
            if (command.id == id) {
                co_return command;
            }
        }
        co_return make_error(ErrorCode::not_found, "There is no such command.");
    }
    Task<Result<std::vector<Command>>> fetch(AccessScope, HomeId, Instant now,
                                             std::size_t most) override {
        std::vector<Command> waiting;
        for (const auto& command : commands) {
            if (is_waiting(command) && command.expires_at > now && waiting.size() < most) {
                waiting.push_back(command);
            }
        }
        co_return waiting;
    }
    Task<Result<PutOutcome>> take_result(AccessScope, HomeId, CommandResult result) override {
        if (!available) {
            co_return make_error(ErrorCode::unavailable, "The store is down.");
        }
        for (auto& command : commands) {
            if (command.id == result.command) {
                const bool is_first = is_waiting(command);
                if (is_first) {
                    command.state = result.outcome == CommandOutcome::done ? CommandState::done
                                                                           : CommandState::failed;
                    command.detail = result.detail;
                    command.result = result.result;
                }
                co_return is_first ? PutOutcome::stored : PutOutcome::stale;
            }
        }
        co_return make_error(ErrorCode::not_found, "There is no such command.");
    }

private:
    static bool is_waiting(const Command& command) {
        return command.state == CommandState::open || command.state == CommandState::sent;
    }
};

}  // namespace ohmstead::test
