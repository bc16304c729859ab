#include <algorithm>

#include <gmock/gmock.h>

#include "contract/store_contract.hpp"

namespace ohmstead::test {
namespace {

OHMSTEAD_STORE_CONTRACT(PeopleContract);

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;

// Of a home with an admin and a viewer.
struct Household {
    Home home = some_home();
    UserId ann = UserId::make();
    UserId bob = UserId::make();
    AccessScope admin = person(ann, {{.home = home.id, .role = HomeRole::admin}});
    AccessScope viewer = person(bob, {{.home = home.id, .role = HomeRole::viewer}});
};

Task<Household> make_household(Engine& engine) {
    Household household;
    const auto created =
        co_await engine.homes().create(person(household.ann), household.home, household.ann);
    EXPECT_TRUE(created);
    const auto joined = co_await engine.homes().put_member(household.admin, household.home.id,
                                                           household.bob, HomeRole::viewer);
    EXPECT_TRUE(joined);
    co_return household;
}

AuditEntry entry(AuditAction action, const UserId& by, std::string subject) {
    return {.id = AuditId::make(),
            .at = kNow,
            .by = by,
            .by_name = "Ann",
            .action = action,
            .subject = std::move(subject),
            .subject_name = "Bob"};
}

Task<std::vector<AuditAction>> trail_of(Engine& engine, const HomeId& home) {
    const auto entries = co_await engine.audit().newest(system_scope(), home, 100);
    std::vector<AuditAction> actions;
    for (const AuditEntry& each : entries.value()) {
        actions.push_back(each.action);
    }
    co_return actions;
}

Task<std::vector<std::string>> noted_since(Engine& engine, Instant from) {
    const auto notes = co_await engine.revocations().since(from);
    std::vector<std::string> subjects;
    for (const RevocationNote& note : notes.value()) {
        subjects.push_back(note.subject);
    }
    co_return subjects;
}

AccessScope operator_scope(const UserId& user, std::vector<HomeStanding> standings = {}) {
    return scope_with({.user = user, .name = "Operator", .server_role = ServerRole::operator_},
                      std::move(standings));
}

Visit visit_of(const UserId& user, Instant began = kNow) {
    return {.id = VisitId::make(),
            .by = user,
            .by_name = "Operator",
            .reason = "A meter <b> stands still",
            .began_at = began,
            .ends_at = began + std::chrono::hours{1}};
}

// Of somebody who operates the server and somebody of a directory.
Task<void> make_users(Engine& engine, const UserId& operator_, const UserId& person) {
    User one;
    one.id = operator_;
    one.email = "ann@example.org";
    one.name = "Ann";
    one.server_role = ServerRole::operator_;
    one.created_at = kNow;
    User other;
    other.id = person;
    other.email = "bob@example.org";
    other.name = "Bob";
    other.created_at = kNow;
    other.directory = DirectoryPerson{.issuer = "https://id.example/tenant",
                                      .subject = "bob",
                                      .home_role_cap = std::nullopt,
                                      .login_hint = {}};
    const auto first = co_await engine.users().create_user(one);
    EXPECT_TRUE(first);
    const auto second = co_await engine.users().create_user(other);
    EXPECT_TRUE(second);
}

// The one that make_users() makes.
Task<void> make_directory_person_again(Engine& engine) {
    User again;
    again.id = UserId::make();
    again.name = "Bob";
    again.created_at = kNow;
    again.directory = DirectoryPerson{.issuer = "https://id.example/tenant",
                                      .subject = "bob",
                                      .home_role_cap = std::nullopt,
                                      .login_hint = {}};
    const auto created = co_await engine.users().create_user(again);
    EXPECT_TRUE(created);
}

TEST_P(PeopleContract, NothingOfADeletedUserRemainsButTheirNameInTheTrail) {
    with_engine([](Engine& engine) -> Task<void> {
        const Household their = co_await make_household(engine);
        co_await make_users(engine, their.ann, their.bob);
        auto& users = engine.users();
        StoredSession session{.secret_hash = "session", .user = their.bob};
        session.created_at = session.last_seen_at = kNow;
        session.expires_at = kNow + std::chrono::hours{1};
        (void)co_await users.put_session(session);
        StoredApiKey key;
        key.id = ApiKeyId::make();
        key.secret_hash = "key";
        key.home = their.home.id;
        key.name = "Kitchen";
        key.created_at = kNow;
        key.kind = ApiKeyKind::link;
        key.owner = their.bob;
        const auto kept = co_await users.put_api_key(key);
        EXPECT_TRUE(kept);
        const auto factor = co_await engine.second_factors().put(
            their.bob, {.sealed_secret = "sealed", .confirmed = true, .recovery_hashes = {"a"}});
        EXPECT_TRUE(factor);
        co_await engine.let_time_pass(std::chrono::minutes{1});
        const Instant later = kNow + std::chrono::minutes{1};

        const auto erased = co_await users.erase_user(
            their.bob, entry(AuditAction::delete_account, their.ann, their.bob.value));
        EXPECT_TRUE(erased);
        const auto found = co_await users.find_user(their.bob);
        EXPECT_FALSE(found.value().has_value());
        const auto all = co_await users.list_users();
        EXPECT_THAT(all.value(), SizeIs(1));
        const auto session_now = co_await users.find_session("session", later);
        EXPECT_FALSE(session_now.value().has_value());
        const auto key_now = co_await users.find_api_key(key.id);
        EXPECT_FALSE(key_now.value().has_value());
        const auto keys_of_home = co_await users.list_api_keys(their.home.id);
        EXPECT_THAT(keys_of_home.value(), IsEmpty());
        const auto factor_now = co_await engine.second_factors().find(their.bob);
        EXPECT_FALSE(factor_now.value().has_value());
        const auto memberships = co_await engine.homes().memberships_of(their.bob);
        EXPECT_THAT(memberships.value(), IsEmpty());
        const auto members = co_await engine.homes().list_members(their.admin, their.home.id);
        EXPECT_THAT(members.value(), ElementsAre(Member{their.ann, HomeRole::admin}));
        const auto trail = co_await engine.audit().newest(system_scope(), their.home.id, 10);
        EXPECT_THAT(trail.value(), SizeIs(1));
        EXPECT_EQ(trail.value().at(0).action, AuditAction::delete_account);
        EXPECT_EQ(trail.value().at(0).subject_name, "Bob");
        const auto noted = co_await noted_since(engine, later);
        EXPECT_THAT(noted, testing::IsSupersetOf({their.bob.value, key.id.value}));
        // Whoever comes from the directory as the same person is a new user.
        const auto person = co_await users.find_directory_user("https://id.example/tenant", "bob");
        EXPECT_FALSE(person.value().has_value());
        co_await make_directory_person_again(engine);
        const auto twice = co_await users.erase_user(
            their.bob, entry(AuditAction::delete_account, their.ann, their.bob.value));
        EXPECT_EQ(refusal(twice), ErrorCode::not_found);
    });
}

TEST_P(PeopleContract, TheLastAdminAndTheLastOperatorAreNotDeleted) {
    with_engine([](Engine& engine) -> Task<void> {
        const Household their = co_await make_household(engine);
        co_await make_users(engine, their.ann, their.bob);
        auto& users = engine.users();
        const auto erase = [&](const UserId& user) {
            return users.erase_user(user, entry(AuditAction::delete_account, user, user.value));
        };
        const auto last_operator = co_await erase(their.ann);
        EXPECT_EQ(refusal(last_operator), ErrorCode::conflict);
        (void)co_await users.set_server_rights(their.bob, ServerRole::operator_, false);
        const auto last_admin = co_await erase(their.ann);
        EXPECT_EQ(refusal(last_admin), ErrorCode::conflict);
        const auto still = co_await users.find_user(their.ann);
        EXPECT_TRUE(still.value().has_value());
        const auto trail = co_await trail_of(engine, their.home.id);
        EXPECT_THAT(trail, IsEmpty());
        (void)co_await engine.homes().put_member(their.admin, their.home.id, their.bob,
                                                 HomeRole::admin);
        const auto erased = co_await erase(their.ann);
        EXPECT_TRUE(erased);
        const auto now_last = co_await erase(their.bob);
        EXPECT_EQ(refusal(now_last), ErrorCode::conflict);
    });
}

TEST_P(PeopleContract, MembersAreListedChangedAndRemovedWithWhatIsToldOfIt) {
    with_engine([](Engine& engine) -> Task<void> {
        const Household their = co_await make_household(engine);
        auto& homes = engine.homes();
        const HomeId home = their.home.id;
        auto members = co_await homes.list_members(their.viewer, home);
        EXPECT_THAT(members.value(), UnorderedElementsAre(Member{their.ann, HomeRole::admin},
                                                          Member{their.bob, HomeRole::viewer}));
        co_await engine.let_time_pass(std::chrono::minutes{1});
        const Instant later = kNow + std::chrono::minutes{1};

        const auto raised =
            co_await homes.change_role(their.admin, home, their.bob, HomeRole::manager,
                                       entry(AuditAction::change_role, their.ann, their.bob.value));
        EXPECT_TRUE(raised);
        auto memberships = co_await homes.memberships_of(their.bob);
        EXPECT_THAT(memberships.value(), ElementsAre(Membership{home, HomeRole::manager}));
        auto noted = co_await noted_since(engine, later);
        EXPECT_THAT(noted, ElementsAre(their.bob.value));

        const auto removed = co_await homes.remove_member(
            their.admin, home, their.bob,
            entry(AuditAction::remove_member, their.ann, their.bob.value));
        EXPECT_TRUE(removed);
        memberships = co_await homes.memberships_of(their.bob);
        EXPECT_THAT(memberships.value(), IsEmpty());
        members = co_await homes.list_members(their.admin, home);
        EXPECT_THAT(members.value(), ElementsAre(Member{their.ann, HomeRole::admin}));
        const auto trail = co_await trail_of(engine, home);
        EXPECT_THAT(trail,
                    UnorderedElementsAre(AuditAction::change_role, AuditAction::remove_member));

        const auto gone =
            co_await homes.change_role(their.admin, home, their.bob, HomeRole::admin,
                                       entry(AuditAction::change_role, their.ann, their.bob.value));
        EXPECT_EQ(refusal(gone), ErrorCode::not_found) << "a change brings nobody back";
        const auto twice = co_await homes.remove_member(
            their.admin, home, their.bob,
            entry(AuditAction::remove_member, their.ann, their.bob.value));
        EXPECT_EQ(refusal(twice), ErrorCode::not_found);
        const auto trail_after = co_await trail_of(engine, home);
        EXPECT_THAT(trail_after, SizeIs(2)) << "what was refused is in no trail";
    });
}

TEST_P(PeopleContract, RB_15_TheLastAdminNeitherGoesNorStepsDown) {
    with_engine([](Engine& engine) -> Task<void> {
        const Household their = co_await make_household(engine);
        auto& homes = engine.homes();
        const HomeId home = their.home.id;
        const auto stepped_down =
            co_await homes.change_role(their.admin, home, their.ann, HomeRole::viewer,
                                       entry(AuditAction::change_role, their.ann, their.ann.value));
        EXPECT_EQ(refusal(stepped_down), ErrorCode::conflict);
        const auto left = co_await homes.remove_member(
            their.admin, home, their.ann, entry(AuditAction::leave, their.ann, their.ann.value));
        EXPECT_EQ(refusal(left), ErrorCode::conflict);
        const auto trail = co_await trail_of(engine, home);
        EXPECT_THAT(trail, IsEmpty());

        (void)co_await homes.change_role(
            their.admin, home, their.bob, HomeRole::admin,
            entry(AuditAction::change_role, their.ann, their.bob.value));
        const auto may_go = co_await homes.remove_member(
            their.admin, home, their.ann, entry(AuditAction::leave, their.ann, their.ann.value));
        EXPECT_TRUE(may_go);
        const auto bob_now = person(their.bob, {{.home = home, .role = HomeRole::admin}});
        const auto last = co_await homes.remove_member(
            bob_now, home, their.bob, entry(AuditAction::leave, their.bob, their.bob.value));
        EXPECT_EQ(refusal(last), ErrorCode::conflict);
    });
}

TEST_P(PeopleContract, RB_15_PeopleAreForAdminsAndLeavingIsForOneself) {
    with_engine([](Engine& engine) -> Task<void> {
        const Household their = co_await make_household(engine);
        auto& homes = engine.homes();
        const HomeId home = their.home.id;
        const auto manager = member(home, HomeRole::manager);
        const auto stranger = member(HomeId::make(), HomeRole::admin);
        const auto raise = [&](const AccessScope& scope) {
            return homes.change_role(scope, home, their.bob, HomeRole::admin,
                                     entry(AuditAction::change_role, their.ann, {}));
        };
        const auto remove = [&](const AccessScope& scope, const UserId& user) {
            return homes.remove_member(scope, home, user,
                                       entry(AuditAction::remove_member, their.ann, {}));
        };
        const auto by_manager = co_await raise(manager);
        EXPECT_EQ(refusal(by_manager), ErrorCode::forbidden);
        const auto by_stranger = co_await raise(stranger);
        EXPECT_EQ(refusal(by_stranger), ErrorCode::not_found);
        const auto removed_by_manager = co_await remove(manager, their.ann);
        EXPECT_EQ(refusal(removed_by_manager), ErrorCode::forbidden);
        const auto removed_by_stranger = co_await remove(stranger, their.ann);
        EXPECT_EQ(refusal(removed_by_stranger), ErrorCode::not_found);
        const auto seen_by_stranger = co_await homes.list_members(stranger, home);
        EXPECT_EQ(refusal(seen_by_stranger), ErrorCode::not_found);
        const auto visitor = operator_scope(UserId::make(), {{home, Standing::visitor}});
        const auto by_visitor = co_await raise(visitor);
        EXPECT_EQ(refusal(by_visitor), ErrorCode::forbidden);
        const auto put_by_visitor =
            co_await homes.put_member(visitor, home, visitor.user(), HomeRole::admin);
        EXPECT_EQ(refusal(put_by_visitor), ErrorCode::forbidden);

        const auto left = co_await remove(their.viewer, their.bob);
        EXPECT_TRUE(left);
    });
}

TEST_P(PeopleContract, AVisitIsFoundByBothSidesUntilItsTimeIsOver) {
    HomeId home;
    const UserId visitor = UserId::make();
    const Visit visit = visit_of(visitor);
    with_engine([&](Engine& engine) -> Task<void> {
        const Household their = co_await make_household(engine);
        home = their.home.id;
        co_await engine.let_time_pass(std::chrono::minutes{1});
        const auto begun = co_await engine.visits().begin(
            operator_scope(visitor), home, visit, entry(AuditAction::begin_visit, visitor, {}));
        EXPECT_TRUE(begun);
        const auto noted = co_await noted_since(engine, kNow + std::chrono::minutes{1});
        EXPECT_THAT(noted, ElementsAre(visitor.value));
        const auto seen = co_await engine.visits().newest(their.viewer, home, 10);
        EXPECT_THAT(seen.value(), ElementsAre(visit));
        const auto again =
            co_await engine.visits().begin(operator_scope(visitor), home, visit_of(visitor),
                                           entry(AuditAction::begin_visit, visitor, {}));
        EXPECT_EQ(refusal(again), ErrorCode::conflict) << "one at a time";
        const auto trail = co_await trail_of(engine, home);
        EXPECT_THAT(trail, ElementsAre(AuditAction::begin_visit));
    });
    with_engine([&](Engine& engine) -> Task<void> {
        auto& visits = engine.visits();
        const auto during = co_await visits.visited_by(visitor, visit.ends_at - Milliseconds{1});
        EXPECT_THAT(during.value(), ElementsAre(VisitedHome{home, visit.id, visit.ends_at}));
        const auto after = co_await visits.visited_by(visitor, visit.ends_at);
        EXPECT_THAT(after.value(), IsEmpty());
        const auto next = visit_of(visitor, visit.ends_at);
        const auto begun = co_await visits.begin(operator_scope(visitor), home, next,
                                                 entry(AuditAction::begin_visit, visitor, {}));
        EXPECT_TRUE(begun);
        const auto newest = co_await visits.newest(system_scope(), home, 1);
        EXPECT_THAT(newest.value(), ElementsAre(next));
        const auto all = co_await visits.newest(system_scope(), home, 10);
        EXPECT_THAT(all.value(), ElementsAre(next, visit));
    });
}

TEST_P(PeopleContract, AVisitIsEndedByAnAdminOrByItsVisitor) {
    with_engine([](Engine& engine) -> Task<void> {
        const Household their = co_await make_household(engine);
        const HomeId home = their.home.id;
        auto& visits = engine.visits();
        const UserId one = UserId::make();
        const UserId other = UserId::make();
        const Visit first = visit_of(one);
        const Visit second = visit_of(other);
        for (const Visit& visit : {first, second}) {
            const auto begun = co_await visits.begin(operator_scope(visit.by), home, visit,
                                                     entry(AuditAction::begin_visit, visit.by, {}));
            EXPECT_TRUE(begun);
        }
        const Instant now = kNow + std::chrono::minutes{5};
        const auto end = [&](const AccessScope& scope, const VisitId& id) {
            return visits.end(scope, home, id, now, entry(AuditAction::end_visit, their.ann, {}));
        };
        const auto by_viewer = co_await end(their.viewer, first.id);
        EXPECT_EQ(refusal(by_viewer), ErrorCode::forbidden);
        const auto visitor = operator_scope(one, {{home, Standing::visitor}});
        const auto anothers = co_await end(visitor, second.id);
        EXPECT_EQ(refusal(anothers), ErrorCode::not_found);
        const auto own = co_await end(visitor, first.id);
        EXPECT_EQ(own.value(), one);
        const auto by_admin = co_await end(their.admin, second.id);
        EXPECT_EQ(by_admin.value(), other);
        const auto twice = co_await end(their.admin, second.id);
        EXPECT_EQ(refusal(twice), ErrorCode::not_found);
        for (const UserId& user : {one, other}) {
            const auto left = co_await visits.visited_by(user, now);
            EXPECT_THAT(left.value(), IsEmpty());
        }
        const auto seen = co_await visits.newest(their.admin, home, 10);
        EXPECT_THAT(seen.value(), testing::Each(testing::Field(&Visit::ends_at, now)));
    });
}

TEST_P(PeopleContract, VisitsAreForOperatorsAndToHomesThatThereAre) {
    with_engine([](Engine& engine) -> Task<void> {
        const Household their = co_await make_household(engine);
        auto& visits = engine.visits();
        const UserId user = UserId::make();
        const auto by_a_person = co_await visits.begin(person(user), their.home.id, visit_of(user),
                                                       entry(AuditAction::begin_visit, user, {}));
        EXPECT_EQ(refusal(by_a_person), ErrorCode::forbidden);
        const auto by_nobody = co_await visits.begin(AccessScope{}, their.home.id, visit_of(user),
                                                     entry(AuditAction::begin_visit, user, {}));
        EXPECT_EQ(refusal(by_nobody), ErrorCode::unauthenticated);
        const auto nowhere =
            co_await visits.begin(operator_scope(user), HomeId::make(), visit_of(user),
                                  entry(AuditAction::begin_visit, user, {}));
        EXPECT_EQ(refusal(nowhere), ErrorCode::not_found);
        const auto seen =
            co_await visits.newest(member(HomeId::make(), HomeRole::admin), their.home.id, 10);
        EXPECT_EQ(refusal(seen), ErrorCode::not_found);

        (void)co_await visits.begin(operator_scope(user), their.home.id, visit_of(user),
                                    entry(AuditAction::begin_visit, user, {}));
        const auto erased = co_await engine.homes().erase(their.admin, their.home.id);
        EXPECT_TRUE(erased);
        const auto left = co_await visits.visited_by(user, kNow);
        EXPECT_THAT(left.value(), IsEmpty()) << "visits go with their home";
    });
}

User some_user(std::string email, ServerRole role) {
    User user;
    user.id = UserId::make();
    user.email = std::move(email);
    user.name = "Somebody";
    user.server_role = role;
    user.created_at = kNow;
    return user;
}

Invitation invitation_by(const UserId& by, HomeRole role, Handover hand_over = Handover::no) {
    const auto id = InvitationId::make();
    return {.id = id,
            .secret_hash = "hash of " + id.value,
            .role = role,
            .name = "Carla",
            .hand_over = hand_over,
            .by = by,
            .by_name = "Ann",
            .created_at = kNow,
            .expires_at = kNow + std::chrono::days{7}};
}

Joining joining(const UserId& user) {
    return {.user = user, .account = std::nullopt};
}

TEST_P(PeopleContract, AnInvitationIsListedFoundAndWithdrawn) {
    with_engine([](Engine& engine) -> Task<void> {
        const Household their = co_await make_household(engine);
        const HomeId home = their.home.id;
        auto& invitations = engine.invitations();
        const auto invitation = invitation_by(their.ann, HomeRole::manager);
        const auto invite = entry(AuditAction::invite, their.ann, invitation.id.value);
        const auto added = co_await invitations.add(their.admin, home, invitation, invite);
        EXPECT_TRUE(added);
        const auto listed = co_await invitations.list(their.admin, home, kNow);
        EXPECT_THAT(listed.value(), ElementsAre(invitation));
        const auto found = co_await invitations.find(invitation.secret_hash, kNow);
        EXPECT_EQ((*found)->home, home);
        EXPECT_EQ((*found)->invitation, invitation);
        const auto guessed = co_await invitations.find("another", kNow);
        EXPECT_FALSE(guessed.value().has_value());

        for (const auto& scope : {their.viewer, member(home, HomeRole::manager),
                                  operator_scope(UserId::make(), {{home, Standing::visitor}})}) {
            const auto by_others = co_await invitations.add(scope, home, invitation, invite);
            EXPECT_EQ(refusal(by_others), ErrorCode::forbidden);
            const auto seen = co_await invitations.list(scope, home, kNow);
            EXPECT_EQ(refusal(seen), ErrorCode::forbidden);
            const auto taken = co_await invitations.withdraw(scope, home, invitation.id, invite);
            EXPECT_EQ(refusal(taken), ErrorCode::forbidden);
        }
        const auto withdrawn =
            co_await invitations.withdraw(their.admin, home, invitation.id,
                                          entry(AuditAction::withdraw_invitation, their.ann, {}));
        EXPECT_TRUE(withdrawn);
        const auto gone = co_await invitations.find(invitation.secret_hash, kNow);
        EXPECT_FALSE(gone.value().has_value());
        const auto twice =
            co_await invitations.withdraw(their.admin, home, invitation.id,
                                          entry(AuditAction::withdraw_invitation, their.ann, {}));
        EXPECT_EQ(refusal(twice), ErrorCode::not_found);
    });
}

TEST_P(PeopleContract, RB_21_AnInvitationIsGoodOnceUntilItExpiresWhileItsHomeExists) {
    with_engine([](Engine& engine) -> Task<void> {
        const Household their = co_await make_household(engine);
        const HomeId home = their.home.id;
        auto& invitations = engine.invitations();
        const auto first = invitation_by(their.ann, HomeRole::manager);
        const auto second = invitation_by(their.ann, HomeRole::admin);
        const auto third = invitation_by(their.ann, HomeRole::viewer);
        for (const auto& invitation : {first, second, third}) {
            (void)co_await invitations.add(their.admin, home, invitation,
                                           entry(AuditAction::invite, their.ann, {}));
        }
        const UserId carla = UserId::make();
        const auto accept = [&](const Invitation& invitation, const UserId& user, Instant now) {
            return invitations.accept(invitation.secret_hash, joining(user), now,
                                      entry(AuditAction::join, user, {}));
        };
        co_await engine.let_time_pass(std::chrono::minutes{1});
        const auto joined = co_await accept(first, carla, kNow);
        EXPECT_THAT(joined.value(), IsEmpty());
        const auto noted = co_await noted_since(engine, kNow + std::chrono::minutes{1});
        EXPECT_THAT(noted, ElementsAre(carla.value));
        const auto memberships = co_await engine.homes().memberships_of(carla);
        EXPECT_THAT(memberships.value(), ElementsAre(Membership{home, HomeRole::manager}));
        const auto twice = co_await accept(first, UserId::make(), kNow);
        EXPECT_EQ(refusal(twice), ErrorCode::not_found);

        const auto member_already = co_await accept(second, carla, kNow);
        EXPECT_EQ(refusal(member_already), ErrorCode::conflict);
        const auto too_late = co_await accept(second, UserId::make(), second.expires_at);
        EXPECT_EQ(refusal(too_late), ErrorCode::not_found);
        const auto still_good = co_await accept(second, UserId::make(), kNow);
        EXPECT_TRUE(still_good) << "what was refused has not used it up";

        (void)co_await engine.homes().erase(their.admin, home);
        const auto of_no_home = co_await accept(third, UserId::make(), kNow);
        EXPECT_EQ(refusal(of_no_home), ErrorCode::not_found);
    });
}

TEST_P(PeopleContract, RB_20_AnAccountIsMadeWithTheAcceptanceOrNotAtAll) {
    with_engine([](Engine& engine) -> Task<void> {
        const Household their = co_await make_household(engine);
        auto& invitations = engine.invitations();
        const auto invitation = invitation_by(their.ann, HomeRole::viewer);
        (void)co_await invitations.add(their.admin, their.home.id, invitation,
                                       entry(AuditAction::invite, their.ann, {}));
        (void)co_await engine.users().create_user(some_user("taken@example.org", ServerRole::none));
        const auto accept = [&](const User& account) {
            return invitations.accept(invitation.secret_hash,
                                      {.user = account.id, .account = account}, kNow,
                                      entry(AuditAction::join, account.id, {}));
        };
        const User doubled = some_user("Taken@example.org", ServerRole::none);
        const auto taken = co_await accept(doubled);
        EXPECT_EQ(refusal(taken), ErrorCode::invalid);
        const auto memberships = co_await engine.homes().memberships_of(doubled.id);
        EXPECT_THAT(memberships.value(), IsEmpty());

        const User carla = some_user("carla@example.org", ServerRole::none);
        const auto joined = co_await accept(carla);
        EXPECT_TRUE(joined);
        const auto found = co_await engine.users().find_user_by_email("carla@example.org");
        EXPECT_EQ(*found, carla);
        const User late = some_user("late@example.org", ServerRole::none);
        const auto used = co_await accept(late);
        EXPECT_EQ(refusal(used), ErrorCode::not_found);
        const auto no_account = co_await engine.users().find_user(late.id);
        EXPECT_FALSE(no_account.value().has_value());
    });
}

TEST_P(PeopleContract, AHomeIsHandedOverToOnePersonAlone) {
    with_engine([](Engine& engine) -> Task<void> {
        const Household their = co_await make_household(engine);
        const HomeId home = their.home.id;
        auto& invitations = engine.invitations();
        const auto unused = invitation_by(their.ann, HomeRole::viewer);
        const auto handed = invitation_by(their.ann, HomeRole::admin, Handover::with_past);
        for (const auto& invitation : {unused, handed}) {
            const auto added = co_await invitations.add(their.admin, home, invitation,
                                                        entry(AuditAction::invite, their.ann, {}));
            EXPECT_TRUE(added);
        }
        const UserId carla = UserId::make();
        const auto removed = co_await invitations.accept(handed.secret_hash, joining(carla), kNow,
                                                         entry(AuditAction::hand_over, carla, {}));
        EXPECT_THAT(removed.value(), UnorderedElementsAre(their.ann, their.bob));
        const auto members = co_await engine.homes().list_members(system_scope(), home);
        EXPECT_THAT(members.value(), ElementsAre(Member{carla, HomeRole::admin}));
        for (const auto& user : removed.value()) {
            const auto left = co_await engine.homes().memberships_of(user);
            EXPECT_THAT(left.value(), IsEmpty());
        }
        const auto now = person(carla, {{.home = home, .role = HomeRole::admin}});
        const auto last = co_await engine.homes().remove_member(
            now, home, carla, entry(AuditAction::leave, carla, {}));
        EXPECT_EQ(refusal(last), ErrorCode::conflict) << "and is its only admin";
    });
}

TEST_P(PeopleContract, UsersAreListedAndTheirRightsOnTheServerChanged) {
    User ann = some_user("ann@example.org", ServerRole::operator_);
    User bob = some_user("bob@example.org", ServerRole::none);
    with_engine([&](Engine& engine) -> Task<void> {
        auto& users = engine.users();
        (void)co_await users.create_first_user(ann);
        (void)co_await users.create_user(bob);
        const auto listed = co_await users.list_users();
        EXPECT_THAT(listed.value(), UnorderedElementsAre(ann, bob));

        co_await engine.let_time_pass(std::chrono::minutes{1});
        const auto disabled =
            co_await users.set_server_rights(bob.id, ServerRole::none, /*disabled=*/true);
        EXPECT_TRUE(disabled);
        const auto noted = co_await noted_since(engine, kNow + std::chrono::minutes{1});
        EXPECT_THAT(noted, ElementsAre(bob.id.value));
        // As one would who read the user before.
        bob.name = "Robert";
        const auto renamed = co_await users.update_user(bob);
        EXPECT_TRUE(renamed);
        const auto nobody =
            co_await users.set_server_rights(UserId::make(), ServerRole::none, false);
        EXPECT_EQ(refusal(nobody), ErrorCode::not_found);
    });
    with_engine([&](Engine& engine) -> Task<void> {
        const auto found = co_await engine.users().find_user(bob.id);
        EXPECT_EQ((*found)->name, "Robert");
        EXPECT_TRUE((*found)->disabled) << "who changes something else does not undo it";
    });
}

TEST_P(PeopleContract, TheLastOperatorStaysOne) {
    with_engine([](Engine& engine) -> Task<void> {
        auto& users = engine.users();
        User ann = some_user("ann@example.org", ServerRole::operator_);
        const User bob = some_user("bob@example.org", ServerRole::none);
        (void)co_await users.create_first_user(ann);
        (void)co_await users.create_user(bob);
        const auto stepped_down = co_await users.set_server_rights(ann.id, ServerRole::none, false);
        EXPECT_EQ(refusal(stepped_down), ErrorCode::conflict);
        const auto disabled = co_await users.set_server_rights(ann.id, ServerRole::operator_, true);
        EXPECT_EQ(refusal(disabled), ErrorCode::conflict);
        ann.server_role = ServerRole::none;
        const auto updated = co_await users.update_user(ann);
        EXPECT_EQ(refusal(updated), ErrorCode::conflict);

        (void)co_await users.set_server_rights(bob.id, ServerRole::operator_, false);
        const auto may_go = co_await users.set_server_rights(ann.id, ServerRole::operator_, true);
        EXPECT_TRUE(may_go);
        const auto last = co_await users.set_server_rights(bob.id, ServerRole::none, false);
        EXPECT_EQ(refusal(last), ErrorCode::conflict) << "a disabled one does not count";
    });
}

}  // namespace
}  // namespace ohmstead::test
