#include <algorithm>

#include <gmock/gmock.h>

#include "contract/store_contract.hpp"

namespace ohmstead::test {
namespace {

OHMSTEAD_STORE_CONTRACT(RevocationFeedContract);

using Subjects = std::vector<std::pair<RevokedKind, std::string>>;

Task<Subjects> noted(Engine& engine, Instant from = kNow) {
    const auto notes = co_await engine.revocations().since(from);
    EXPECT_TRUE(notes);
    Subjects subjects;
    for (const RevocationNote& note : *notes) {
        EXPECT_GE(note.at, from);
        subjects.emplace_back(note.kind, note.subject);
    }
    std::ranges::sort(subjects);
    co_return subjects;
}

// A moment at which nothing is noted of the dwelling that a test began with.
constexpr Instant kLater = kNow + std::chrono::minutes{1};

User some_user() {
    User user;
    user.id = UserId::make();
    user.email = user.id.value + "@example.org";
    user.name = "Somebody";
    user.created_at = kNow;
    return user;
}

TEST_P(RevocationFeedContract, SaysWhoseRightsHaveEnded) {
    with_engine([](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await make_dwelling(engine, 0);
        co_await engine.let_time_pass(std::chrono::minutes{1});
        User user = some_user();
        const StoredSession session{.secret_hash = "5e55",
                                    .user = user.id,
                                    .created_at = kNow,
                                    .last_seen_at = kNow,
                                    .expires_at = kNow + std::chrono::hours{1}};
        const StoredApiKey key{.id = ApiKeyId::make(),
                               .secret_hash = "00",
                               .home = dwelling.home,
                               .name = "Key",
                               .created_at = kNow,
                               .last_used_at = {}};
        (void)co_await engine.users().create_user(user);
        (void)co_await engine.users().put_session(session);
        (void)co_await engine.users().put_api_key(key);
        const auto before = co_await noted(engine, kLater);
        EXPECT_THAT(before, testing::IsEmpty());

        ++user.auth_version;
        (void)co_await engine.users().update_user(user);
        (void)co_await engine.users().erase_session(session.secret_hash);
        (void)co_await engine.users().erase_api_key(key.id);
        const auto after = co_await noted(engine, kLater);
        EXPECT_THAT(after,
                    testing::ElementsAre(std::pair(RevokedKind::session, session.secret_hash),
                                         std::pair(RevokedKind::user, user.id.value),
                                         std::pair(RevokedKind::api_key, key.id.value)));
    });
}

TEST_P(RevocationFeedContract, NamesWhoHasANewHome) {
    with_engine([](Engine& engine) -> Task<void> {
        const UserId owner = UserId::make();
        (void)co_await engine.homes().create(person(owner), some_home(), owner);
        const auto notes = co_await noted(engine);
        EXPECT_THAT(notes, testing::ElementsAre(std::pair(RevokedKind::user, owner.value)));
    });
}

TEST_P(RevocationFeedContract, NamesTheMemberWhoseRoleChanges) {
    with_engine([](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await make_dwelling(engine, 0);
        co_await engine.let_time_pass(std::chrono::minutes{1});
        const UserId guest = UserId::make();
        (void)co_await engine.homes().put_member(system_scope(), dwelling.home, guest,
                                                 HomeRole::viewer);
        const auto notes = co_await noted(engine, kLater);
        EXPECT_THAT(notes, testing::ElementsAre(std::pair(RevokedKind::user, guest.value)));
    });
}

TEST_P(RevocationFeedContract, NamesTheMembersAndKeysOfAnErasedHome) {
    with_engine([](Engine& engine) -> Task<void> {
        const UserId owner = UserId::make();
        const Home home = some_home();
        (void)co_await engine.homes().create(person(owner), home, owner);
        co_await engine.let_time_pass(std::chrono::minutes{1});
        const StoredApiKey key{.id = ApiKeyId::make(),
                               .secret_hash = "00",
                               .home = home.id,
                               .name = "Key",
                               .created_at = kNow,
                               .last_used_at = {}};
        (void)co_await engine.users().put_api_key(key);
        (void)co_await engine.homes().erase(system_scope(), home.id);
        const auto notes = co_await noted(engine, kLater);
        EXPECT_THAT(notes, testing::ElementsAre(std::pair(RevokedKind::user, owner.value),
                                                std::pair(RevokedKind::api_key, key.id.value)));
    });
}

TEST_P(RevocationFeedContract, ARefusedChangeLeavesNoNote) {
    with_engine([](Engine& engine) -> Task<void> {
        (void)co_await engine.users().update_user(some_user());
        const UserId owner = UserId::make();
        const Home home = some_home();
        (void)co_await engine.homes().create(person(owner), home, owner);
        co_await engine.let_time_pass(std::chrono::minutes{1});
        (void)co_await engine.homes().create(person(owner), home, owner);
        (void)co_await engine.homes().put_member(system_scope(), home.id, owner, HomeRole::viewer);
        const auto notes = co_await noted(engine, kLater);
        EXPECT_THAT(notes, testing::IsEmpty());
    });
}

TEST_P(RevocationFeedContract, LooksBackAsFarAsAsked) {
    with_engine([](Engine& engine) -> Task<void> {
        (void)co_await engine.users().erase_session("01");
        co_await engine.let_time_pass(std::chrono::minutes{5});
        (void)co_await engine.users().erase_session("02");
        const auto all = co_await noted(engine);
        EXPECT_EQ(all.size(), 2U);
        const auto newer = co_await noted(engine, kNow + std::chrono::minutes{5});
        EXPECT_THAT(newer, testing::ElementsAre(std::pair(RevokedKind::session, "02")));
    });
}

}  // namespace
}  // namespace ohmstead::test
