#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "contract/engine.hpp"
#include "support/system_authority.hpp"
#include "support/task_runner.hpp"
#include "support/temporary_folder.hpp"

namespace ohmstead::test {

// 2026-03-01T00:00Z: "now" of every test.
inline constexpr Instant kNow = instant_from_ms(1'772'323'200'000);
inline constexpr std::chrono::sys_days kToday = std::chrono::floor<std::chrono::days>(kNow);
// A week around it.
inline constexpr Span kWeek{.from = kNow - std::chrono::hours{84},
                            .to = kNow + std::chrono::hours{84}};

inline AccessScope person(const UserId& user, std::vector<Membership> memberships = {}) {
    return scope_for_person({.user = user, .name = "Somebody"}, memberships);
}
inline AccessScope member(const HomeId& home, HomeRole role) {
    return person(UserId::make(), {{.home = home, .role = role}});
}

inline Home some_home(std::string name = "Home") {
    return {.id = HomeId::make(),
            .name = std::move(name),
            .time_zone = "Europe/Amsterdam",
            .currency = "EUR",
            .country = "NL",
            .main_fuse = MainFuse{.phases = 3, .amps = 25},
            .setup = SetupStep::connection,
            .created_at = kNow};
}

inline Channel some_channel(ChannelRole role = ChannelRole::device, std::string name = "Channel") {
    Channel channel;
    channel.id = ChannelId::make();
    channel.name = std::move(name);
    channel.role = role;
    return channel;
}

// What a failed call was refused with; nothing when it did not fail.
template <class T>
std::optional<ErrorCode> refusal(const Result<T>& result) {
    return result ? std::nullopt : std::optional(result.error().code);
}

// A home with channels, made by the system.
struct Dwelling {
    HomeId home;
    std::vector<ChannelId> channels;
};
inline Task<Dwelling> make_dwelling(Engine& engine, std::size_t channel_count) {
    const Home home = some_home();
    Dwelling dwelling{.home = home.id, .channels = {}};
    const auto created = co_await engine.homes().create(system_scope(), home, UserId::make());
    EXPECT_TRUE(created);
    std::vector<Channel> channels;
    for (std::size_t i = 0; i < channel_count; ++i) {
        channels.push_back(some_channel());
        dwelling.channels.push_back(channels.back().id);
    }
    const auto put = co_await engine.homes().put_channels(system_scope(), home.id, channels);
    EXPECT_TRUE(put);
    co_return dwelling;
}

class StoreContract : public testing::TestWithParam<EngineKind> {
protected:
    // Runs a coroutine function `test(Engine&)` on the engine, which is opened before and closed
    // after it. Several calls in one test see the same data.
    template <class Test>
    void with_engine(Test test, Instant now = kNow) {
        TaskRunner runner;
        const auto engine = GetParam().open(runner.executor(), folder_.path(), now);
        runner.run(run_and_close(*engine, test));
    }

    const std::filesystem::path& folder() const { return folder_.path(); }

private:
    template <class Test>
    static Task<void> run_and_close(Engine& engine, Test test) {
        co_await test(engine);
        const auto closed = co_await engine.close();
        EXPECT_TRUE(closed);
    }

    TemporaryFolder folder_;
};

// The suite `Name` on every engine.
#define OHMSTEAD_STORE_CONTRACT(Name)                                          \
    class Name : public StoreContract {};                                      \
    INSTANTIATE_TEST_SUITE_P(Engines, Name, testing::ValuesIn(engine_kinds()), \
                             [](const auto& info) { return info.param.name; })

}  // namespace ohmstead::test
