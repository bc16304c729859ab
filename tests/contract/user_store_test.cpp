#include "contract/store_contract.hpp"

namespace ohmstead::test {
namespace {

OHMSTEAD_STORE_CONTRACT(UserStoreContract);

User some_user(std::string email) {
    return {.id = UserId::make(),
            .email = std::move(email),
            .name = "Ada",
            .password_hash = "$argon2id$…",
            .server_role = ServerRole::operator_,
            .auth_version = 4'000'000'000,
            .created_at = kNow};
}

StoredSession some_session(std::string hash, UserId user) {
    return {.secret_hash = std::move(hash),
            .user = std::move(user),
            .created_at = kNow,
            .last_seen_at = kNow,
            .expires_at = kNow + Seconds{60}};
}

TEST_P(UserStoreContract, KeepsAUserOverARestart) {
    const User user = some_user("ada@example.org");
    with_engine([&](Engine& engine) -> Task<void> {
        const auto none = co_await engine.users().has_users();
        EXPECT_FALSE(none.value());
        const auto created = co_await engine.users().create_user(user);
        EXPECT_TRUE(created);
    });
    with_engine([&](Engine& engine) -> Task<void> {
        const auto any = co_await engine.users().has_users();
        EXPECT_TRUE(any.value());
        const auto found = co_await engine.users().find_user(user.id);
        EXPECT_TRUE(found.value().has_value());
        const User& read = **found;
        EXPECT_EQ(read.email, user.email);
        EXPECT_EQ(read.name, user.name);
        EXPECT_EQ(read.password_hash, user.password_hash);
        EXPECT_EQ(read.server_role, user.server_role);
        EXPECT_EQ(read.auth_version, user.auth_version);
        EXPECT_EQ(read.created_at, user.created_at);
    });
}

TEST_P(UserStoreContract, AnEmailIsUniqueWithoutRegardToCase) {
    with_engine([](Engine& engine) -> Task<void> {
        auto& users = engine.users();
        const User ada = some_user("Ada@Example.org");
        (void)co_await users.create_user(ada);
        const auto again = co_await users.create_user(some_user("ADA@example.ORG"));
        EXPECT_EQ(refusal(again), ErrorCode::conflict);
        const auto found = co_await users.find_user_by_email("ada@example.org");
        EXPECT_EQ(found.value()->id, ada.id);
        EXPECT_EQ(found.value()->email, "Ada@Example.org");

        User bob = some_user("bob@example.org");
        (void)co_await users.create_user(bob);
        bob.email = "ada@EXAMPLE.org";
        const auto moved = co_await users.update_user(bob);
        EXPECT_EQ(refusal(moved), ErrorCode::conflict);
        bob.email = "BOB@example.org";
        bob.name = "Bob";
        const auto renamed = co_await users.update_user(bob);
        EXPECT_TRUE(renamed);
    });
}

User some_person(std::string subject, std::string email) {
    User user = some_user(std::move(email));
    user.password_hash.clear();
    user.directory = DirectoryPerson{.issuer = "https://id.example/tenant",
                                     .subject = std::move(subject),
                                     .home_role_cap = HomeRole::manager,
                                     .login_hint = "hint"};
    return user;
}

TEST_P(UserStoreContract, KeepsAPersonOfADirectoryOverARestart) {
    const User person = some_person("subject", "ada@example.org");
    with_engine([&](Engine& engine) -> Task<void> {
        const auto created = co_await engine.users().create_user(person);
        EXPECT_TRUE(created);
    });
    with_engine([&](Engine& engine) -> Task<void> {
        const auto found =
            co_await engine.users().find_directory_user("https://id.example/tenant", "subject");
        const User read = found.value().value();
        EXPECT_EQ(read.id, person.id);
        EXPECT_EQ(read.email, "ada@example.org");
        EXPECT_EQ(read.created_at, person.created_at);
        EXPECT_EQ(read.directory->issuer, person.directory->issuer);
        EXPECT_EQ(read.directory->subject, "subject");
        EXPECT_EQ(read.directory->home_role_cap, HomeRole::manager);
        EXPECT_EQ(read.directory->login_hint, "hint");
        EXPECT_FALSE(read.disabled);
        const auto by_id = co_await engine.users().find_user(person.id);
        EXPECT_EQ(by_id.value()->email, "ada@example.org");
    });
}

TEST_P(UserStoreContract, Oidc30WhoSomebodyIsInADirectoryIsUniqueAndTheirEmailIsNot) {
    with_engine([](Engine& engine) -> Task<void> {
        auto& users = engine.users();
        const User local = some_user("ada@example.org");
        const User first = some_person("1", "ada@example.org");
        const User second = some_person("2", "ada@example.org");
        for (const User& user : {local, first, second}) {
            const auto created = co_await users.create_user(user);
            EXPECT_TRUE(created);
        }
        User elsewhere = some_person("1", "ada@example.org");
        elsewhere.directory->issuer = "https://id.example/other";
        const auto other_issuer = co_await users.create_user(elsewhere);
        EXPECT_TRUE(other_issuer);
        const auto again = co_await users.create_user(some_person("1", "bob@example.org"));
        EXPECT_EQ(refusal(again), ErrorCode::conflict);
        const auto found = co_await users.find_user_by_email("ada@example.org");
        EXPECT_EQ(found.value()->id, local.id);
        // The address of a person of a directory is free for a local account.
        (void)co_await users.create_user(some_person("3", "eve@example.org"));
        const auto none = co_await users.find_user_by_email("eve@example.org");
        EXPECT_FALSE(none.value().has_value());
        const auto account = co_await users.create_user(some_user("eve@example.org"));
        EXPECT_TRUE(account);
    });
}

TEST_P(UserStoreContract, Oidc32SubjectsAreComparedByteForByte) {
    with_engine([](Engine& engine) -> Task<void> {
        auto& users = engine.users();
        const User ada = some_person("Subject", "");
        (void)co_await users.create_user(ada);
        for (const std::string subject :
             {"subject", "Subject ", " Subject", "SUBJECT", "Subject#", ada.id.value.c_str(), ""}) {
            const auto found =
                co_await users.find_directory_user("https://id.example/tenant", subject);
            EXPECT_FALSE(found.value().has_value()) << subject;
        }
        const auto by_id = co_await users.find_user(UserId{"Subject"});
        EXPECT_FALSE(by_id.value().has_value());
        const auto composed = some_person("J\xc3\xbcrgen", "");
        (void)co_await users.create_user(composed);
        const auto decomposed =
            co_await users.find_directory_user("https://id.example/tenant", "Ju\xcc\x88rgen");
        EXPECT_FALSE(decomposed.value().has_value());
    });
}

TEST_P(UserStoreContract, Oidc31APersonOfADirectoryIsUpdated) {
    with_engine([](Engine& engine) -> Task<void> {
        auto& users = engine.users();
        User ada = some_person("1", "ada@example.org");
        (void)co_await users.create_user(ada);
        (void)co_await users.create_user(some_user("taken@example.org"));
        ada.email = "taken@example.org";
        ada.name = "Ada Other";
        ada.server_role = ServerRole::none;
        ada.directory->home_role_cap.reset();
        ada.directory->login_hint = "other";
        const auto updated = co_await users.update_user(ada);
        EXPECT_TRUE(updated);
        const auto found = co_await users.find_directory_user("https://id.example/tenant", "1");
        EXPECT_EQ(found.value()->email, "taken@example.org");
        EXPECT_EQ(found.value()->name, "Ada Other");
        EXPECT_EQ(found.value()->server_role, ServerRole::none);
        EXPECT_EQ(found.value()->directory->home_role_cap, std::nullopt);
        EXPECT_EQ(found.value()->directory->login_hint, "other");
    });
}

TEST_P(UserStoreContract, ThereIsOneFirstUser) {
    with_engine([](Engine& engine) -> Task<void> {
        const auto first = co_await engine.users().create_first_user(some_user("a@example.org"));
        EXPECT_TRUE(first);
        const auto second = co_await engine.users().create_first_user(some_user("b@example.org"));
        EXPECT_EQ(refusal(second), ErrorCode::conflict);
    });
}

TEST_P(UserStoreContract, AnUnknownUserIsNotUpdated) {
    with_engine([](Engine& engine) -> Task<void> {
        const auto updated = co_await engine.users().update_user(some_user("a@example.org"));
        EXPECT_EQ(refusal(updated), ErrorCode::not_found);
        const auto found = co_await engine.users().find_user(UserId::make());
        EXPECT_FALSE(found.value().has_value());
    });
}

TEST_P(UserStoreContract, SessionsEnd) {
    with_engine([](Engine& engine) -> Task<void> {
        auto& users = engine.users();
        const UserId ada = UserId::make();
        const UserId bob = UserId::make();
        (void)co_await users.put_session(some_session("a1", ada));
        (void)co_await users.put_session(some_session("a2", ada));
        (void)co_await users.put_session(some_session("b1", bob));
        (void)co_await users.touch_session("a1", kNow + Seconds{9});
        auto session = co_await users.find_session("a1", kNow);
        EXPECT_EQ(session.value()->last_seen_at, kNow + Seconds{9});
        EXPECT_EQ(session.value()->user, ada);

        (void)co_await users.erase_session("a1");
        (void)co_await users.touch_session("a1", kNow + Seconds{10});
        session = co_await users.find_session("a1", kNow);
        EXPECT_FALSE(session.value().has_value()) << "touching brings nothing back";
    });
}

TEST_P(UserStoreContract, ListsTheSessionsOfAUser) {
    with_engine([](Engine& engine) -> Task<void> {
        auto& users = engine.users();
        const UserId ada = UserId::make();
        StoredSession newer = some_session("a1", ada);
        newer.created_at += Seconds{1};
        newer.device = "Firefox on Linux";
        (void)co_await users.put_session(newer);
        (void)co_await users.put_session(some_session("a2", ada));
        (void)co_await users.put_session(some_session("a3", ada));
        (void)co_await users.put_session(some_session("b1", UserId::make()));
        (void)co_await users.touch_session("a1", kNow + Seconds{9});
        (void)co_await users.erase_session("a3");
        auto listed = co_await users.sessions_of(ada, kNow);
        EXPECT_EQ(listed.value().size(), 2U);
        EXPECT_EQ(listed.value()[0].secret_hash, "a2") << "oldest first";
        EXPECT_EQ(listed.value()[0].device, "");
        EXPECT_EQ(listed.value()[1].secret_hash, "a1");
        EXPECT_EQ(listed.value()[1].device, "Firefox on Linux");
        EXPECT_EQ(listed.value()[1].last_seen_at, kNow + Seconds{9});
        listed = co_await users.sessions_of(ada, kNow + Seconds{60});
        EXPECT_TRUE(listed.value().empty()) << "they have expired";
    });
}

TEST_P(UserStoreContract, AnExpiredSessionIsNotFoundWhetherOrNotItIsErased) {
    with_engine([](Engine& engine) -> Task<void> {
        auto& users = engine.users();
        (void)co_await users.put_session(some_session("b1", UserId::make()));
        (void)co_await users.erase_sessions_expired_before(kNow + Seconds{60});
        const auto found_at = [&](Milliseconds after) -> Task<bool> {
            const auto session = co_await users.find_session("b1", kNow + after);
            co_return session.value().has_value();
        };
        const auto before = co_await found_at(Milliseconds{59'999});
        EXPECT_TRUE(before) << "it expires at that very instant, not before";
        const auto then = co_await found_at(Seconds{60});
        EXPECT_FALSE(then);
        (void)co_await users.erase_sessions_expired_before(kNow + Seconds{61});
        const auto erased = co_await found_at(Seconds{61});
        EXPECT_FALSE(erased);
    });
}

TEST_P(UserStoreContract, ApiKeysAreListedTouchedAndErased) {
    with_engine([](Engine& engine) -> Task<void> {
        auto& users = engine.users();
        const Dwelling dwelling = co_await make_dwelling(engine, 0);
        StoredApiKey key{.id = ApiKeyId::make(),
                         .secret_hash = "aa",
                         .home = dwelling.home,
                         .name = "Meter",
                         .created_at = kNow,
                         .last_used_at = {}};
        (void)co_await users.put_api_key(key);
        auto found = co_await users.find_api_key(key.id);
        EXPECT_EQ(found.value()->home, dwelling.home);
        EXPECT_EQ(found.value()->secret_hash, "aa");
        EXPECT_EQ(found.value()->last_used_at, std::nullopt);
        (void)co_await users.touch_api_key(key.id, kNow + Seconds{1});
        StoredApiKey older = key;
        older.id = ApiKeyId::make();
        older.created_at = kNow - Seconds{1};
        (void)co_await users.put_api_key(older);
        const Dwelling other = co_await make_dwelling(engine, 0);
        StoredApiKey foreign = key;
        foreign.id = ApiKeyId::make();
        foreign.home = other.home;
        (void)co_await users.put_api_key(foreign);
        const auto listed = co_await users.list_api_keys(dwelling.home);
        EXPECT_EQ(listed.value().size(), 2U);
        EXPECT_EQ(listed.value()[0].id, older.id);
        EXPECT_EQ(listed.value()[1].last_used_at, kNow + Seconds{1});
        (void)co_await users.erase_api_key(key.id);
        (void)co_await users.touch_api_key(key.id, kNow + Seconds{2});
        found = co_await users.find_api_key(key.id);
        EXPECT_FALSE(found.value().has_value());
        const auto left = co_await users.list_api_keys(dwelling.home);
        EXPECT_EQ(left.value().size(), 1U);

        foreign.home = HomeId::make();
        const auto nowhere = co_await users.put_api_key(foreign);
        EXPECT_EQ(refusal(nowhere), ErrorCode::not_found);
    });
}

TEST_P(UserStoreContract, KeysOfAPersonAreListedByTheirOwner) {
    with_engine([](Engine& engine) -> Task<void> {
        auto& users = engine.users();
        const Dwelling dwelling = co_await make_dwelling(engine, 0);
        const UserId ada = UserId::make();
        const StoredApiKey everywhere{.id = ApiKeyId::make(),
                                      .secret_hash = "aa",
                                      .home = {},
                                      .name = "Chart",
                                      .created_at = kNow,
                                      .last_used_at = {},
                                      .kind = ApiKeyKind::read,
                                      .owner = ada,
                                      .expires_at = kNow + Seconds{60}};
        StoredApiKey at_home = everywhere;
        at_home.id = ApiKeyId::make();
        at_home.home = dwelling.home;
        at_home.kind = ApiKeyKind::ingest;
        at_home.expires_at = {};
        at_home.created_at += Seconds{1};
        StoredApiKey foreign = everywhere;
        foreign.id = ApiKeyId::make();
        foreign.owner = UserId::make();
        for (const StoredApiKey& key : {everywhere, at_home, foreign}) {
            const auto put = co_await users.put_api_key(key);
            EXPECT_TRUE(put);
        }
        auto listed = co_await users.list_api_keys_of(ada);
        EXPECT_EQ(listed.value().size(), 2U);
        EXPECT_EQ(listed.value()[0].id, everywhere.id);
        EXPECT_TRUE(listed.value()[0].home.empty());
        EXPECT_EQ(listed.value()[0].kind, ApiKeyKind::read);
        EXPECT_EQ(listed.value()[0].owner, ada);
        EXPECT_EQ(listed.value()[0].expires_at, kNow + Seconds{60});
        EXPECT_EQ(listed.value()[1].home, dwelling.home);
        EXPECT_EQ(listed.value()[1].expires_at, std::nullopt);
        const auto of_home = co_await users.list_api_keys(dwelling.home);
        EXPECT_EQ(of_home.value().size(), 1U);

        (void)co_await users.erase_api_key(everywhere.id);
        (void)co_await engine.homes().erase(system_scope(), dwelling.home);
        listed = co_await users.list_api_keys_of(ada);
        EXPECT_TRUE(listed.value().empty()) << "one went with its home";
    });
}

}  // namespace
}  // namespace ohmstead::test
