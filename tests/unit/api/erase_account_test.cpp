#include <gmock/gmock.h>

#include "unit/api/consent_fixture.hpp"

namespace ohmstead::test {
namespace {

using http::Method;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// Ada has a password here, Olga comes from a directory and operates the server.
class EraseAccountTest : public ConsentTest {
protected:
    EraseAccountTest() {
        olga = users.add("Olga", "olga@example.org");
        users.users.back().server_role = ServerRole::operator_;
        users.users.back().directory = DirectoryPerson{.issuer = "https://id.example",
                                                       .subject = "olga",
                                                       .home_role_cap = std::nullopt,
                                                       .login_hint = {}};
        olgas_session = runner.run(sessions.start(olga)).value().identity->session_hash;
    }
    Result<http::Response> delete_own(const http::IdentityPtr& who, std::string body = "{}") {
        return call(Method::post, "/api/v1/account/delete", who, {}, std::move(body));
    }
    Result<http::Response> olga_deletes(const UserId& user) {
        return call(Method::delete_, "/api/v1/users/" + user.value, identity_of(olgas_session));
    }

    UserId olga;
    std::string olgas_session;
};

TEST_F(EraseAccountTest, AnOperatorDeletesAUserWhoIsOutAtOnce) {
    const auto adas = admin_now();
    const auto key =
        call(Method::post, "/api/v1/api-keys", adas, {}, R"({"name":"chart","kind":"read"})");
    const auto token = text_of(json_of(key), "token");
    const auto by_key = runner.run(keys.find(token)).value();
    ASSERT_TRUE(olga_deletes(ada));
    EXPECT_FALSE(adas->grant.valid());
    EXPECT_FALSE(by_key->grant.valid());
    EXPECT_EQ(runner.run(sessions.current(adas_session)).error().code, ErrorCode::unauthenticated);
    EXPECT_EQ(runner.run(keys.find(token)).error().code, ErrorCode::unauthenticated);
    ASSERT_THAT(users.erased, SizeIs(1));
    EXPECT_EQ(users.erased[0].by_name, "Olga");
    EXPECT_EQ(users.erased[0].subject_name, "Ada");
    EXPECT_EQ(olga_deletes(ada).error().code, ErrorCode::not_found);
}

TEST_F(EraseAccountTest, OthersThanOperatorsDeleteNobodyAndOperatorsNotThemselvesThere) {
    const auto refused = call(Method::delete_, "/api/v1/users/" + olga.value, admin_now());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::forbidden);
    EXPECT_EQ(olga_deletes(olga).error().code, ErrorCode::conflict);
    EXPECT_THAT(users.erased, IsEmpty());
}

TEST_F(EraseAccountTest, OnesOwnAccountNeedsThePasswordAgain) {
    ASSERT_TRUE(runner.run(accounts.set_password(ada, "correct horse battery")));
    for (const auto* body : {"{}", R"({"current_password":"wrong horse"})"}) {
        const auto refused = delete_own(admin_now(), body);
        ASSERT_FALSE(refused) << body;
        ASSERT_THAT(refused.error().fields, SizeIs(1));
        EXPECT_EQ(refused.error().fields[0].pointer, "/current_password");
    }
    const auto done = delete_own(admin_now(), R"({"current_password":"correct horse battery"})");
    ASSERT_TRUE(done) << done.error().detail;
    EXPECT_EQ(done->status, 204);
    EXPECT_EQ(runner.run(sessions.current(adas_session)).error().code, ErrorCode::unauthenticated);
}

TEST_F(EraseAccountTest, WhoHasNoPasswordMustHaveJustSignedIn) {
    users.add("Otto", "otto@example.org");
    users.users.back().server_role = ServerRole::operator_;
    const auto identity = identity_of(olgas_session);
    clock.advance(std::chrono::minutes{11});
    const auto refused = delete_own(identity);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::forbidden);
    EXPECT_THAT(refused.error().detail, HasSubstr("in again"));
    const auto fresh = runner.run(sessions.start(olga)).value().identity;
    EXPECT_TRUE(delete_own(fresh));
}

TEST_F(EraseAccountTest, TheLastOperatorStays) {
    const auto refused = delete_own(identity_of(olgas_session));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::conflict);
    EXPECT_TRUE(identity_of(olgas_session)->grant.valid());
}

}  // namespace
}  // namespace ohmstead::test
