#include "domain/access/permission.hpp"

#include <random>

#include <boost/describe/enumerators.hpp>
#include <boost/mp11/algorithm.hpp>
#include <gtest/gtest.h>

#include "domain/access/access_scope.hpp"

namespace ohmstead {
namespace {

using enum PermissionState;
using std::chrono::hours;

constexpr Instant kNow = instant_from_ms(1'764'072'000'000);
const HomeId kHome{"home"};
const Provider kProvider{
    .id = ProviderId{"p"}, .name = "Grid", .policy_link = "https://p", .contact = "c"};

std::vector<PermissionState> states() {
    std::vector<PermissionState> all;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<PermissionState>>(
        [&](const auto& described) { all.push_back(described.value); });
    return all;
}

ConsentTerms terms() {
    return {.fields = {SharedField::grid, SharedField::solar},
            .finest = Detail::slot,
            .history_from = kNow - hours{24 * 365},
            .starts_at = kNow - hours{1},
            .ends_at = kNow + hours{24}};
}

PermissionChange by(PermissionState state, Instant at = kNow) {
    return {.state = state, .at = at, .by = UserId{"ada"}, .by_name = "Ada"};
}

Permission asked() {
    const ConsentRequest request{.id = RequestId{"r"},
                                 .provider = kProvider.id,
                                 .purpose = "To plan the grid",
                                 .terms = terms(),
                                 .made_at = kNow - hours{1},
                                 .answer_by = kNow + hours{12}};
    return permission_asked(request, kProvider, kHome, by(requested));
}

Permission in_force(ConsentTerms given = terms()) {
    return accept(asked(), given, by(PermissionState::accepted)).value();
}

AccessScope staff(const Permission& permission, ProviderId provider = kProvider.id,
                  std::vector<Membership> memberships = {}) {
    return scope_for_person({.user = UserId{"s"},
                             .name = "Staff",
                             .server_role = ServerRole::provider,
                             .provider = std::move(provider)},
                            memberships, std::vector{permission});
}

template <class T>
std::optional<ErrorCode> refusal(const Result<T>& result) {
    return result ? std::nullopt : std::optional(result.error().code);
}

// CON-05: consent is not skipped, and what is over does not come back.
TEST(Permission, CON_05_NoStateIsSkippedAndNoneComesBack) {
    for (const auto to : states()) {
        EXPECT_FALSE(may_follow(to, requested));
        for (const auto over : {rejected, timed_out, revoked, terminated, expired, fulfilled}) {
            EXPECT_FALSE(may_follow(over, to));
        }
    }
    for (const auto answer : {PermissionState::accepted, rejected, timed_out}) {
        EXPECT_TRUE(may_follow(requested, answer));
        EXPECT_FALSE(may_follow(PermissionState::accepted, answer));
    }
    for (const auto end : {revoked, terminated, expired, fulfilled}) {
        EXPECT_TRUE(may_follow(PermissionState::accepted, end));
        EXPECT_FALSE(may_follow(requested, end));
    }
}

TEST(Permission, EveryChangeIsKeptWithWhoAndWhen) {
    const auto ended = change(in_force(), by(revoked, kNow + hours{1})).value();
    ASSERT_EQ(ended.history.size(), 3U);
    EXPECT_EQ(ended.history[0], by(requested));
    EXPECT_EQ(ended.history[1], by(PermissionState::accepted));
    EXPECT_EQ(ended.history[2], by(revoked, kNow + hours{1}));
    EXPECT_EQ(refusal(change(ended, by(PermissionState::accepted))), ErrorCode::conflict);
}

TEST(Permission, TimeEndsItWithoutAWrite) {
    EXPECT_EQ(asked().state_at(kNow + hours{12}), timed_out);
    EXPECT_EQ(refusal(accept(asked(), terms(), by(PermissionState::accepted, kNow + hours{12}))),
              ErrorCode::conflict);
    const auto permission = in_force();
    EXPECT_TRUE(permission.view_at(terms().ends_at - Milliseconds{1}));
    EXPECT_FALSE(permission.view_at(terms().ends_at));
    EXPECT_EQ(permission.state_at(terms().ends_at), expired);
    const auto scope = staff(permission);
    EXPECT_TRUE(scope.view(kHome, Right::see_energy, terms().ends_at - Milliseconds{1}));
    EXPECT_EQ(refusal(scope.view(kHome, Right::see_energy, terms().ends_at)), ErrorCode::not_found);
}

TEST(Permission, NothingIsSeenBeforeItStarts) {
    auto later = terms();
    later.starts_at = kNow + hours{1};
    const auto permission = in_force(later);
    EXPECT_FALSE(permission.view_at(kNow));
    EXPECT_TRUE(permission.view_at(later.starts_at));
}

TEST(Permission, ItsWindowEndsNowAndBeginsWhereItsHistoryDoes) {
    const auto view = in_force().view_at(kNow).value();
    EXPECT_EQ(view.window, (Span{terms().history_from, kNow}));
}

TEST(Permission, EachPartThatIsWiderThanAskedIsRefused) {
    const auto refused = [](auto widen, const char* pointer) {
        auto given = terms();
        widen(given);
        const auto result = accept(asked(), given, by(PermissionState::accepted));
        ASSERT_FALSE(result);
        ASSERT_FALSE(result.error().fields.empty());
        EXPECT_EQ(result.error().fields.front().pointer, pointer);
    };
    refused([](ConsentTerms& given) { given.fields.add(SharedField::gas); }, "/fields");
    refused([](ConsentTerms& given) { given.fields = {}; }, "/fields");
    refused([](ConsentTerms& given) { given.finest = Detail::live; }, "/detail");
    refused([](ConsentTerms& given) { given.history_from -= hours{1}; }, "/history_from");
    refused([](ConsentTerms& given) { given.starts_at -= hours{1}; }, "/starts_at");
    refused([](ConsentTerms& given) { given.ends_at += hours{1}; }, "/ends_at");
    refused([](ConsentTerms& given) { given.ends_at = kNow; }, "/ends_at");
}

// Whatever is asked and given: nobody ever sees more than both.
TEST(Permission, WhatIsSeenIsWithinWhatWasAskedAndGiven) {
    std::mt19937 random{20};  // NOLINT: the same each time
    const auto pick = [&](int below) {
        return std::uniform_int_distribution<int>{0, below - 1}(random);
    };
    const auto any_terms = [&] {
        ConsentTerms some;
        for (int field = 0; field < 7; ++field) {
            if (pick(2) == 0) {
                some.fields.add(static_cast<SharedField>(field));
            }
        }
        some.finest = static_cast<Detail>(pick(4));
        some.history_from = kNow - hours{pick(100)};
        some.starts_at = kNow + hours{pick(20) - 10};
        some.ends_at = kNow + hours{pick(40) - 10};
        return some;
    };
    int seen = 0;
    for (int round = 0; round < 100'000; ++round) {
        auto permission = asked();
        permission.asked = any_terms();
        auto given = pick(2) == 0 ? any_terms() : permission.asked;
        const auto next = accept(permission, given, by(PermissionState::accepted));
        if (!next) {
            continue;
        }
        const auto at = kNow + hours{pick(50) - 10};
        const auto view = next->view_at(at);
        if (!view) {
            EXPECT_TRUE(at < given.starts_at || at >= given.ends_at);
            continue;
        }
        ++seen;
        EXPECT_TRUE(view->limited);
        EXPECT_TRUE(view->fields.within(permission.asked.fields));
        EXPECT_TRUE(view->fields.within(given.fields));
        EXPECT_GE(view->finest, permission.asked.finest);
        EXPECT_GE(view->window.from, permission.asked.history_from);
        EXPECT_LE(view->window.to, at);
        EXPECT_LE(view->window.to, permission.asked.ends_at);
    }
    EXPECT_GT(seen, 1000);
}

TEST(View, TheFiguresOfTheWholeBalanceNeedAllOfIt) {
    View view{.limited = true, .fields = {SharedField::grid, SharedField::battery}};
    EXPECT_FALSE(view.sees_balance());
    view.fields.add(SharedField::solar);
    EXPECT_TRUE(view.sees_balance());
    EXPECT_TRUE(view.sees(ChannelRole::generator));
    EXPECT_FALSE(view.sees(ChannelRole::device));
    EXPECT_FALSE(view.sees(ChannelRole::price_import));
    EXPECT_TRUE(View{}.sees(ChannelRole::price_import));
}

TEST(ProvidersScope, IsLetInByViewAlone) {
    const auto scope = staff(in_force());
    for (const auto& row : kAccessTable) {
        EXPECT_FALSE(scope.require(kHome, row.right)) << row.name;
        EXPECT_EQ(scope.view(kHome, row.right, kNow).has_value(),
                  row.who.contain(Standing::provider) && row.right != Right::see_live)
            << row.name;
    }
    EXPECT_FALSE(scope.role_in(kHome));
    EXPECT_EQ(scope.view(kHome, Right::see_energy, kNow).value().fields, terms().fields);
    EXPECT_EQ(scope.require_provider().value(), kProvider.id);
}

TEST(ProvidersScope, LiveNeedsConsentToLive) {
    EXPECT_EQ(refusal(staff(in_force()).view(kHome, Right::see_live, kNow)), ErrorCode::forbidden);
    auto permission = asked();
    permission.asked.finest = Detail::live;
    const auto live = accept(permission, permission.asked, by(PermissionState::accepted));
    EXPECT_TRUE(staff(live.value()).view(kHome, Right::see_live, kNow));
}

// CON-05: not accepted, of another provider, or for another home is no access.
TEST(ProvidersScope, CON_05_NothingButAConsentThatIsAcceptedLetsIn) {
    const auto sees = [](const AccessScope& scope, const HomeId& home) {
        return refusal(scope.view(home, Right::see_home, kNow));
    };
    EXPECT_EQ(sees(staff(asked()), kHome), ErrorCode::not_found);
    EXPECT_EQ(sees(staff(change(in_force(), by(revoked)).value()), kHome), ErrorCode::not_found);
    EXPECT_EQ(sees(staff(in_force(), ProviderId{"another"}), kHome), ErrorCode::not_found);
    EXPECT_EQ(sees(staff(in_force(), ProviderId{}), kHome), ErrorCode::not_found);
    EXPECT_EQ(sees(staff(in_force()), HomeId{"other"}), ErrorCode::not_found);
    const auto no_staff = scope_for_person(
        {.user = UserId{"s"}, .name = "S", .provider = kProvider.id}, {}, std::vector{in_force()});
    EXPECT_EQ(sees(no_staff, kHome), ErrorCode::not_found);
}

TEST(ProvidersScope, WhoIsAMemberIsNotLimited) {
    const auto scope = staff(in_force(), kProvider.id, {{kHome, HomeRole::viewer}});
    EXPECT_TRUE(scope.require(kHome, Right::see_energy));
    EXPECT_FALSE(scope.view(kHome, Right::see_energy, kNow).value().limited);
}

}  // namespace
}  // namespace ohmstead
