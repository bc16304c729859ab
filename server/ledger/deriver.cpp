#include "ledger/deriver.hpp"

#include <algorithm>
#include <utility>

#include "domain/balance/parts.hpp"
#include "domain/balance/slot_inputs.hpp"
#include "ledger/home_zone.hpp"

namespace ohmstead {
namespace {

constexpr std::size_t kMostDays = DerivedStore::kMostDaysPerPut;
constexpr std::chrono::seconds kLease{60};
// How often slots may change under a run before it leaves the home to the next one.
constexpr int kMostMarks = 20;
// The day before a day is at most this far away, where the zone skipped one between them.
constexpr int kFarthestDayBefore = 2;

// The content with which the batteries come into `day`; nothing when the day before is not stored
// as it should be.
std::optional<Storage> content_before(const LocalDay& day, const DayStamp& stamp,
                                      const std::vector<DaySums>& stored) {
    for (const auto& before : stored) {
        if (before.day.slots.to == day.slots.from && before.stamp == stamp) {
            return before.content;
        }
    }
    return std::nullopt;
}

}  // namespace

Deriver::Deriver(HomeStore& homes, LedgerSlots& slots, DerivedStore& derived, Worker& cpu,
                 const Clock& clock, AccessScope scope)
    : homes_(homes),
      slots_(slots),
      derived_(derived),
      cpu_(cpu),
      clock_(clock),
      scope_(std::move(scope)) {}

Task<Result<Derivation>> Deriver::derive(HomeId home) {
    OHMSTEAD_CO_TRY(const auto state, co_await derived_.state(scope_, home));
    OHMSTEAD_CO_TRY(const auto rules, co_await rules_of(home));
    if (!next_piece(state, rules->zone, rules->stamp, rules->end, kMostDays, false)) {
        co_return Derivation::complete;
    }
    const auto holder = make_random_id();
    auto outcome = co_await derive_under_lease(home, holder);
    OHMSTEAD_CO_TRY_VOID(co_await derived_.release_lease(scope_, home, holder));
    co_return outcome;
}

Task<Result<Deriver::RulesPtr>> Deriver::rules_of(HomeId home) {
    OHMSTEAD_CO_TRY(const auto found, co_await homes_.get(scope_, home));
    OHMSTEAD_CO_TRY(auto zone, zone_of(found));
    OHMSTEAD_CO_TRY(auto channels, co_await homes_.channels(scope_, home));
    auto stamp = day_stamp(zone, channels);
    const auto end = zone.date_of(clock_.now() - kSettleTime);
    co_return std::make_shared<const Rules>(Rules{
        .channels = std::move(channels), .zone = zone, .stamp = std::move(stamp), .end = end});
}

Task<Result<Derivation>> Deriver::derive_under_lease(HomeId home, std::string holder) {
    bool only_dirty = true;
    for (int marks = 0; marks < kMostMarks; ++marks) {
        OHMSTEAD_CO_TRY(auto state,
                        co_await derived_.take_lease(scope_, home, lease(holder), clock_.now()));
        if (!state) {
            co_return Derivation::left;
        }
        // After the state: what changes from here on is not missed.
        OHMSTEAD_CO_TRY(const auto rules, co_await rules_of(home));
        for (auto put = DaysPut::stored; put == DaysPut::stored;) {
            OHMSTEAD_CO_TRY(auto piece, co_await derive_piece(home, rules, *state, only_dirty));
            if (!piece) {
                co_return Derivation::complete;
            }
            only_dirty = false;
            state = piece->after;
            OHMSTEAD_CO_TRY(put, co_await derived_.put_days(scope_, home, lease(holder),
                                                            std::move(piece->days), *state));
            if (put == DaysPut::lease_lost) {
                co_return Derivation::left;
            }
        }
    }
    co_return Derivation::left;
}

// Most late data change a day or two: the first piece is no longer than what is dirty.
Task<Result<std::optional<Deriver::Derived>>> Deriver::derive_piece(HomeId home, RulesPtr rules,
                                                                    DerivedState state,
                                                                    bool only_dirty) {
    auto piece = next_piece(state, rules->zone, rules->stamp, rules->end, kMostDays, only_dirty);
    if (!piece) {
        co_return std::optional<Derived>{};
    }
    OHMSTEAD_CO_TRY(const auto stored,
                    co_await derived_.days(scope_, home,
                                           plus_days(piece->days.front().date, -kFarthestDayBefore),
                                           piece->days.back().date));
    Storage content;
    if (!piece->is_first) {
        const auto before = content_before(piece->days.front(), rules->stamp, stored);
        if (!before) {
            state.stamp = {};
            auto from_start = co_await derive_piece(home, rules, std::move(state), only_dirty);
            co_return from_start;
        }
        content = *before;
    }
    OHMSTEAD_CO_TRY(auto days, co_await sum(home, rules, std::move(*piece), content));
    const auto needed = days_needed(state, days, stored);
    days.resize(needed.value_or(days.size()));
    auto after = state_after(std::move(state), days, needed.has_value());
    std::erase_if(
        days, [&](const DaySums& day) { return std::ranges::find(stored, day) != stored.end(); });
    co_return Derived{.days = std::move(days), .after = std::move(after)};
}

Task<Result<std::vector<DaySums>>> Deriver::sum(HomeId home, RulesPtr rules, DerivePiece piece,
                                                Storage content) {
    const SlotRange range{piece.days.front().slots.from, piece.days.back().slots.to};
    OHMSTEAD_CO_TRY(const auto slots,
                    co_await slots_.read(scope_, home, summed_channels(rules->channels), range));
    auto work = [&rules, &slots, &piece, content] {
        return day_sums(rules->channels, slots, piece.days, rules->stamp, content);
    };
    auto days = co_await cpu_.run(work);
    co_return days;
}

DerivingLease Deriver::lease(std::string holder) const {
    return {.holder = std::move(holder), .until = clock_.now() + kLease};
}

}  // namespace ohmstead
