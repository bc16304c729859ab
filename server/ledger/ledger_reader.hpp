#pragma once

#include <optional>
#include <vector>

#include "async/task.hpp"
#include "async/worker.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "domain/access/access_scope.hpp"
#include "domain/home/home.hpp"
#include "domain/time/comparison.hpp"
#include "domain/time/period.hpp"
#include "ledger/boundary.hpp"
#include "ledger/energy_view.hpp"
#include "ledger/ledger_slots.hpp"
#include "ledger/power_view.hpp"
#include "store/derived_store.hpp"
#include "store/home_store.hpp"
#include "store/reading_store.hpp"

namespace ohmstead {

// The sums of the span that another one is compared with.
struct ComparedEnergy {
    Compare compare = Compare::previous;
    Span span;
    Instant until{};  // how far the present span has come: both are compared to there
    double days = 0;  // local days of the present span until then
    double compared_days = 0;
    std::vector<std::optional<std::size_t>> aligned;  // by period of `view`, see align()
    EnergyView view;
};

// The sums of a home, with the home and the channels they are of.
struct EnergyAnswer {
    Home home;
    std::vector<Channel> channels;
    EnergyView view;
    std::optional<ComparedEnergy> compared{};
};

// Reads what the views of a home show. Errors: those of the stores (not_found, forbidden), and
// invalid with the name of the query parameter for a span that is empty or too long.
class LedgerReader {
public:
    LedgerReader(HomeStore& homes, LedgerSlots& slots, DerivedStore& derived,
                 ReadingStore& readings, Worker& cpu, const Clock& clock);

    // Sums of [from, to) per period, see EnergyView. Whole days are taken as they are derived,
    // where they are; all else is summed from slots, with the same result. With `only_complete`
    // nothing after complete_until is counted, so that sums of a span that is not over belong
    // together. With `compare` also those of the span it is compared with, as far as everything of
    // [from, to) is known. For a limited standing all of it is made of what its view lets through
    // (see seen_through): forbidden where periods are finer than that, and nothing of the whole
    // balance unless all of it is seen.
    Task<Result<EnergyAnswer>> energy(AccessScope scope, HomeId home, Boundary from, Boundary to,
                                      Period period, bool only_complete = false,
                                      std::optional<Compare> compare = {});

    // The slots of a range as they stand, per channel, in the given order; see LedgerSlots.
    Task<Result<std::vector<ChannelSlots>>> slots(AccessScope scope, HomeId home,
                                                  std::vector<ChannelId> channels, SlotRange range);

    // Power of `channels` (none named: all that have power) over [from, to) on at most about
    // `points` even steps, see PowerView. Unknown channels are invalid.
    Task<Result<PowerView>> power(AccessScope scope, HomeId home, Boundary from, Boundary to,
                                  std::vector<ChannelId> channels, std::size_t points);

private:
    Task<Result<EnergyView>> sums(AccessScope scope, HomeId home, Zone zone,
                                  std::vector<Channel> channels,
                                  std::vector<SlotCalorific> calorific, Span span, Period period,
                                  Instant now, View view);
    Task<Result<std::vector<CarbonSum>>> carbon(AccessScope scope, HomeId home,
                                                std::vector<Channel> channels,
                                                std::vector<Span> periods);
    // What is derived of a home around a view.
    struct Known {
        std::optional<SlotIndex> first;  // of all its slots
        std::vector<DaySums> days;       // those that hold, from a little before the view on
    };
    // With the days of `whole` itself, too, where `with_whole`. `stamp`: of which days; nothing: of
    // those that the home has, in this zone, for whoever does not see all that a stamp is made of.
    Task<Result<Known>> known(AccessScope scope, HomeId home, Zone zone,
                              std::optional<DayStamp> stamp, SlotRange whole, bool with_whole);

    HomeStore& homes_;
    LedgerSlots& slots_;
    DerivedStore& derived_;
    ReadingStore& readings_;
    Worker& cpu_;
    const Clock& clock_;
};

}  // namespace ohmstead
