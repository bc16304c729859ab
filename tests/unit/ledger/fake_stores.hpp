#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "ledger/power_view.hpp"
#include "store/home_store.hpp"
#include "store/reading_store.hpp"
#include "store/slot_store.hpp"
#include "unit/domain/random_home.hpp"

namespace ohmstead::test {

[[noreturn]] inline void not_for_readers() {
    throw std::logic_error("a reader of the ledger does not write");
}

// One home. Answers within the scope, like every store.
class FakeHomeStore final : public HomeStore {
public:
    Home home;
    std::vector<Channel> list_of_channels;
    std::optional<Error> broken;  // what get() answers, when it does not work

    Task<Result<Home>> get(AccessScope scope, HomeId id) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(id, Right::see_home));
        if (broken) {
            co_return *broken;
        }
        co_return home;
    }
    Task<Result<std::vector<Channel>>> channels(AccessScope scope, HomeId id) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(id, Right::see_home));
        co_return list_of_channels;
    }

    Task<Result<std::vector<Home>>> list(AccessScope) override { not_for_readers(); }
    Task<Status> create(AccessScope, Home, UserId) override { not_for_readers(); }
    Task<Status> update(AccessScope, Home) override { not_for_readers(); }
    Task<Status> erase(AccessScope, HomeId) override { not_for_readers(); }
    Task<Status> put_channels(AccessScope, HomeId, std::vector<Channel>) override {
        not_for_readers();
    }
    Task<Result<std::optional<ConnectionSettings>>> connection(AccessScope, HomeId) override {
        not_for_readers();
    }
    Task<Status> put_connection(AccessScope, HomeId, std::optional<ConnectionSettings>) override {
        not_for_readers();
    }
    Task<Result<std::vector<Membership>>> memberships_of(UserId) override { not_for_readers(); }
    Task<Status> put_member(AccessScope, HomeId, UserId, HomeRole) override { not_for_readers(); }
    Task<Result<std::vector<Member>>> list_members(AccessScope, HomeId) override {
        not_for_readers();
    }
    Task<Status> change_role(AccessScope, HomeId, UserId, HomeRole, AuditEntry) override {
        not_for_readers();
    }
    Task<Status> remove_member(AccessScope, HomeId, UserId, AuditEntry) override {
        not_for_readers();
    }
};

// Every channel has the same slots, some of them to an earlier end.
class FakeSlotStore final : public SlotStore {
public:
    std::vector<Slot> known;
    std::map<std::string, Instant> ends;  // of channels whose slots end earlier
    bool has_overlays = true;
    Span asked;
    std::vector<ChannelId> asked_channels;

    Task<Result<HomeSlots>> slots(AccessScope scope, HomeId home, std::vector<ChannelId> channels,
                                  Span span) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::see_energy));
        asked = span;
        asked_channels = channels;
        HomeSlots answer{.channels = {}, .has_overlays = has_overlays};
        for (const auto& id : channels) {
            ChannelSlots column{id, {}};
            std::copy_if(known.begin(), known.end(), std::back_inserter(column.slots),
                         [&](const Slot& s) {
                             const auto end = ends.find(id.value);
                             return span.contains(slot_start(s.index)) &&
                                    (end == ends.end() || slot_start(s.index) < end->second);
                         });
            answer.channels.push_back(std::move(column));
        }
        co_return answer;
    }

    Task<Result<std::vector<PutOutcome>>> put(AccessScope, HomeId, std::vector<Block>) override {
        not_for_readers();
    }
    Task<Result<std::optional<Block>>> block_at_or_before(AccessScope, HomeId, ChannelId,
                                                          std::chrono::sys_days) override {
        not_for_readers();
    }
    Task<Result<std::optional<Block>>> block_of(AccessScope, HomeId, ChannelId,
                                                std::chrono::sys_days) override {
        not_for_readers();
    }
    Task<Result<std::uint32_t>> next_epoch(AccessScope, HomeId) override { not_for_readers(); }
};

// Has no readings but those of one series.
class FakeReadingStore final : public ReadingStore {
public:
    ChannelId channel;
    std::vector<Reading> known;

    Task<Result<std::vector<BucketColumns>>> buckets(AccessScope scope, HomeId home,
                                                     std::vector<ChannelId> channels,
                                                     BucketGrid grid, Milliseconds) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::see_energy));
        std::vector<BucketColumns> answer;
        for (const auto& id : channels) {
            answer.push_back(mean_power({id, {}}, grid));
        }
        co_return answer;
    }

    Task<Result<std::size_t>> append(AccessScope, HomeId, std::vector<SeriesReadings>,
                                     Durability) override {
        not_for_readers();
    }
    Task<Result<std::vector<Reading>>> read(AccessScope scope, HomeId home, ChannelId asked,
                                            Measure, Span span, bool) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::see_energy));
        std::vector<Reading> answer;
        std::ranges::copy_if(known, std::back_inserter(answer), [&](const Reading& reading) {
            return asked == channel && reading.at < span.to;
        });
        co_return answer;
    }
    Task<Status> flush() override { not_for_readers(); }
};

}  // namespace ohmstead::test
