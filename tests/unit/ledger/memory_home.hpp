#pragma once

#include <map>
#include <random>
#include <set>
#include <stdexcept>

#include <boost/asio/post.hpp>

#include "domain/balance/slot_inputs.hpp"
#include "ledger/ledger_slots.hpp"
#include "store/derived_store.hpp"
#include "support/manual_clock.hpp"
#include "unit/domain/random_home.hpp"
#include "unit/ledger/fake_stores.hpp"
#include "unit/ledger/memory_overlays.hpp"

namespace ohmstead::test {

// The process has ended here.
struct Killed : std::runtime_error {
    Killed() : std::runtime_error("killed") {}
};

// What happens between the steps of those who use the stores: others take their turn, time passes,
// or everything ends.
class Pace {
public:
    std::mt19937_64 random{1};
    bool shuffled = false;          // others may take any number of turns
    Milliseconds longest_pause{0};  // on `clock`
    ManualClock* clock = nullptr;
    std::size_t kill_after = 0;  // steps from now; 0: never

    Task<void> step() {
        if (kill_after > 0 && --kill_after == 0) {
            throw Killed();
        }
        if (longest_pause.count() > 0 && random() % 4 == 0) {
            clock->advance(Milliseconds{static_cast<std::int64_t>(
                random() % static_cast<std::uint64_t>(longest_pause.count()))});
        }
        for (auto turns = shuffled ? random() % 6 : 0; turns > 0; --turns) {
            const auto executor = co_await boost::asio::this_coro::executor;
            co_await boost::asio::post(executor, boost::asio::use_awaitable);
        }
    }
};

// The derived data of one home in memory, each call a step before and one after it.
class MemoryDerivedStore final : public DerivedStore {
public:
    explicit MemoryDerivedStore(Pace& pace) : pace_(pace) {}

    DerivedState now;
    DerivingLease lease;
    std::map<LocalDate, DaySums> stored;
    std::size_t days_put = 0;
    std::size_t reads = 0;

    Task<Status> mark(AccessScope, HomeId, SlotRange changed) override {
        co_await pace_.step();
        now = marked(now, changed);
        co_await pace_.step();
        co_return Status{};
    }
    Task<Result<DerivedState>> state(AccessScope scope, HomeId home) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::see_energy));
        co_await pace_.step();
        ++reads;
        auto answer = now;
        co_await pace_.step();
        co_return answer;
    }
    Task<Result<std::optional<DerivedState>>> take_lease(AccessScope, HomeId, DerivingLease wanted,
                                                         Instant at) override {
        co_await pace_.step();
        std::optional<DerivedState> answer;
        if (lease.holder.empty() || lease.until <= at || lease.holder == wanted.holder) {
            lease = wanted;
            answer = now;
        }
        co_await pace_.step();
        co_return answer;
    }
    Task<Status> release_lease(AccessScope, HomeId, std::string holder) override {
        co_await pace_.step();
        if (lease.holder == holder) {
            lease = {};
        }
        co_await pace_.step();
        co_return Status{};
    }
    Task<Result<DaysPut>> put_days(AccessScope, HomeId, DerivingLease wanted,
                                   std::vector<DaySums> days, DerivedState after) override {
        co_await pace_.step();
        auto put = DaysPut::stored;
        if (lease.holder != wanted.holder) {
            put = DaysPut::lease_lost;
        } else if (now.revision != after.revision) {
            put = DaysPut::marked;
        } else {
            lease = wanted;
            now = after;
            days_put += days.size();
            for (auto& day : days) {
                stored[day.day.date] = std::move(day);
            }
        }
        co_await pace_.step();
        co_return put;
    }
    Task<Result<std::vector<DaySums>>> days(AccessScope scope, HomeId home, LocalDate first,
                                            LocalDate last) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::see_energy));
        co_await pace_.step();
        ++reads;
        std::vector<DaySums> answer;
        for (auto day = stored.lower_bound(first); day != stored.end() && day->first <= last;
             ++day) {
            answer.push_back(day->second);
        }
        co_await pace_.step();
        co_return answer;
    }

private:
    Pace& pace_;
};

// The slots of one home in memory.
class MemorySlotStore final : public SlotStore {
public:
    MemorySlotStore(Pace& pace, const MemoryOverlays& overlays)
        : pace_(pace), overlays_(overlays) {}

    std::map<ChannelId, std::map<SlotIndex, Slot>> known;
    std::size_t reads = 0;
    std::size_t slots_read = 0;

    void set(const ChannelId& channel, const Slot& slot) { known[channel][slot.index] = slot; }

    std::vector<ChannelSlots> within(const std::vector<ChannelId>& channels, Span span) const {
        std::vector<ChannelSlots> answer;
        for (const auto& id : channels) {
            auto& column = answer.emplace_back(ChannelSlots{id, {}});
            const auto found = known.find(id);
            if (found != known.end()) {
                const auto end = found->second.lower_bound(slot_of(span.to));
                for (auto at = found->second.lower_bound(slot_of(span.from)); at != end; ++at) {
                    column.slots.push_back(at->second);
                }
            }
        }
        return answer;
    }

    Task<Result<HomeSlots>> slots(AccessScope scope, HomeId home, std::vector<ChannelId> channels,
                                  Span span) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::see_energy));
        co_await pace_.step();
        ++reads;
        HomeSlots answer{.channels = within(channels, span),
                         .has_overlays = !overlays_.all.empty()};
        for (const auto& column : answer.channels) {
            slots_read += column.slots.size();
        }
        co_await pace_.step();
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

private:
    Pace& pace_;
    const MemoryOverlays& overlays_;
};

// Overlays in memory, reading them a step before and one after it.
class PacedOverlays final : public MemoryOverlays {
public:
    explicit PacedOverlays(Pace& pace) : pace_(pace) {}

    std::size_t reads = 0;

    Task<Result<std::vector<Overlay>>> in_force(AccessScope scope, HomeId home,
                                                SlotRange range) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::see_energy));
        co_await pace_.step();
        ++reads;
        auto answer = within(range);
        co_await pace_.step();
        co_return answer;
    }

private:
    Pace& pace_;
};

// A home in memory whose slots, and what people lay over them, are random and change at random.
class MemoryHome {
public:
    static constexpr std::size_t kDevices = 2;

    Pace pace;
    ManualClock clock;
    FakeHomeStore homes;
    PacedOverlays overlays{pace};
    MemorySlotStore slots{pace, overlays};
    MemoryDerivedStore derived{pace};
    Worker cpu;
    LedgerSlots ledger_slots{slots, overlays, cpu};

    // With slots in `span`; `clock` says the end of it and a little.
    MemoryHome(std::uint64_t seed, const std::string& time_zone, Span span)
        : clock(span.to + std::chrono::hours{2}), span_(span) {
        pace.random.seed(seed);
        pace.clock = &clock;
        homes.home.id = HomeId{"home"};
        homes.home.time_zone = time_zone;
        const RandomHome random{seed, span, kDevices};
        homes.list_of_channels = random.channels;
        for (const auto& column : random.slots) {
            for (const auto& slot : column.slots) {
                slots.set(column.channel, slot);
            }
        }
        derived.now = marked({}, {slot_of(span.from), slot_of(span.to)});
    }

    const HomeId& id() const { return homes.home.id; }
    Zone zone() const { return test::zone(homes.home.time_zone); }

    // Up to ten neighbouring slots of some channels are others now, or somebody has laid an overlay
    // over those of one, or undone one. Answers which.
    SlotRange change_slots() {
        if (pace.random() % 3 == 0) {
            return change_overlays();
        }
        const auto first = slot_of(span_.from);
        const auto count = static_cast<std::uint64_t>(slot_of(span_.to) - first);
        const auto from = first + static_cast<SlotIndex>(pace.random() % count);
        const SlotRange changed{from, from + 1 + static_cast<SlotIndex>(pace.random() % 10)};
        for (const auto& channel : homes.list_of_channels) {
            for (auto slot = changed.from; slot < changed.to && pace.random() % 3 != 0; ++slot) {
                slots.set(channel.id,
                          whole_slot(slot, static_cast<std::int64_t>(pace.random() % 5'000'000)));
            }
        }
        return changed;
    }

    // The same by people alone.
    SlotRange change_overlays() {
        if (!overlays.all.empty() && pace.random() % 3 == 0) {
            auto& overlay = overlays.all[pace.random() % overlays.all.size()];
            overlay.undone = Signature{};
            return overlay.range;
        }
        const auto first = slot_of(span_.from);
        const auto count = static_cast<std::uint64_t>(slot_of(span_.to) - first);
        const auto from = first + static_cast<SlotIndex>(pace.random() % count);
        const auto& channels = homes.list_of_channels;
        Overlay overlay{.id = OverlayId{"overlay" + std::to_string(overlays.all.size())},
                        .channel = channels[pace.random() % channels.size()].id,
                        .range = {from, from + 1 + static_cast<SlotIndex>(pace.random() % 200)},
                        .kind = static_cast<OverlayKind>(pace.random() % 3),
                        .amount = 0,
                        .shape = {},
                        .reason = "A test.",
                        .made = {},
                        .undone = {}};
        if (overlay.kind != OverlayKind::unknown) {
            overlay.amount = static_cast<std::int64_t>(pace.random() % 100'000'000);
        }
        if (overlay.kind == OverlayKind::proportional) {
            const auto stands = slots.within({overlay.channel}, span_of(overlay.range));
            overlay.shape = shape_of(overlay.amount, overlay.range, stands[0].slots);
        }
        overlays.all.push_back(overlay);
        return overlay.range;
    }

    // What the days should be: all that are over, made at once.
    std::vector<DaySums> from_scratch() const {
        const auto here = zone();
        const auto& channels = homes.list_of_channels;
        const auto first = here.date_of(slot_start(*derived.now.first));
        const auto last = plus_days(here.date_of(clock.now() - kSettleTime), -1);
        const auto days = local_days(here, first, last);
        if (days.empty()) {
            return {};
        }
        std::vector<ChannelId> ids;
        for (const auto& channel : channels) {
            ids.push_back(channel.id);
        }
        const SlotRange range{days.front().slots.from, days.back().slots.to};
        const auto known = standing({.range = range,
                                     .given = slots.within(ids, span_of(range)),
                                     .overlays = overlays.within(range)});
        return day_sums(channels, known, days, day_stamp(here, channels), {});
    }

    // The days that count: those that a reader would take.
    std::vector<DaySums> derived_days() const {
        std::vector<DaySums> days;
        const auto stamp = day_stamp(zone(), homes.list_of_channels);
        for (const auto& [date, day] : derived.stored) {
            if (day.stamp == stamp && is_derived(derived.now, day.day.slots)) {
                days.push_back(day);
            }
        }
        return days;
    }

private:
    Span span_;
};

}  // namespace ohmstead::test
