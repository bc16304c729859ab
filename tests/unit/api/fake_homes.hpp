#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "api/home_runtime.hpp"
#include "store/home_store.hpp"
#include "store/reading_store.hpp"
#include "store/seen_through.hpp"
#include "store/slot_store.hpp"

namespace ohmstead::test {

// When consents are looked at: the clock of ApiTest when it begins.
inline constexpr Instant kFakeNow = instant_from_ms(1'764'072'000'000);

// Homes in memory, with the rights that the port demands.
class FakeHomes : public HomeStore {
public:
    std::map<HomeId, Home> homes;
    std::map<HomeId, std::vector<Channel>> channels_of;
    std::map<HomeId, ConnectionSettings> connections;
    std::map<UserId, std::vector<Membership>> members;
    std::vector<AuditEntry> entries;  // of changed members

    Task<Result<std::vector<Home>>> list(AccessScope scope) override {
        std::vector<Home> found;
        for (const auto& [id, home] : homes) {
            const auto standing = scope.standing_in(id);
            if (scope.is_system() || (standing && allows(Right::see_home, *standing))) {
                found.push_back(home);
            }
        }
        co_return found;
    }
    Task<Result<Home>> get(AccessScope scope, HomeId home) override {
        OHMSTEAD_CO_TRY(const auto view, scope.view(home, Right::see_home, kFakeNow));
        co_return seen_through(view, homes.at(home));
    }
    Task<Status> create(AccessScope, Home home, UserId owner) override {
        members[owner].push_back({home.id, HomeRole::admin});
        homes[home.id] = home;
        co_return Status{};
    }
    Task<Status> update(AccessScope scope, Home home) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home.id, Right::edit_home));
        homes[home.id] = home;
        co_return Status{};
    }
    Task<Status> erase(AccessScope scope, HomeId home) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::delete_home));
        homes.erase(home);
        co_return Status{};
    }
    Task<Result<std::vector<Channel>>> channels(AccessScope scope, HomeId home) override {
        View view;
        if (!scope.require(home, Right::add_readings)) {
            OHMSTEAD_CO_TRY(view, scope.view(home, Right::see_home, kFakeNow));
        }
        co_return seen_through(view, channels_of[home]);
    }
    Task<Status> put_channels(AccessScope scope, HomeId home,
                              std::vector<Channel> channels) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::edit_channels));
        channels_of[home] = std::move(channels);
        co_return Status{};
    }
    Task<Result<std::optional<ConnectionSettings>>> connection(AccessScope scope,
                                                               HomeId home) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::edit_connection));
        const auto found = connections.find(home);
        co_return found == connections.end() ? std::nullopt : std::optional(found->second);
    }
    Task<Status> put_connection(AccessScope scope, HomeId home,
                                std::optional<ConnectionSettings> settings) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::edit_connection));
        connections.erase(home);
        if (settings) {
            connections.emplace(home, std::move(*settings));
        }
        co_return Status{};
    }
    Task<Result<std::vector<Membership>>> memberships_of(UserId user) override {
        co_return members[user];
    }
    Task<Status> put_member(AccessScope, HomeId home, UserId user, HomeRole role) override {
        members[user].push_back({home, role});
        co_return Status{};
    }
    Task<Result<std::vector<Member>>> list_members(AccessScope scope, HomeId home) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::see_people));
        std::vector<Member> found;
        for (const auto& [user, theirs] : members) {
            for (const auto& membership : theirs) {
                if (membership.home == home) {
                    found.push_back({user, membership.role});
                }
            }
        }
        co_return found;
    }
    Task<Status> change_role(AccessScope scope, HomeId home, UserId user, HomeRole role,
                             AuditEntry entry) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::manage_people));
        for (auto& membership : members[user]) {
            if (membership.home == home) {
                membership.role = role;
                entries.push_back(std::move(entry));
                co_return Status{};
            }
        }
        co_return make_error(ErrorCode::not_found, "There is no such member.");
    }
    Task<Status> remove_member(AccessScope scope, HomeId home, UserId user,
                               AuditEntry entry) override {
        const bool own = user == scope.user();
        OHMSTEAD_CO_TRY_VOID(scope.require(home, own ? Right::leave_home : Right::manage_people));
        const bool was = std::erase_if(members[user], [&](const Membership& membership) {
                             return membership.home == home;
                         }) > 0;
        if (!was) {
            co_return make_error(ErrorCode::not_found, "There is no such member.");
        }
        entries.push_back(std::move(entry));
        co_return Status{};
    }
};

// Notes what is appended, and has none when asked; every power chart is empty.
class FakeReadings final : public ReadingStore {
public:
    std::vector<SeriesReadings> appended;
    std::optional<std::size_t> fresh;  // what append answers; left out: all are new
    bool available = true;

    Task<Result<std::size_t>> append(AccessScope, HomeId, std::vector<SeriesReadings> batch,
                                     Durability) override {
        if (!available) {
            co_return make_error(ErrorCode::unavailable, "The queue is full.");
        }
        std::size_t count = 0;
        for (auto& series : batch) {
            count += series.readings.size();
            appended.push_back(std::move(series));
        }
        co_return fresh.value_or(count);
    }
    Task<Result<std::vector<Reading>>> read(AccessScope, HomeId, ChannelId, Measure, Span,
                                            bool) override {
        co_return std::vector<Reading>{};
    }
    Task<Result<std::vector<BucketColumns>>> buckets(AccessScope, HomeId,
                                                     std::vector<ChannelId> channels,
                                                     BucketGrid grid, Milliseconds) override {
        std::vector<BucketColumns> columns;
        for (auto& channel : channels) {
            columns.push_back({.channel = std::move(channel),
                               .mean = std::vector<double>(grid.count),
                               .min = std::vector<std::int64_t>(grid.count),
                               .max = std::vector<std::int64_t>(grid.count),
                               .present = std::vector<bool>(grid.count)});
        }
        co_return columns;
    }
    Task<Status> flush() override { co_return Status{}; }
};

class FakeSlots final : public SlotStore {
public:
    std::map<ChannelId, std::vector<Slot>> slots_of;
    std::vector<ChannelEvent> events;
    std::map<std::pair<ChannelId, std::chrono::sys_days>, Block> blocks;
    bool available = true;

    Task<Result<std::vector<PutOutcome>>> put(AccessScope, HomeId,
                                              std::vector<Block> more) override {
        if (!available) {
            co_return make_error(ErrorCode::unavailable, "The queue is full.");
        }
        std::vector<PutOutcome> outcomes;
        for (auto& block : more) {
            const auto key = std::pair(block.channel, block.day);
            const auto found = blocks.find(key);
            const bool stale = found != blocks.end() && found->second.revision >= block.revision;
            if (!stale) {
                blocks.insert_or_assign(key, std::move(block));
            }
            outcomes.push_back(stale ? PutOutcome::stale : PutOutcome::stored);
        }
        co_return outcomes;
    }
    Task<Result<HomeSlots>> slots(AccessScope, HomeId, std::vector<ChannelId> channels,
                                  Span span) override {
        HomeSlots found{.channels = {}, .has_overlays = true};
        for (auto& channel : channels) {
            std::ranges::copy_if(events, std::back_inserter(found.events),
                                 [&](const ChannelEvent& each) {
                                     return each.channel == channel && span.contains(each.event.at);
                                 });
            auto slots = slots_of[channel];
            found.channels.push_back({std::move(channel), std::move(slots)});
        }
        co_return found;
    }
    Task<Result<std::optional<Block>>> block_at_or_before(AccessScope, HomeId, ChannelId,
                                                          std::chrono::sys_days) override {
        co_return std::optional<Block>{};
    }
    Task<Result<std::optional<Block>>> block_of(AccessScope, HomeId, ChannelId,
                                                std::chrono::sys_days) override {
        co_return std::optional<Block>{};
    }
    Task<Result<std::uint32_t>> next_epoch(AccessScope, HomeId) override { co_return 1U; }
};

// Notes what it is told to do.
class FakeRuntime final : public api::HomeRuntime {
public:
    explicit FakeRuntime(HomeStore& homes) : homes_(homes) {}

    std::vector<HomeId> reloaded;
    std::vector<SeriesReadings> pushed;
    home_assistant::LinkSettings tested;
    std::vector<api::Notice> told;
    std::optional<std::size_t> fresh;  // what push answers; left out: all are new

    home_assistant::PastProgress imported;
    std::vector<ingest::PastOfSource> past;

    bool engines = true;
    std::vector<HomeId> brought;
    std::vector<Command> commands;     // that were taken up
    std::optional<Error> unreachable;  // what bring_live answers, when it does not work

    bool has_engines() const override { return engines; }
    Task<void> settle(HomeId) override { co_return; }
    Task<Status> bring_live(HomeId home) override {
        brought.push_back(std::move(home));
        co_return unreachable ? Status{*unreachable} : Status{};
    }
    void take_up(HomeId, Command command) override { commands.push_back(std::move(command)); }
    Task<void> agent_called(HomeId) override { co_return; }
    Task<Status> reload(HomeId home) override {
        reloaded.push_back(std::move(home));
        co_return Status{};
    }
    Task<void> remove(HomeId) override { co_return; }
    Task<Result<ChannelsPtr>> channels(AccessScope scope, HomeId home,
                                       std::optional<std::string>) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::add_readings));
        OHMSTEAD_CO_TRY(auto channels, co_await homes_.channels(scope, home));
        co_return std::make_shared<const std::vector<Channel>>(std::move(channels));
    }
    Task<Result<std::size_t>> push(AccessScope, HomeId,
                                   std::vector<SeriesReadings> batch) override {
        std::size_t count = 0;
        for (auto& series : batch) {
            count += series.readings.size();
            pushed.push_back(std::move(series));
        }
        co_return fresh.value_or(count);
    }
    home_assistant::ConnectionStatus connection_status(const HomeId&) const override { return {}; }
    home_assistant::BackfillProgress backfill(const HomeId&) const override { return {}; }
    home_assistant::PastProgress past_progress(const HomeId&) const override { return imported; }
    Task<Result<std::vector<ingest::PastOfSource>>> past_report(AccessScope scope,
                                                                HomeId home) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::see_home));
        co_return past;
    }
    Task<Status> import_again(AccessScope scope, HomeId home) override {
        co_return scope.require(home, Right::edit_connection);
    }
    Task<Status> keep_file(AccessScope scope, HomeId home, ingest::FileReadings) override {
        co_return scope.require(home, Right::import_files);
    }
    bool has_unmetered(const HomeId&) const override { return false; }
    std::vector<api::Notice> notices(const HomeId&) const override { return told; }
    Task<Result<home_assistant::Discovery>> discover(HomeId) override {
        co_return home_assistant::Discovery{};
    }
    Task<home_assistant::ConnectionTest> test_connection(
        home_assistant::LinkSettings settings) override {
        tested = std::move(settings);
        co_return home_assistant::ConnectionTest{};
    }
    Result<std::string> seal_token(const HomeId&, const std::string& token) const override {
        return token;
    }
    Result<std::string> open_token(const HomeId&, const std::string& sealed) const override {
        return sealed;
    }

private:
    HomeStore& homes_;
};

}  // namespace ohmstead::test
