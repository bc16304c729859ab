#include "domain/access/access_scope.hpp"

#include <gtest/gtest.h>

#include "domain/access/grant.hpp"
#include "support/system_authority.hpp"

namespace ohmstead {
namespace {

const HomeId kMine{"mine"};
const HomeId kOther{"other"};

AccessScope person(HomeRole role, ServerRole server_role = ServerRole::none) {
    const std::vector<Membership> memberships{{kMine, role}};
    return scope_for_person({.user = UserId{"u"}, .name = "U", .server_role = server_role},
                            memberships);
}

ErrorCode code(const Status& status) {
    return status ? ErrorCode::internal : status.error().code;
}

TEST(AccessScope, AForeignHomeLooksLikeNone) {
    const auto scope = person(HomeRole::admin);
    EXPECT_TRUE(scope.require(kMine, HomeRole::admin));
    EXPECT_EQ(code(scope.require(kOther, HomeRole::viewer)), ErrorCode::not_found);
    EXPECT_EQ(scope.require(kOther, HomeRole::viewer).error().detail,
              scope.require(HomeId{"none"}, HomeRole::viewer).error().detail);
}

TEST(AccessScope, RolesIncludeWhatIsBelowThem) {
    EXPECT_TRUE(person(HomeRole::viewer).require(kMine, HomeRole::viewer));
    EXPECT_EQ(code(person(HomeRole::viewer).require(kMine, HomeRole::manager)),
              ErrorCode::forbidden);
    EXPECT_TRUE(person(HomeRole::manager).require(kMine, HomeRole::viewer));
    EXPECT_EQ(code(person(HomeRole::manager).require(kMine, HomeRole::admin)),
              ErrorCode::forbidden);
}

TEST(AccessScope, PeopleDoNotIngestAndKeysDoNotRead) {
    EXPECT_FALSE(person(HomeRole::admin).require_ingest(kMine));
    const auto key = scope_for_ingest(kMine);
    EXPECT_TRUE(key.require_ingest(kMine));
    EXPECT_FALSE(key.require_ingest(kOther));
    EXPECT_EQ(code(key.require(kMine, HomeRole::viewer)), ErrorCode::not_found);
    EXPECT_EQ(code(key.require_operator()), ErrorCode::unauthenticated);
}

TEST(AccessScope, AnOperatorRunsTheServerAndSeesNoHome) {
    const auto scope = scope_for_person(
        {.user = UserId{"o"}, .name = "O", .server_role = ServerRole::operator_}, {});
    EXPECT_TRUE(scope.require_operator());
    EXPECT_EQ(code(scope.require(kMine, HomeRole::viewer)), ErrorCode::not_found);
    EXPECT_EQ(code(person(HomeRole::admin).require_operator()), ErrorCode::forbidden);
}

TEST(AccessScope, ADefaultScopePermitsNothing) {
    const AccessScope nobody;
    EXPECT_FALSE(nobody.require(kMine, HomeRole::viewer));
    EXPECT_FALSE(nobody.require_ingest(kMine));
    EXPECT_EQ(code(nobody.require_operator()), ErrorCode::unauthenticated);
    EXPECT_TRUE(nobody.memberships().empty());
    EXPECT_TRUE(nobody.user().empty());
}

TEST(AccessScope, TheSystemMayDoEverything) {
    const auto scope = SystemAuthorityForTests::system_scope();
    EXPECT_TRUE(scope.require(kOther, HomeRole::admin));
    EXPECT_TRUE(scope.require_ingest(kOther));
    EXPECT_TRUE(scope.require_operator());
    EXPECT_TRUE(scope.is_system());
}

TEST(Grant, EndsForAllItsCopiesAtOnce) {
    Revocation revocation;
    const Grant grant = revocation.grant();
    const Grant copy = grant;
    EXPECT_TRUE(grant.valid());
    revocation.revoke();
    EXPECT_FALSE(grant.valid());
    EXPECT_FALSE(copy.valid());
    EXPECT_FALSE(Grant{}.valid());
}

}  // namespace
}  // namespace ohmstead
