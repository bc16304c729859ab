#include "contract/store_contract.hpp"

namespace ohmstead::test {
namespace {

OHMSTEAD_STORE_CONTRACT(CommandStoreContract);

constexpr std::size_t kMost = 10;

Command command_at(Instant created_at, CommandKind kind = CommandKind::discover) {
    return {.id = CommandId::make(),
            .kind = kind,
            .body = R"({"on":true})",
            .created_at = created_at,
            .expires_at = created_at + Seconds{60}};
}

std::vector<CommandId> ids_of(const Result<std::vector<Command>>& commands) {
    std::vector<CommandId> ids;
    for (const Command& command : commands.value()) {
        EXPECT_EQ(command.state, CommandState::sent);
        ids.push_back(command.id);
    }
    return ids;
}

TEST_P(CommandStoreContract, KeepsCommandsOverARestart) {
    HomeId home;
    const Command command = command_at(kNow, CommandKind::switch_device);
    with_engine([&](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await make_dwelling(engine, 0);
        home = dwelling.home;
        const auto created = co_await engine.commands().create(system_scope(), home, command);
        EXPECT_TRUE(created);
    });
    with_engine([&](Engine& engine) -> Task<void> {
        const auto found = co_await engine.commands().find(system_scope(), home, command.id, kNow);
        EXPECT_EQ(found.value(), command);
    });
}

TEST_P(CommandStoreContract, OffersACommandUntilItsResultIsThere) {
    with_engine([](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await make_dwelling(engine, 0);
        auto& commands = engine.commands();
        const Command second = command_at(kNow + Seconds{1});
        const Command first = command_at(kNow);
        (void)co_await commands.create(system_scope(), dwelling.home, second);
        (void)co_await commands.create(system_scope(), dwelling.home, first);
        for (int times = 0; times < 2; ++times) {
            const auto fetched =
                co_await commands.fetch(system_scope(), dwelling.home, kNow, kMost);
            EXPECT_EQ(ids_of(fetched), (std::vector<CommandId>{first.id, second.id}));
        }
        const auto limited = co_await commands.fetch(system_scope(), dwelling.home, kNow, 1);
        EXPECT_EQ(ids_of(limited), std::vector<CommandId>{first.id});
        const auto sent = co_await commands.find(system_scope(), dwelling.home, first.id, kNow);
        EXPECT_EQ(sent.value().state, CommandState::sent);
        const CommandResult result{.command = first.id,
                                   .outcome = CommandOutcome::failed,
                                   .detail = "It does not answer.",
                                   .result = "[1]"};
        const auto taken = co_await commands.take_result(system_scope(), dwelling.home, result);
        EXPECT_EQ(taken.value(), PutOutcome::stored);
        const auto rest = co_await commands.fetch(system_scope(), dwelling.home, kNow, kMost);
        EXPECT_EQ(ids_of(rest), std::vector<CommandId>{second.id});
        const auto failed = co_await commands.find(system_scope(), dwelling.home, first.id, kNow);
        EXPECT_EQ(failed.value().state, CommandState::failed);
        EXPECT_EQ(failed.value().detail, "It does not answer.");
        EXPECT_EQ(failed.value().result, "[1]");
    });
}

TEST_P(CommandStoreContract, TheFirstResultStays) {
    with_engine([](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await make_dwelling(engine, 0);
        auto& commands = engine.commands();
        const Command command = command_at(kNow);
        (void)co_await commands.create(system_scope(), dwelling.home, command);
        const auto take = [&](CommandOutcome outcome) {
            return commands.take_result(system_scope(), dwelling.home,
                                        {.command = command.id, .outcome = outcome});
        };
        const auto first = co_await take(CommandOutcome::done);
        EXPECT_EQ(first.value(), PutOutcome::stored);
        const auto again = co_await take(CommandOutcome::done);
        EXPECT_EQ(again.value(), PutOutcome::stale);
        const auto other = co_await take(CommandOutcome::failed);
        EXPECT_EQ(other.value(), PutOutcome::stale);
        const auto found = co_await commands.find(system_scope(), dwelling.home, command.id, kNow);
        EXPECT_EQ(found.value().state, CommandState::done);
    });
}

TEST_P(CommandStoreContract, ACommandThatIsThereIsLeftAlone) {
    with_engine([](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await make_dwelling(engine, 0);
        auto& commands = engine.commands();
        const Command command = command_at(kNow);
        (void)co_await commands.create(system_scope(), dwelling.home, command);
        (void)co_await commands.take_result(system_scope(), dwelling.home, {.command = command.id});
        const auto again = co_await commands.create(system_scope(), dwelling.home, command);
        EXPECT_TRUE(again);
        const auto found = co_await commands.find(system_scope(), dwelling.home, command.id, kNow);
        EXPECT_EQ(found.value().state, CommandState::done);
    });
}

TEST_P(CommandStoreContract, ExpiresButStillTakesWhatHappened) {
    with_engine([](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await make_dwelling(engine, 0);
        auto& commands = engine.commands();
        const Command command = command_at(kNow);
        (void)co_await commands.create(system_scope(), dwelling.home, command);
        const Instant end = command.expires_at;
        const auto in_time =
            co_await commands.find(system_scope(), dwelling.home, command.id, end - Seconds{1});
        EXPECT_EQ(in_time.value().state, CommandState::open);
        const auto late = co_await commands.find(system_scope(), dwelling.home, command.id, end);
        EXPECT_EQ(late.value().state, CommandState::expired);
        const auto fetched = co_await commands.fetch(system_scope(), dwelling.home, end, kMost);
        EXPECT_EQ(fetched.value(), std::vector<Command>{});
        const auto taken =
            co_await commands.take_result(system_scope(), dwelling.home, {.command = command.id});
        EXPECT_EQ(taken.value(), PutOutcome::stored);
        const auto done = co_await commands.find(system_scope(), dwelling.home, command.id, end);
        EXPECT_EQ(done.value().state, CommandState::done);
    });
}

TEST_P(CommandStoreContract, KeepsToTheScope) {
    with_engine([](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await make_dwelling(engine, 0);
        const Dwelling other = co_await make_dwelling(engine, 0);
        auto& commands = engine.commands();
        const Command command = command_at(kNow);
        const auto create = [&](AccessScope scope) {
            return commands.create(std::move(scope), dwelling.home, command);
        };
        const auto by_viewer = co_await create(member(dwelling.home, HomeRole::manager));
        EXPECT_EQ(refusal(by_viewer), ErrorCode::forbidden);
        const auto by_stranger = co_await create(member(other.home, HomeRole::admin));
        EXPECT_EQ(refusal(by_stranger), ErrorCode::not_found);
        const auto by_key = co_await create(scope_for_ingest(dwelling.home));
        EXPECT_EQ(refusal(by_key), ErrorCode::not_found);
        const auto created = co_await create(member(dwelling.home, HomeRole::admin));
        EXPECT_TRUE(created);

        const AccessScope other_key = scope_for_ingest(other.home);
        const auto foreign = co_await commands.fetch(other_key, dwelling.home, kNow, kMost);
        EXPECT_EQ(refusal(foreign), ErrorCode::not_found);
        const auto elsewhere = co_await commands.fetch(other_key, other.home, kNow, kMost);
        EXPECT_EQ(elsewhere.value(), std::vector<Command>{});
        const auto misplaced =
            co_await commands.take_result(other_key, other.home, {.command = command.id});
        EXPECT_EQ(refusal(misplaced), ErrorCode::not_found);
        const auto sneaked =
            co_await commands.take_result(other_key, dwelling.home, {.command = command.id});
        EXPECT_EQ(refusal(sneaked), ErrorCode::not_found);
        const auto misread = co_await commands.find(system_scope(), other.home, command.id, kNow);
        EXPECT_EQ(refusal(misread), ErrorCode::not_found);
        const auto by_person = co_await commands.fetch(member(dwelling.home, HomeRole::admin),
                                                       dwelling.home, kNow, kMost);
        EXPECT_EQ(refusal(by_person), ErrorCode::not_found);
        const auto untouched =
            co_await commands.find(system_scope(), dwelling.home, command.id, kNow);
        EXPECT_EQ(untouched.value(), command);
    });
}

TEST_P(CommandStoreContract, NothingOfAnErasedHomeRemains) {
    with_engine([](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await make_dwelling(engine, 0);
        const Command command = command_at(kNow);
        (void)co_await engine.commands().create(system_scope(), dwelling.home, command);
        const auto erased = co_await engine.homes().erase(system_scope(), dwelling.home);
        EXPECT_TRUE(erased);
        const auto found =
            co_await engine.commands().find(system_scope(), dwelling.home, command.id, kNow);
        EXPECT_EQ(refusal(found), ErrorCode::not_found);
    });
}

}  // namespace
}  // namespace ohmstead::test
