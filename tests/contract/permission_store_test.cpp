#include <gmock/gmock.h>

#include "contract/consents.hpp"

namespace ohmstead::test {
namespace {

OHMSTEAD_STORE_CONTRACT(PermissionStoreContract);

using testing::ElementsAre;
using testing::IsEmpty;

TEST_P(PermissionStoreContract, KeepsProvidersAndRequestsOverARestart) {
    const Provider provider = some_provider();
    const StoredRequest first{.code_hash = "aa", .request = request_of(provider)};
    StoredRequest second{.code_hash = "bb", .request = request_of(provider)};
    second.request.made_at += Seconds{1};
    with_engine([&](Engine& engine) -> Task<void> {
        auto& permissions = engine.permissions();
        auto renamed = provider;
        renamed.name = "Before";
        const auto ok_1 = co_await permissions.put_provider(system_scope(), renamed);
        EXPECT_TRUE(ok_1);
        const auto ok_2 = co_await permissions.put_provider(system_scope(), provider);
        EXPECT_TRUE(ok_2);
        const auto ok_3 = co_await permissions.put_request(staff_of(provider), first);
        EXPECT_TRUE(ok_3);
        const auto ok_4 = co_await permissions.put_request(staff_of(provider), second);
        EXPECT_TRUE(ok_4);
    });
    with_engine([&](Engine& engine) -> Task<void> {
        auto& permissions = engine.permissions();
        const auto found = co_await permissions.find_provider(provider.id);
        EXPECT_EQ(found.value(), provider);
        const auto nobody = co_await permissions.find_provider(ProviderId::make());
        EXPECT_EQ(nobody.value(), std::nullopt);
        const auto own = co_await permissions.requests(staff_of(provider));
        EXPECT_THAT(own.value(), ElementsAre(second.request, first.request));
        const auto others = co_await permissions.requests(staff_of(some_provider()));
        EXPECT_THAT(others.value(), IsEmpty());
        const auto by_code = co_await permissions.find_request("aa");
        EXPECT_EQ(by_code.value(), first.request);
        const auto by_none = co_await permissions.find_request("cc");
        EXPECT_EQ(by_none.value(), std::nullopt);
    });
}

TEST_P(PermissionStoreContract, ProvidersAreMadeByOperatorsAndAskForThemselves) {
    with_engine([](Engine& engine) -> Task<void> {
        auto& permissions = engine.permissions();
        const Provider provider = some_provider();
        const auto made = co_await permissions.put_provider(person(UserId::make()), provider);
        EXPECT_EQ(refusal(made), ErrorCode::forbidden);
        const auto by_staff = co_await permissions.put_provider(staff_of(provider), provider);
        EXPECT_EQ(refusal(by_staff), ErrorCode::forbidden);
        const StoredRequest request{.code_hash = "aa", .request = request_of(provider)};
        const auto foreign = co_await permissions.put_request(staff_of(some_provider()), request);
        EXPECT_EQ(refusal(foreign), ErrorCode::forbidden);
        const auto person_asks = co_await permissions.put_request(person(UserId::make()), request);
        EXPECT_EQ(refusal(person_asks), ErrorCode::forbidden);
        const auto found = co_await permissions.find_request("aa");
        EXPECT_EQ(found.value(), std::nullopt);
    });
}

TEST_P(PermissionStoreContract, CON_08_KeepsEveryStateWithItsHistory) {
    const Provider provider = some_provider();
    Permission permission;
    with_engine([&](Engine& engine) -> Task<void> {
        auto& permissions = engine.permissions();
        const auto home = (co_await make_dwelling(engine, 0)).home;
        permission = asked_of(provider, home);
        const auto ok_5 = co_await permissions.add(system_scope(), permission);
        EXPECT_TRUE(ok_5);
        permission = accepted_of(permission);
        const auto ok_6 = co_await permissions.change(system_scope(), permission);
        EXPECT_TRUE(ok_6);
        permission = changed_to(permission, PermissionState::revoked);
        const auto ok_7 = co_await permissions.change(system_scope(), permission);
        EXPECT_TRUE(ok_7);
    });
    with_engine([&](Engine& engine) -> Task<void> {
        auto& permissions = engine.permissions();
        const auto of_home = co_await permissions.of_home(system_scope(), permission.home);
        EXPECT_THAT(of_home.value(), ElementsAre(permission));
        EXPECT_EQ(of_home->front().history.size(), 3U);
        const auto of_provider = co_await permissions.of_provider(staff_of(provider));
        EXPECT_THAT(of_provider.value(), ElementsAre(permission));
        const auto others = co_await permissions.of_provider(staff_of(some_provider()));
        EXPECT_THAT(others.value(), IsEmpty());
    });
}

TEST_P(PermissionStoreContract, SignInLearnsOfWhatIsAcceptedAlone) {
    with_engine([](Engine& engine) -> Task<void> {
        auto& permissions = engine.permissions();
        const Provider provider = some_provider();
        const auto first = (co_await make_dwelling(engine, 0)).home;
        const auto second = (co_await make_dwelling(engine, 0)).home;
        auto permission = asked_of(provider, first);
        (void)co_await permissions.add(system_scope(), permission);
        (void)co_await permissions.add(system_scope(), asked_of(provider, second));
        const auto before = co_await permissions.given_to(provider.id);
        EXPECT_THAT(before.value(), IsEmpty());
        permission = accepted_of(permission);
        (void)co_await permissions.change(system_scope(), permission);
        const auto given = co_await permissions.given_to(provider.id);
        EXPECT_THAT(given.value(), ElementsAre(permission));
        (void)co_await permissions.change(system_scope(),
                                          changed_to(permission, PermissionState::revoked));
        const auto after = co_await permissions.given_to(provider.id);
        EXPECT_THAT(after.value(), IsEmpty());
    });
}

TEST_P(PermissionStoreContract, CON_05_OnlyAdminsGiveAndOnlyForTheirHome) {
    with_engine([](Engine& engine) -> Task<void> {
        auto& permissions = engine.permissions();
        const Provider provider = some_provider();
        const auto home = (co_await make_dwelling(engine, 0)).home;
        const auto other = (co_await make_dwelling(engine, 0)).home;
        const auto permission = asked_of(provider, home);
        (void)co_await permissions.add(system_scope(), permission);
        const auto accepted = accepted_of(permission);
        for (const auto& [scope, expected] :
             {std::pair{member(home, HomeRole::viewer), ErrorCode::forbidden},
              {member(home, HomeRole::manager), ErrorCode::forbidden},
              {member(other, HomeRole::admin), ErrorCode::not_found},
              {staff_of(provider), ErrorCode::not_found}}) {
            const auto added = co_await permissions.add(scope, asked_of(provider, home));
            EXPECT_EQ(refusal(added), expected);
            const auto changed = co_await permissions.change(scope, accepted);
            EXPECT_EQ(refusal(changed), expected);
        }
        const auto given = co_await permissions.given_to(provider.id);
        EXPECT_THAT(given.value(), IsEmpty());
        // Under another home the same permission is none.
        auto moved = accepted;
        moved.home = other;
        const auto elsewhere = co_await permissions.change(member(other, HomeRole::admin), moved);
        EXPECT_EQ(refusal(elsewhere), ErrorCode::not_found);
        const auto ok_8 = co_await permissions.change(member(home, HomeRole::admin), accepted);
        EXPECT_TRUE(ok_8);
        const auto read = co_await permissions.of_home(member(home, HomeRole::viewer), home);
        EXPECT_TRUE(read);
        const auto foreign = co_await permissions.of_home(staff_of(provider, {accepted}), home);
        EXPECT_EQ(refusal(foreign), ErrorCode::forbidden);
    });
}

TEST_P(PermissionStoreContract, AProviderGivesUpItsOwnAlone) {
    with_engine([](Engine& engine) -> Task<void> {
        auto& permissions = engine.permissions();
        const Provider provider = some_provider();
        const auto home = (co_await make_dwelling(engine, 0)).home;
        const auto accepted = accepted_of(asked_of(provider, home));
        (void)co_await permissions.add(system_scope(), asked_in(accepted));
        (void)co_await permissions.change(system_scope(), accepted);
        const auto ended = changed_to(accepted, PermissionState::terminated);
        const auto other = co_await permissions.change(staff_of(some_provider()), ended);
        EXPECT_EQ(refusal(other), ErrorCode::not_found);
        const auto admin = co_await permissions.change(member(home, HomeRole::admin), ended);
        EXPECT_EQ(refusal(admin), ErrorCode::forbidden);
        const auto ok_9 = co_await permissions.change(staff_of(provider, {accepted}), ended);
        EXPECT_TRUE(ok_9);
    });
}

TEST_P(PermissionStoreContract, OfTwoAnswersOneCounts) {
    with_engine([](Engine& engine) -> Task<void> {
        auto& permissions = engine.permissions();
        const Provider provider = some_provider();
        const auto home = (co_await make_dwelling(engine, 0)).home;
        const auto permission = asked_of(provider, home);
        (void)co_await permissions.add(system_scope(), permission);
        const auto ok_10 = co_await permissions.change(system_scope(), accepted_of(permission));
        EXPECT_TRUE(ok_10);
        const auto late = co_await permissions.change(
            system_scope(), changed_to(permission, PermissionState::rejected));
        EXPECT_EQ(refusal(late), ErrorCode::conflict);
        const auto unknown =
            co_await permissions.change(system_scope(), accepted_of(asked_of(provider, home)));
        EXPECT_EQ(refusal(unknown), ErrorCode::not_found);
    });
}

TEST_P(PermissionStoreContract, AHomeHasOneConsentToAProviderAtATime) {
    with_engine([](Engine& engine) -> Task<void> {
        auto& permissions = engine.permissions();
        const Provider provider = some_provider();
        const auto home = (co_await make_dwelling(engine, 0)).home;
        const auto permission = asked_of(provider, home);
        const auto ok_11 = co_await permissions.add(system_scope(), permission);
        EXPECT_TRUE(ok_11);
        const auto twice = co_await permissions.add(system_scope(), asked_of(provider, home));
        EXPECT_EQ(refusal(twice), ErrorCode::conflict);
        const auto ok_12 =
            co_await permissions.add(system_scope(), asked_of(some_provider(), home));
        EXPECT_TRUE(ok_12);
        // One that nobody answered makes room by time alone.
        co_await engine.let_time_pass(permission.answer_by - kNow);
        const auto ok_13 = co_await permissions.add(system_scope(),
                                                    asked_of(provider, home, permission.answer_by));
        EXPECT_TRUE(ok_13);
    });
}

TEST_P(PermissionStoreContract, EveryChangeIsNotedForTheProvidersStaff) {
    with_engine([](Engine& engine) -> Task<void> {
        auto& permissions = engine.permissions();
        const Provider provider = some_provider();
        const auto home = (co_await make_dwelling(engine, 0)).home;
        const auto noted = [&](Instant from) -> Task<std::size_t> {
            const auto notes = co_await engine.revocations().since(from);
            co_return static_cast<std::size_t>(
                std::ranges::count_if(*notes, [&](const RevocationNote& note) {
                    return note.kind == RevokedKind::permission &&
                           note.subject == provider.id.value;
                }));
        };
        auto permission = asked_of(provider, home);
        (void)co_await permissions.add(system_scope(), permission);
        const auto count_18 = co_await noted(kNow);
        EXPECT_EQ(count_18, 0U);
        permission = accepted_of(permission);
        (void)co_await permissions.change(system_scope(), permission);
        const auto count_19 = co_await noted(kNow);
        EXPECT_EQ(count_19, 1U);
        co_await engine.let_time_pass(Seconds{1});
        // A refused one is none.
        (void)co_await permissions.change(system_scope(), permission);
        const auto count_20 = co_await noted(kNow + Seconds{1});
        EXPECT_EQ(count_20, 0U);
        (void)co_await permissions.change(system_scope(),
                                          changed_to(permission, PermissionState::revoked));
        const auto count_21 = co_await noted(kNow + Seconds{1});
        EXPECT_EQ(count_21, 1U);
    });
}

TEST_P(PermissionStoreContract, GoesWithItsHomeAndTheProviderLearnsOfIt) {
    with_engine([](Engine& engine) -> Task<void> {
        auto& permissions = engine.permissions();
        const Provider provider = some_provider();
        const auto home = (co_await make_dwelling(engine, 0)).home;
        const auto accepted = accepted_of(asked_of(provider, home));
        (void)co_await permissions.add(system_scope(), asked_in(accepted));
        (void)co_await permissions.change(system_scope(), accepted);
        const auto ok_14 = co_await engine.access().note(staff_of(provider, {accepted}), home,
                                                         AccessKind::energy, kNow);
        EXPECT_TRUE(ok_14);
        co_await engine.let_time_pass(Seconds{1});
        const auto ok_15 = co_await engine.homes().erase(system_scope(), home);
        EXPECT_TRUE(ok_15);
        const auto given = co_await permissions.given_to(provider.id);
        EXPECT_THAT(given.value(), IsEmpty());
        const auto own = co_await permissions.of_provider(staff_of(provider));
        EXPECT_THAT(own.value(), IsEmpty());
        const auto of_home = co_await permissions.of_home(system_scope(), home);
        EXPECT_EQ(refusal(of_home), ErrorCode::not_found);
        const auto looked = co_await engine.access().newest(system_scope(), home, 10, {});
        EXPECT_EQ(refusal(looked), ErrorCode::not_found);
        const auto late = co_await engine.access().note(staff_of(provider, {accepted}), home,
                                                        AccessKind::energy, kNow);
        EXPECT_EQ(refusal(late), ErrorCode::not_found);
        const auto notes = co_await engine.revocations().since(kNow + Seconds{1});
        EXPECT_THAT(notes.value(),
                    testing::Contains(testing::Field(&RevocationNote::subject, provider.id.value)));
    });
}

OHMSTEAD_STORE_CONTRACT(AccessLogContract);

TEST_P(AccessLogContract, CountsLooksOfAMinuteInOneEntry) {
    HomeId home;
    const Provider provider = some_provider();
    AccessScope staff;
    with_engine([&](Engine& engine) -> Task<void> {
        home = (co_await make_dwelling(engine, 0)).home;
        staff = staff_of(provider, {accepted_of(asked_of(provider, home))});
        auto& access = engine.access();
        for (const int second : {5, 20, 59, 60}) {
            const auto ok_16 =
                co_await access.note(staff, home, AccessKind::energy, kNow + Seconds{second});
            EXPECT_TRUE(ok_16);
        }
        const auto ok_17 = co_await access.note(staff, home, AccessKind::channels, kNow);
        EXPECT_TRUE(ok_17);
    });
    with_engine([&](Engine& engine) -> Task<void> {
        const auto all =
            co_await engine.access().newest(member(home, HomeRole::viewer), home, 10, {});
        const auto entry = [&](Seconds at, Seconds last, AccessKind kind, std::int64_t count) {
            return AccessEntry{.at = kNow + at,
                               .last_at = kNow + last,
                               .by = staff.user(),
                               .by_name = "Staff",
                               .organisation = provider.name,
                               .kind = kind,
                               .count = count};
        };
        EXPECT_THAT(all.value(),
                    ElementsAre(entry(Seconds{60}, Seconds{60}, AccessKind::energy, 1),
                                entry(Seconds{0}, Seconds{59}, AccessKind::energy, 3),
                                entry(Seconds{0}, Seconds{0}, AccessKind::channels, 1)));
        const auto two = co_await engine.access().newest(system_scope(), home, 2, {});
        EXPECT_EQ(two.value().size(), 2U);
        // A page goes on behind the last entry of the one before.
        const auto rest =
            co_await engine.access().newest(system_scope(), home, 2, place_of(two.value().back()));
        EXPECT_THAT(rest.value(),
                    ElementsAre(entry(Seconds{0}, Seconds{0}, AccessKind::channels, 1)));
        const auto none =
            co_await engine.access().newest(system_scope(), home, 2, place_of(rest.value().back()));
        EXPECT_THAT(none.value(), IsEmpty());
    });
}

TEST_P(AccessLogContract, CON_08_ItsPeopleReadItAndProvidersDoNot) {
    with_engine([](Engine& engine) -> Task<void> {
        const auto home = (co_await make_dwelling(engine, 0)).home;
        const Provider provider = some_provider();
        const auto accepted = accepted_of(asked_of(provider, home));
        auto& access = engine.access();
        const auto by_staff = co_await access.newest(staff_of(provider, {accepted}), home, 10, {});
        EXPECT_EQ(refusal(by_staff), ErrorCode::forbidden);
        const auto stranger = co_await access.newest(person(UserId::make()), home, 10, {});
        EXPECT_EQ(refusal(stranger), ErrorCode::not_found);
        // Whose consent is over has nothing to note: they are told nothing.
        const auto late = co_await access.note(staff_of(provider, {accepted}), home,
                                               AccessKind::energy, accepted.given->ends_at);
        EXPECT_EQ(refusal(late), ErrorCode::not_found);
        const auto none = co_await access.newest(system_scope(), home, 10, {});
        EXPECT_THAT(none.value(), IsEmpty());
    });
}

}  // namespace
}  // namespace ohmstead::test
