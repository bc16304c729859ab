#include "api/live_socket.hpp"

#include <algorithm>

#include <boost/json/parse.hpp>
#include <gmock/gmock.h>

#include "async/sleep.hpp"
#include "async/task_group.hpp"
#include "unit/api/api_fixture.hpp"
#include "unit/api/fake_connection.hpp"

namespace ohmstead::test {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class LiveSocketTest : public ApiTest {
protected:
    LiveSocketTest() {
        hub.on_home(homes.homes[other_home], {});
        user = users.add("Ada", "ada@example.org");
        homes.members[user] = {{home, HomeRole::viewer}};
    }

    // Runs `act` beside a socket that Ada's session has opened, and the watch over its rights.
    template <class Act>
    void with_socket(Act act) {
        runner.run(serve_beside(std::move(act)));
    }
    template <class Act>
    Task<void> serve_beside(Act act) {
        const auto started = co_await sessions.start(user);
        session_hash = started->identity->session_hash;
        co_await serve(started->identity, std::move(act));
    }
    template <class Act>
    Task<void> serve(IdentityPtr identity, Act act) {
        http::RequestContext context;
        context.identity = std::move(identity);
        TaskGroup group(runner.executor(), Log{});
        TaskGroup watch(runner.executor(), Log{});
        group.spawn("serve", live_socket.serve(connection, std::move(context)));
        watch.spawn("watch", live_socket.watch());
        co_await act();
        connection.hang_up();
        co_await group.join();
        watch.cancel();
        co_await watch.join();
    }

    Task<void> say(std::string text) {
        connection.say(std::move(text));
        co_await settled();
    }
    Task<void> subscribe(HomeId where) {
        co_await say(R"({"type":"subscribe","home":")" + where.value + "\"}");
    }
    // Lets everything that is ready run.
    static Task<void> settled() { co_await sleep_for(std::chrono::milliseconds{2}); }
    // Waits until the watch has been round.
    template <class Condition>
    static Task<void> until(Condition condition) {
        for (int turns = 0; turns < 500 && !condition(); ++turns) {
            co_await settled();
        }
    }
    // What `act` does beside sockets of these connections and identities.
    using Opened = std::vector<std::pair<FakeConnection*, IdentityPtr>>;
    template <class Act>
    Task<void> serve_all(Opened opened, Act act) {
        TaskGroup group(runner.executor(), Log{});
        TaskGroup watch(runner.executor(), Log{});
        for (auto& [socket, identity] : opened) {
            http::RequestContext context;
            context.identity = identity;
            group.spawn("serve", live_socket.serve(*socket, std::move(context)));
            socket->say(R"({"type":"subscribe","home":")" + home.value + "\"}");
        }
        watch.spawn("watch", live_socket.watch());
        co_await settled();
        co_await act();
        for (auto& [socket, identity] : opened) {
            socket->hang_up();
        }
        co_await group.join();
        watch.cancel();
        co_await watch.join();
    }
    static std::ptrdiff_t endings(const FakeConnection& of) {
        return std::ranges::count_if(of.sent, [](const std::string& frame) {
            return frame.find(R"("type":"ending")") != std::string::npos;
        });
    }
    IdentityPtr another_session() {
        const auto started = runner.run(sessions.start(user));
        return started->identity;
    }
    // Gives the home the channel whose power changes.
    void meter() {
        auto grid = sample_channel(ChannelRole::grid_import, Measure::power);
        grid.id = channel;
        hub.on_home(homes.homes[home], {std::move(grid)});
    }
    void power_changes() {
        const std::vector<ingest::PowerChange> changes{
            {.channel = channel, .power = {clock.now(), 812'000}}};
        hub.on_power(home, changes);
    }

    FakeConnection connection{runner.executor()};
    UserId user;
    std::string session_hash;
    ChannelId channel = ChannelId::make();
};

TEST_F(LiveSocketTest, SaysHelloThenSnapshotThenChanges) {
    auto grid = sample_channel(ChannelRole::grid_import, Measure::power);
    grid.id = channel;
    hub.on_home(homes.homes[home], {std::move(grid)});
    with_socket([this]() -> Task<void> {
        co_await subscribe(home);
        power_changes();
    });
    ASSERT_THAT(connection.sent, SizeIs(3));
    EXPECT_THAT(connection.sent[0], AllOf(HasSubstr(R"({"type":"hello","server":")"),
                                          HasSubstr(R"("version":"1.2.3")")));
    EXPECT_THAT(connection.sent[1], HasSubstr(R"({"type":"snapshot","home":")" + home.value));
    EXPECT_THAT(connection.sent[2], AllOf(HasSubstr(R"("type":"power")"), HasSubstr(":812")));
    EXPECT_EQ(hub.subscriptions(), 0U);
    EXPECT_EQ(live_socket.clients(), 0U);
}

TEST_F(LiveSocketTest, WS_13_AnotherHomeLooksLikeOneThatDoesNotExist) {
    const auto nowhere = HomeId::make();
    with_socket([this, nowhere]() -> Task<void> {
        co_await subscribe(other_home);
        co_await subscribe(nowhere);
        co_await subscribe({"*"});
    });
    ASSERT_THAT(connection.sent, SizeIs(4));
    const auto refusal = [](const std::string& where) {
        return R"({"type":"error","code":"not_found","detail":"There is no such home.","home":")" +
               where + "\"}";
    };
    EXPECT_EQ(connection.sent[1], refusal(other_home.value));
    EXPECT_EQ(connection.sent[2], refusal(nowhere.value));
    EXPECT_EQ(connection.sent[3], refusal("*"));
}

TEST_F(LiveSocketTest, WhatAVisitingOperatorFollowsIsInTheAccessLogFirst) {
    homes.members[user].clear();
    users.users.back().server_role = ServerRole::operator_;
    Visit visit;
    visit.id = VisitId::make();
    visit.by = user;
    visit.ends_at = clock.now() + std::chrono::hours{1};
    visits.visits[home] = {visit};
    with_socket([this]() -> Task<void> {
        access.available = false;
        co_await subscribe(home);
        EXPECT_EQ(hub.subscriptions(), 0U);
        access.available = true;
        co_await subscribe(home);
        EXPECT_EQ(hub.subscriptions(), 1U);
    });
    ASSERT_THAT(connection.sent, SizeIs(3));
    EXPECT_THAT(connection.sent[1], HasSubstr(R"("code":"unavailable")"));
    EXPECT_THAT(connection.sent[2], HasSubstr(R"("type":"snapshot")"));
    ASSERT_THAT(access.looks, SizeIs(1));
    EXPECT_EQ(access.looks[0].entry.by, user);
    EXPECT_EQ(access.looks[0].entry.kind, AccessKind::live);
    // Who visits is nothing that visitors are told.
    live_socket.people_changed(home);
    EXPECT_THAT(connection.sent, SizeIs(3));
}

TEST_F(LiveSocketTest, MembersAreToldAtOnceThatAnOperatorVisits) {
    with_socket([this]() -> Task<void> {
        co_await subscribe(home);
        const auto operator_ = operator_with({});
        const auto begun = routes.find(http::Method::post, under(home, "/visits"));
        http::RequestContext context;
        context.identity = operator_;
        const auto done = co_await begun.route->handler(
            context, {.path = begun.path, .body = R"({"reason":"The meter stands still"})"});
        EXPECT_TRUE(done);
        live_socket.people_changed(other_home);
    });
    ASSERT_THAT(connection.sent, SizeIs(3));
    EXPECT_EQ(connection.sent[2], R"({"type":"people","home":")" + home.value + "\"}");
}

TEST_F(LiveSocketTest, WS_13_TheSameHomeTwiceIsOneSubscription) {
    with_socket([this]() -> Task<void> {
        co_await subscribe(home);
        co_await subscribe(home);
        EXPECT_EQ(hub.subscriptions(), 1U);
        co_await say(R"({"type":"unsubscribe","home":")" + home.value + "\"}");
        EXPECT_EQ(hub.subscriptions(), 0U);
    });
}

TEST_F(LiveSocketTest, WS_13_FollowsAtMostAHundredHomes) {
    for (int i = 0; i < 101; ++i) {
        Home another = homes.homes[home];
        another.id = HomeId::make();
        homes.members[user].push_back({another.id, HomeRole::viewer});
        hub.on_home(another, {});
    }
    with_socket([this]() -> Task<void> {
        for (const auto& membership : homes.members[user]) {
            connection.say(R"({"type":"subscribe","home":")" + membership.home.value + "\"}");
        }
        co_await settled();
        EXPECT_EQ(hub.subscriptions(), 100U);
    });
    EXPECT_THAT(connection.sent.back(), HasSubstr(R"("code":"too_many")"));
}

TEST_F(LiveSocketTest, WS_27_ClosesAfterTenErrorsInAMinute) {
    const std::vector<std::string> nonsense{"",
                                            "no json",
                                            "[]",
                                            R"({"type":"subscribe"})",
                                            R"({"type":"eat","home":"a"})",
                                            R"({"type":"subscribe","home":7})",
                                            R"({"type":"subscribe","home":"a","__proto__":{}})",
                                            std::string(64, '['),
                                            "\xff"};
    with_socket([this, nonsense]() -> Task<void> {
        for (const auto& text : nonsense) {
            co_await say(text);
        }
        EXPECT_FALSE(connection.closed);
        clock.advance(std::chrono::minutes{1});
        for (int i = 0; i < 9; ++i) {
            co_await say("still no json");
        }
        EXPECT_FALSE(connection.closed);
        co_await say("and again");
    });
    EXPECT_EQ(connection.closed, http::CloseCode::policy);
    connection.sent.erase(connection.sent.begin());
    EXPECT_THAT(connection.sent, Each(HasSubstr(R"({"type":"error","code":")")));
}

TEST_F(LiveSocketTest, WS_12_ClosesWhenTheSessionEndsElsewhere) {
    with_socket([this]() -> Task<void> {
        co_await subscribe(home);
        co_await sessions.end(session_hash);
        connection.sent.clear();
        power_changes();
        co_await until([this] { return connection.closed.has_value(); });
    });
    EXPECT_EQ(connection.closed, http::CloseCode::credentials_ended);
    EXPECT_THAT(connection.sent, IsEmpty());
}

TEST_F(LiveSocketTest, ClosesWithoutSubscriptionsToo) {
    with_socket([this]() -> Task<void> {
        co_await sessions.end(session_hash);
        co_await until([this] { return connection.closed.has_value(); });
    });
    EXPECT_EQ(connection.closed, http::CloseCode::credentials_ended);
}

TEST_F(LiveSocketTest, SES_04_ClosesWhenTheSessionWasIdleForTooLong) {
    with_socket([this]() -> Task<void> {
        co_await subscribe(home);
        clock.advance(sessions.limits().idle - Milliseconds{1});
        co_await sessions.maintain();
        co_await settled();
        EXPECT_FALSE(connection.closed) << "not before";
        clock.advance(Milliseconds{1});
        co_await sessions.maintain();
        co_await until([this] { return connection.closed.has_value(); });
    });
    EXPECT_EQ(connection.closed, http::CloseCode::credentials_ended);
}

TEST_F(LiveSocketTest, SES_05_ClosesAtTheAbsoluteLimitHoweverMuchTheSessionIsUsed) {
    with_socket([this]() -> Task<void> {
        co_await subscribe(home);
        const Instant end = clock.now() + sessions.limits().absolute;
        while (clock.now() < end) {
            EXPECT_FALSE(connection.closed);
            // The socket's own session is used as well.
            users.sessions.at(session_hash).last_seen_at = clock.now();
            clock.advance(std::chrono::days{1});
            co_await sessions.maintain();
        }
        co_await until([this] { return connection.closed.has_value(); });
    });
    EXPECT_EQ(connection.closed, http::CloseCode::credentials_ended);
}

TEST_F(LiveSocketTest, SES_07_ClosesWhenTheUserIsRemoved) {
    with_socket([this]() -> Task<void> {
        co_await subscribe(home);
        users.users.clear();
        co_await sessions.rights_changed(user);
        connection.sent.clear();
        power_changes();
        co_await until([this] { return connection.closed.has_value(); });
    });
    EXPECT_EQ(connection.closed, http::CloseCode::credentials_ended);
    EXPECT_THAT(connection.sent, IsEmpty());
}

TEST_F(LiveSocketTest, RB_17_TheSocketGivesTheVerdictsOfTheTable) {
    with_socket([this]() -> Task<void> {
        for (const auto role : {HomeRole::viewer, HomeRole::manager, HomeRole::admin}) {
            homes.members[user] = {{home, role}};
            sessions.rights_added(user);
            connection.sent.clear();
            co_await subscribe(home);
            EXPECT_THAT(connection.sent, ElementsAre(HasSubstr("snapshot")));
        }
        // Removed, and an operator who is on no visit.
        for (const auto role : {ServerRole::none, ServerRole::operator_}) {
            users.users.back().server_role = role;
            homes.members[user].clear();
            sessions.rights_added(user);
            connection.sent.clear();
            co_await subscribe(home);
            EXPECT_THAT(connection.sent, ElementsAre(HasSubstr("not_found")));
        }
    });
}

TEST_F(LiveSocketTest, AVisitorSeesTheHomeUntilTheVisitIsOver) {
    users.users.back().server_role = ServerRole::operator_;
    homes.members[user].clear();
    Visit visit;
    visit.id = VisitId::make();
    visit.by = user;
    visit.ends_at = clock.now() + std::chrono::hours{1};
    visits.visits[home] = {visit};
    with_socket([this]() -> Task<void> {
        co_await subscribe(home);
        EXPECT_THAT(connection.sent.back(), HasSubstr("snapshot"));
        clock.advance(std::chrono::hours{1});
        connection.sent.clear();
        co_await until([this] { return !connection.sent.empty(); });
        EXPECT_THAT(connection.sent, ElementsAre(HasSubstr(R"("type":"gone")")));
        connection.sent.clear();
        power_changes();
        co_await settled();
        EXPECT_THAT(connection.sent, IsEmpty());
    });
}

TEST_F(LiveSocketTest, WS_12_AllSocketsOfASessionEndWithItAndThoseOfOthersGoOn) {
    meter();
    FakeConnection second{runner.executor()};
    FakeConnection elsewhere{runner.executor()};
    const auto here = another_session();
    const auto other = another_session();
    runner.run(
        serve_all({{&connection, here}, {&second, here}, {&elsewhere, other}}, [&]() -> Task<void> {
            co_await sessions.end(here->session_hash);
            connection.sent.clear();
            second.sent.clear();
            elsewhere.sent.clear();
            power_changes();
            co_await until([&] { return connection.closed && second.closed; });
        }));
    EXPECT_EQ(connection.closed, http::CloseCode::credentials_ended);
    EXPECT_EQ(second.closed, http::CloseCode::credentials_ended);
    EXPECT_THAT(connection.sent, IsEmpty());
    EXPECT_THAT(second.sent, IsEmpty());
    EXPECT_FALSE(elsewhere.closed);
    EXPECT_THAT(elsewhere.sent, ElementsAre(HasSubstr(R"("type":"power")")));
}

TEST_F(LiveSocketTest, WS_10_ARoleThatIsLoweredLeavesWhatItStillAllows) {
    meter();
    homes.members[user] = {{home, HomeRole::admin}};
    with_socket([this]() -> Task<void> {
        co_await subscribe(home);
        homes.members[user] = {{home, HomeRole::viewer}};
        sessions.rights_removed(user);
        connection.sent.clear();
        co_await until([this] { return !connection.sent.empty(); });
        power_changes();
        co_await settled();
    });
    EXPECT_FALSE(connection.closed);
    EXPECT_THAT(connection.sent, ElementsAre(HasSubstr("snapshot"), HasSubstr(R"("power")")));
}

TEST_F(LiveSocketTest, WS_09_ATokenThatExpiresEndsTheSocketAndANewerOneGoesOn) {
    meter();
    const auto end = clock.now() + std::chrono::minutes{15};
    const auto token = runner.run(sessions.admit("token:1", user, end)).value();
    runner.run(serve(token, [&]() -> Task<void> {
        co_await subscribe(home);
        clock.advance(std::chrono::minutes{15} - Milliseconds{1});
        sessions.end_expired_tokens();
        co_await settled();
        EXPECT_FALSE(connection.closed) << "not before";
        clock.advance(Milliseconds{1});
        sessions.end_expired_tokens();
        connection.sent.clear();
        power_changes();
        co_await until([this] { return connection.closed.has_value(); });
    }));
    EXPECT_EQ(connection.closed, http::CloseCode::credentials_ended);
    EXPECT_THAT(connection.sent, IsEmpty());

    // With a newer one everything goes on where it is.
    FakeConnection again{runner.executor()};
    const auto newer =
        runner.run(sessions.admit("token:2", user, clock.now() + std::chrono::minutes{15})).value();
    runner.run(serve_all({{&again, newer}}, [this]() -> Task<void> {
        power_changes();
        co_await settled();
    }));
    EXPECT_THAT(again.sent, ElementsAre(HasSubstr("hello"), HasSubstr("snapshot"),
                                        HasSubstr(R"("type":"power")")));
}

TEST_F(LiveSocketTest, WS_09_WhoseTokenIsOverSoonIsToldOnceAndInTime) {
    FakeConnection sooner{runner.executor()};
    FakeConnection later{runner.executor()};
    const auto token = [this](const char* name, std::chrono::minutes lasts) {
        return runner.run(sessions.admit(name, user, clock.now() + lasts)).value();
    };
    const auto first = token("token:1", std::chrono::minutes{15});
    const auto second = token("token:2", std::chrono::minutes{16});
    runner.run(serve_all({{&sooner, first}, {&later, second}}, [&]() -> Task<void> {
        clock.advance(std::chrono::minutes{13});
        co_await until([&] { return endings(sooner) > 0; });
        // One round of the watch looks at all of them.
        EXPECT_EQ(endings(later), 0) << "not yet";
        clock.advance(std::chrono::minutes{1});
        co_await until([&] { return endings(later) > 0; });
    }));
    EXPECT_EQ(endings(sooner), 1);
    EXPECT_EQ(endings(later), 1);
    EXPECT_THAT(sooner.sent, testing::Contains(R"({"type":"ending","at":"2025-11-25T12:15:00Z"})"));
    EXPECT_FALSE(sooner.closed) << "and goes on until then";
}

TEST_F(LiveSocketTest, WS_09_ASessionThatIsUsedEndsLaterAndIsToldOfThen) {
    const auto idle = sessions.limits().idle;
    const auto used = runner.run(sessions.start(user)).value();
    const auto unused = runner.run(sessions.start(user)).value();
    FakeConnection of_used{runner.executor()};
    FakeConnection of_unused{runner.executor()};
    runner.run(
        serve_all({{&of_used, used.identity}, {&of_unused, unused.identity}}, [&]() -> Task<void> {
            clock.advance(idle - std::chrono::minutes{3});
            const auto found = co_await sessions.find(used.secret);
            EXPECT_TRUE(found);
            clock.advance(std::chrono::minutes{1});
            co_await until([&] { return endings(of_unused) > 0; });
            EXPECT_EQ(endings(of_used), 0);
            clock.advance(idle - std::chrono::minutes{3});
            co_await until([&] { return endings(of_used) > 0; });
        }));
    EXPECT_EQ(endings(of_used), 1);
    EXPECT_EQ(endings(of_unused), 1);
}

TEST_F(LiveSocketTest, WS_09_WhatHoldsByALinkIsToldOfItsEnd) {
    homes.members[user] = {{home, HomeRole::admin}};
    const auto admin = scope_for_person({.user = user, .name = "Ada"}, homes.members[user]);
    const auto link = [&](LinkKind kind, std::optional<Instant> end) {
        const auto made =
            runner.run(keys.create_link(admin, {.home = home,
                                                .name = "Link",
                                                .terms = {.kind = kind, .tiles = {LinkTile::flow}},
                                                .expires_at = end}));
        return runner.run(keys.find_link(made->token)).value();
    };
    const auto ends = link(LinkKind::guest, clock.now() + Seconds{90});
    const auto stays = link(LinkKind::kiosk, std::nullopt);
    FakeConnection guest{runner.executor()};
    FakeConnection screen{runner.executor()};
    runner.run(serve_all({{&guest, ends}, {&screen, stays}}, [&]() -> Task<void> {
        co_await until([&] { return endings(guest) > 0; });
    }));
    EXPECT_THAT(guest.sent, testing::Contains(R"({"type":"ending","at":"2025-11-25T12:01:30Z"})"));
    EXPECT_EQ(endings(screen), 0);
}

TEST_F(LiveSocketTest, WS_25_WhoComesBackGetsWhatIsThereNowAndThenWhatChanges) {
    meter();
    std::int64_t watts = 100;
    const auto change = [&] {
        clock.advance(Milliseconds{1'000});
        const std::vector<ingest::PowerChange> changes{
            {.channel = channel, .power = {clock.now(), 1000 * ++watts}}};
        hub.on_power(home, changes);
    };
    std::optional<double> shown;
    std::optional<std::int64_t> seq;
    for (int round = 0; round < 20; ++round) {
        FakeConnection socket{runner.executor()};
        runner.run(serve_all({{&socket, another_session()}}, [&]() -> Task<void> {
            change();
            co_await sleep_for(std::chrono::milliseconds{120});
        }));
        seq.reset();
        for (std::size_t i = 1; i < socket.sent.size(); ++i) {
            const auto frame = boost::json::parse(socket.sent[i]).as_object();
            const auto number = frame.at("seq").to_number<std::int64_t>();
            EXPECT_EQ(frame.at("type") == "snapshot", i == 1) << socket.sent[i];
            EXPECT_EQ(number, seq.value_or(number - 1) + 1) << "none is missing, none comes twice";
            seq = number;
            const auto& power = frame.at("power").as_object();
            if (i == 1 && shown) {
                EXPECT_EQ(power.at(channel.value).to_number<double>(),
                          static_cast<double>(watts - 1))
                    << "what came while nobody looked";
            }
            if (power.contains(channel.value)) {
                shown = power.at(channel.value).to_number<double>();
            }
        }
        EXPECT_EQ(shown, static_cast<double>(watts));
        change();
    }
}

TEST_F(LiveSocketTest, WS_12_ClosesWhenItsUserIsDisabled) {
    with_socket([this]() -> Task<void> {
        co_await subscribe(home);
        users.users.back().disabled = true;
        sessions.rights_removed(user);
        co_await until([this] { return connection.closed.has_value(); });
    });
    EXPECT_EQ(connection.closed, http::CloseCode::credentials_ended);
}

TEST_F(LiveSocketTest, GoesOnWhenItsUserMayDoMore) {
    with_socket([this]() -> Task<void> {
        co_await subscribe(home);
        homes.members[user].push_back({other_home, HomeRole::viewer});
        co_await sessions.rights_changed(user);
        connection.sent.clear();
        power_changes();
        co_await until([this] { return !connection.sent.empty(); });
        EXPECT_THAT(connection.sent, Each(HasSubstr(R"("type":"power")"))) << "no new snapshot";
        co_await subscribe(other_home);
    });
    EXPECT_FALSE(connection.closed);
    EXPECT_THAT(connection.sent.back(), HasSubstr(R"("snapshot","home":")" + other_home.value));
}

TEST_F(LiveSocketTest, WS_10_TellsWhenAHomeIsLeftAndKeepsTheOthers) {
    homes.members[user].push_back({other_home, HomeRole::viewer});
    with_socket([this]() -> Task<void> {
        co_await subscribe(home);
        co_await subscribe(other_home);
        connection.sent.clear();
        homes.members[user] = {{other_home, HomeRole::viewer}};
        sessions.rights_removed(user);
        co_await until([this] { return connection.sent.size() >= 2; });
        EXPECT_EQ(hub.subscriptions(), 1U);
        co_await subscribe(home);
    });
    EXPECT_FALSE(connection.closed);
    EXPECT_THAT(connection.sent, testing::Contains(R"({"type":"gone","home":")" + home.value +
                                                   R"(","reason":"forbidden"})"));
    EXPECT_THAT(connection.sent,
                testing::Contains(HasSubstr(R"("snapshot","home":")" + other_home.value)));
    EXPECT_THAT(connection.sent.back(), HasSubstr("not_found"));
}

TEST_F(LiveSocketTest, ALinkFollowsItsHomeAndEndsWithIt) {
    homes.members[user] = {{home, HomeRole::admin}};
    const auto admin = scope_for_person({.user = user, .name = "Ada"}, homes.members[user]);
    const auto made = runner.run(keys.create_link(
        admin, {.home = home, .name = "Kitchen", .terms = {.tiles = {LinkTile::today}}}));
    ASSERT_TRUE(made);
    const auto identity = runner.run(keys.find_link(made->token)).value();
    runner.run(serve(identity, [this, &made]() -> Task<void> {
        co_await subscribe(other_home);
        EXPECT_THAT(connection.sent.back(), HasSubstr("not_found"));
        co_await subscribe(home);
        EXPECT_THAT(connection.sent.back(), HasSubstr(R"("type":"snapshot")"));
        const auto before = connection.sent.size();
        power_changes();
        co_await settled();
        EXPECT_EQ(connection.sent.size(), before) << "no tile of it shows power";
        co_await keys.revoke(made->key.id);
        co_await until([this] { return connection.closed.has_value(); });
    }));
    EXPECT_EQ(connection.closed, http::CloseCode::credentials_ended);
}

TEST_F(LiveSocketTest, ALinkEndsByItselfWhenItsTimeHasCome) {
    homes.members[user] = {{home, HomeRole::admin}};
    const auto admin = scope_for_person({.user = user, .name = "Ada"}, homes.members[user]);
    const auto made = runner.run(
        keys.create_link(admin, {.home = home,
                                 .name = "Guest",
                                 .terms = {.kind = LinkKind::guest, .tiles = {LinkTile::flow}},
                                 .expires_at = clock.now() + Seconds{60}}));
    ASSERT_TRUE(made);
    const auto identity = runner.run(keys.find_link(made->token)).value();
    runner.run(serve(identity, [this]() -> Task<void> {
        co_await subscribe(home);
        clock.advance(Seconds{60});
        co_await until([this] { return connection.closed.has_value(); });
    }));
    EXPECT_EQ(connection.closed, http::CloseCode::credentials_ended);
}

TEST_F(LiveSocketTest, ARemovedHomeIsGoneOnce) {
    with_socket([this]() -> Task<void> {
        co_await subscribe(home);
        connection.sent.clear();
        hub.remove_home(home, "removed");
        homes.members[user].clear();
        sessions.rights_removed(user);
        co_await sleep_for(std::chrono::milliseconds{300});
    });
    EXPECT_THAT(connection.sent, ElementsAre(R"({"type":"gone","home":")" + home.value +
                                             R"(","reason":"removed"})"));
}

TEST_F(LiveSocketTest, BringsTheValuesOfAHomeWhoseEngineIsElsewhere) {
    with_socket([this]() -> Task<void> {
        co_await subscribe(home);
        co_await subscribe(HomeId::make());
    });
    EXPECT_THAT(runtime.brought, ElementsAre(home));
}

TEST_F(LiveSocketTest, SaysThatValuesCannotBeHadAtTheMoment) {
    runtime.unreachable = make_error(ErrorCode::unavailable, "The store is down.");
    with_socket([this]() -> Task<void> {
        co_await subscribe(home);
        EXPECT_THAT(connection.sent.back(), HasSubstr(R"("code":"unavailable")"));
        connection.sent.clear();
        co_await until([this] { return runtime.brought.size() >= 3; });
        EXPECT_THAT(connection.sent, IsEmpty());
        runtime.unreachable.reset();
        co_await until([this] { return !connection.sent.empty(); });
    });
    EXPECT_THAT(connection.sent, ElementsAre(HasSubstr("snapshot")));
}

TEST_F(LiveSocketTest, WhatBeginsLaterIsNotMoreThanTheyMaySee) {
    with_socket([this]() -> Task<void> {
        sessions.distrust();
        co_await subscribe(home);
        co_await subscribe(other_home);
        EXPECT_THAT(connection.sent, testing::Contains(HasSubstr("unavailable")).Times(2));
        connection.sent.clear();
        sessions.trust();
        co_await until([this] { return !connection.sent.empty(); });
    });
    EXPECT_THAT(connection.sent, ElementsAre(HasSubstr(R"("snapshot","home":")" + home.value)));
}

TEST_F(LiveSocketTest, SendsNothingUntilValuesCanBeHadAgain) {
    with_socket([this]() -> Task<void> {
        co_await subscribe(home);
        connection.sent.clear();
        runtime.unreachable = make_error(ErrorCode::unavailable, "The store is down.");
        sessions.rights_removed(user);
        co_await until([this] { return runtime.brought.size() >= 3; });
        EXPECT_THAT(connection.sent, IsEmpty());
        runtime.unreachable.reset();
        co_await until([this] { return !connection.sent.empty(); });
    });
    EXPECT_THAT(connection.sent.front(), HasSubstr("snapshot"));
}

TEST_F(LiveSocketTest, StaysSilentWhileNobodyIsTrusted) {
    with_socket([this]() -> Task<void> {
        co_await subscribe(home);
        connection.sent.clear();
        sessions.distrust();
        power_changes();
        co_await sleep_for(std::chrono::milliseconds{300});
        EXPECT_FALSE(connection.closed);
        EXPECT_THAT(connection.sent, IsEmpty());
        sessions.trust();
        co_await until([this] { return !connection.sent.empty(); });
    });
    EXPECT_THAT(connection.sent.front(), HasSubstr("snapshot"));
}

TEST_F(LiveSocketTest, StaysWhileTheStoreCannotTell) {
    with_socket([this]() -> Task<void> {
        co_await subscribe(home);
        connection.sent.clear();
        sessions.rights_removed(user);
        users.down = true;
        power_changes();
        co_await sleep_for(std::chrono::milliseconds{300});
        EXPECT_FALSE(connection.closed);
        EXPECT_THAT(connection.sent, IsEmpty());
        users.down = false;
        co_await until([this] { return !connection.sent.empty(); });
    });
    EXPECT_THAT(connection.sent.front(), HasSubstr("snapshot"));
}

}  // namespace
}  // namespace ohmstead::test
