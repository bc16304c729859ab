#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"
#include "crypto/random.hpp"
#include "store/home_store.hpp"
#include "store/user_store.hpp"
#include "store_sqlite/sqlite_database.hpp"
#include "support/system_authority.hpp"
#include "support/task_runner.hpp"

namespace ohmstead::test {

// Somebody with a home of their own, who is signed in.
struct StoredPerson {
    UserId user;
    std::string name;
    HomeId home;
    ChannelId channel;
    std::string secret;  // of the session

    std::string cookie(bool tls = false) const {
        return fmt::format("Cookie: {}={}\r\n", tls ? "__Host-ohmstead" : "ohmstead", secret);
    }
};

// Puts `count` of them into the store of `data`, before a server opens it.
inline std::vector<StoredPerson> store_people(const std::filesystem::path& data, int count,
                                              std::string_view kind = "Person") {
    TaskRunner runner;
    const SystemClock clock;
    const auto system = SystemAuthorityForTests::system_scope();
    const auto now = clock.now();
    auto database =
        SqliteDatabase::open(runner.executor(), data / "ohmstead.db", clock, Log{}).value();
    const auto users = make_sqlite_user_store(*database);
    const auto homes = make_sqlite_home_store(*database);
    std::vector<StoredPerson> people;
    for (int i = 0; i < count; ++i) {
        const auto secret = random_bytes<32>();
        StoredPerson person{.user = UserId::make(),
                            .name = fmt::format("{} {:02}", kind, i),
                            .home = HomeId::make(),
                            .channel = ChannelId::make(),
                            .secret = base64url_encode(secret)};
        User user;
        user.id = person.user;
        user.email = fmt::format("{}{}@example.invalid", kind, i);
        user.name = person.name;
        user.created_at = now;
        EXPECT_TRUE(runner.run(users->create_user(user)));
        EXPECT_TRUE(runner.run(users->put_session({.secret_hash = hex_encode(sha256(secret)),
                                                   .user = person.user,
                                                   .created_at = now,
                                                   .last_seen_at = now,
                                                   .expires_at = now + std::chrono::days{1}})));
        Home home;
        home.id = person.home;
        home.name = "Home of " + person.name;
        home.time_zone = "UTC";
        home.currency = "EUR";
        EXPECT_TRUE(runner.run(homes->create(system, home, person.user)));
        Channel channel;
        channel.id = person.channel;
        channel.name = "Meter of " + person.name;
        channel.role = ChannelRole::grid_import;
        channel.bindings.push_back(
            {.id = BindingId::make(), .source_type = SourceType::push, .measure = Measure::power});
        EXPECT_TRUE(runner.run(homes->put_channels(system, person.home, {channel})));
        people.push_back(std::move(person));
    }
    EXPECT_TRUE(runner.run(database->close()));
    return people;
}

}  // namespace ohmstead::test
