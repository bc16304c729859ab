#include "domain/access/access_scope.hpp"

#include <gtest/gtest.h>

#include "domain/access/grant.hpp"
#include "support/accepted_consent.hpp"
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
    EXPECT_TRUE(scope.require(kMine, Right::delete_home));
    EXPECT_EQ(code(scope.require(kOther, Right::see_home)), ErrorCode::not_found);
    EXPECT_EQ(scope.require(kOther, Right::see_home).error().detail,
              scope.require(HomeId{"none"}, Right::see_home).error().detail);
}

TEST(AccessScope, TooLowARoleIsForbidden) {
    EXPECT_TRUE(person(HomeRole::viewer).require(kMine, Right::see_energy));
    EXPECT_EQ(code(person(HomeRole::viewer).require(kMine, Right::edit_home)),
              ErrorCode::forbidden);
    EXPECT_EQ(code(person(HomeRole::manager).require(kMine, Right::edit_home)),
              ErrorCode::forbidden);
    EXPECT_TRUE(person(HomeRole::admin).require(kMine, Right::edit_home));
}

TEST(AccessScope, PeopleDoNotIngestAndKeysDoNotRead) {
    EXPECT_FALSE(person(HomeRole::admin).require(kMine, Right::add_readings));
    const auto key = scope_for_ingest(kMine);
    EXPECT_TRUE(key.require(kMine, Right::add_readings));
    EXPECT_FALSE(key.require(kOther, Right::add_readings));
    EXPECT_EQ(code(key.require(kMine, Right::see_home)), ErrorCode::not_found);
    EXPECT_EQ(code(key.require(ServerRight::manage_users)), ErrorCode::unauthenticated);
}

TEST(AccessScope, AnOperatorRunsTheServerAndSeesNoHome) {
    const auto scope = scope_for_person(
        {.user = UserId{"o"}, .name = "O", .server_role = ServerRole::operator_}, {});
    EXPECT_TRUE(scope.require(ServerRight::manage_users));
    EXPECT_EQ(code(scope.require(kMine, Right::see_home)), ErrorCode::not_found);
    EXPECT_EQ(code(person(HomeRole::admin).require(ServerRight::manage_users)),
              ErrorCode::forbidden);
}

// Staff of a provider that each of `permissions` is to.
AccessScope clerk_with(const std::vector<Permission>& permissions) {
    return scope_for_person({.user = UserId{"s"},
                             .name = "S",
                             .server_role = ServerRole::provider,
                             .provider = ProviderId{"grid"}},
                            {}, permissions);
}
Permission consent_of(const HomeId& home, Detail finest = Detail::day) {
    return test::accepted_consent(home, ProviderId{"grid"}, finest);
}

TEST(AccessScope, WhatWasReadByAConsentIsCoveredAsLongAsItIsTheSame) {
    const auto before = clerk_with({consent_of(kMine), consent_of(kOther)});
    EXPECT_TRUE(clerk_with({consent_of(kMine), consent_of(kOther)}).covers(before, kMine));
    EXPECT_TRUE(clerk_with({consent_of(kMine)}).covers(before, kMine))
        << "another home's is no matter";
    EXPECT_FALSE(clerk_with({consent_of(kMine, Detail::month)}).covers(before, kMine));
    EXPECT_FALSE(clerk_with({consent_of(kMine, Detail::slot)}).covers(before, kMine))
        << "read it anew";
    EXPECT_FALSE(clerk_with({consent_of(kOther)}).covers(before, kMine));
    EXPECT_FALSE(before.covers(clerk_with({consent_of(kOther)}), kMine)) << "it was not theirs";
    EXPECT_FALSE(AccessScope{}.covers(before, kMine));
}

TEST(AccessScope, WhatWasReadOfAllHomesIsCoveredWhileNoneIsMissing) {
    const HomeId all;
    const auto before = clerk_with({consent_of(kMine)});
    EXPECT_TRUE(clerk_with({consent_of(kMine)}).covers(before, all));
    EXPECT_TRUE(clerk_with({consent_of(kMine), consent_of(kOther)}).covers(before, all));
    EXPECT_FALSE(clerk_with({consent_of(kOther)}).covers(before, all));
    EXPECT_FALSE(clerk_with({consent_of(kMine, Detail::month)}).covers(before, all));
    EXPECT_TRUE(clerk_with({}).covers(clerk_with({}), all));
    EXPECT_FALSE(person(HomeRole::admin).covers(clerk_with({}), all))
        << "no provider's staff any more";
}

TEST(AccessScope, ALinkIsOfOneHomeAndSwitchesOnlyWhenThatWasTicked) {
    const HomeId here = HomeId::make();
    for (const auto kind : {LinkKind::kiosk, LinkKind::guest}) {
        const auto plain = scope_for_link(here, {.kind = kind, .tiles = {LinkTile::flow}});
        const auto switching = scope_for_link(here, {.kind = kind, .may_switch = true});
        for (const auto& scope : {plain, switching}) {
            EXPECT_TRUE(scope.require(here, Right::see_live));
            EXPECT_TRUE(scope.require(here, Right::see_tiles));
            EXPECT_EQ(scope.require(here, Right::see_home).error().code, ErrorCode::forbidden);
            EXPECT_EQ(scope.require(here, Right::see_energy).error().code, ErrorCode::forbidden);
            EXPECT_EQ(scope.require(HomeId::make(), Right::see_live).error().code,
                      ErrorCode::not_found);
            EXPECT_FALSE(scope.require(ServerRight::see_system));
            EXPECT_FALSE(scope.role_in(here));
            EXPECT_FALSE(scope.ingest_home());
            EXPECT_TRUE(scope.user().empty());
            ASSERT_NE(scope.link(), nullptr);
            EXPECT_EQ(scope.link()->kind, kind);
        }
        EXPECT_FALSE(plain.require(here, Right::switch_devices));
        EXPECT_TRUE(switching.require(here, Right::switch_devices));
    }
    EXPECT_EQ(scope_for_ingest(here).link(), nullptr);
    EXPECT_EQ(AccessScope{}.link(), nullptr);
}

TEST(AccessScope, ADefaultScopePermitsNothing) {
    const AccessScope nobody;
    EXPECT_FALSE(nobody.require(kMine, Right::see_home));
    EXPECT_FALSE(nobody.require(kMine, Right::add_readings));
    EXPECT_EQ(code(nobody.require(ServerRight::manage_users)), ErrorCode::unauthenticated);
    EXPECT_TRUE(nobody.homes().empty());
    EXPECT_TRUE(nobody.user().empty());
}

TEST(AccessScope, TheSystemMayDoEverything) {
    const auto scope = SystemAuthorityForTests::system_scope();
    EXPECT_TRUE(scope.require(kOther, Right::delete_home));
    EXPECT_TRUE(scope.require(kOther, Right::add_readings));
    EXPECT_TRUE(scope.require(ServerRight::manage_users));
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
