#include "contract/store_contract.hpp"

namespace ohmstead::test {
namespace {

OHMSTEAD_STORE_CONTRACT(AuditLogContract);

AuditEntry entry_at(Instant at, AuditAction action = AuditAction::switch_on) {
    return {.id = AuditId::make(),
            .at = at,
            .by = UserId::make(),
            .by_name = "Ada <b>",
            .action = action,
            .subject = ChannelId::make().value,
            .subject_name = "Kettle"};
}

TEST_P(AuditLogContract, KeepsEntriesOverARestartAndShowsTheNewestFirst) {
    HomeId home;
    const AuditEntry first = entry_at(kNow);
    const AuditEntry second = entry_at(kNow + Seconds{1}, AuditAction::switch_off);
    const AuditEntry third = entry_at(kNow + Seconds{2});
    with_engine([&](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await make_dwelling(engine, 0);
        home = dwelling.home;
        for (const auto& entry : {second, third, first, second}) {
            const auto appended = co_await engine.audit().append(system_scope(), home, entry);
            EXPECT_TRUE(appended);
        }
    });
    with_engine([&](Engine& engine) -> Task<void> {
        const auto all = co_await engine.audit().newest(system_scope(), home, 10);
        EXPECT_EQ(all.value(), (std::vector{third, second, first}));
        const auto two = co_await engine.audit().newest(system_scope(), home, 2);
        EXPECT_EQ(two.value(), (std::vector{third, second}));
    });
}

TEST_P(AuditLogContract, KeepsToTheScope) {
    with_engine([](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await make_dwelling(engine, 0);
        const Dwelling other = co_await make_dwelling(engine, 0);
        auto& audit = engine.audit();
        const auto manager = member(dwelling.home, HomeRole::manager);
        const auto stranger = member(other.home, HomeRole::admin);
        const auto by_manager = co_await audit.append(manager, dwelling.home, entry_at(kNow));
        EXPECT_EQ(refusal(by_manager), ErrorCode::forbidden);
        const auto by_stranger = co_await audit.append(stranger, dwelling.home, entry_at(kNow));
        EXPECT_EQ(refusal(by_stranger), ErrorCode::not_found);
        const auto seen_by_manager = co_await audit.newest(manager, dwelling.home, 1);
        EXPECT_EQ(refusal(seen_by_manager), ErrorCode::forbidden);
        const auto seen_by_stranger = co_await audit.newest(stranger, dwelling.home, 1);
        EXPECT_EQ(refusal(seen_by_stranger), ErrorCode::not_found);
        const auto own = co_await audit.append(member(dwelling.home, HomeRole::admin),
                                               dwelling.home, entry_at(kNow));
        EXPECT_TRUE(own);
        const auto others = co_await audit.newest(stranger, other.home, 10);
        EXPECT_EQ(others.value(), std::vector<AuditEntry>{});
    });
}

TEST_P(AuditLogContract, GoesWithItsHome) {
    with_engine([](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await make_dwelling(engine, 0);
        (void)co_await engine.audit().append(system_scope(), dwelling.home, entry_at(kNow));
        const auto erased = co_await engine.homes().erase(system_scope(), dwelling.home);
        EXPECT_TRUE(erased);
        const auto found = co_await engine.audit().newest(system_scope(), dwelling.home, 10);
        EXPECT_EQ(refusal(found), ErrorCode::not_found);
        const auto late =
            co_await engine.audit().append(system_scope(), dwelling.home, entry_at(kNow));
        EXPECT_EQ(refusal(late), ErrorCode::not_found);
    });
}

}  // namespace
}  // namespace ohmstead::test
