#pragma once

#include <optional>
#include <string>
#include <vector>

#include "async/task.hpp"
#include "base/result.hpp"
#include "domain/access/access_scope.hpp"
#include "store/derived_state.hpp"

namespace ohmstead {

// The right to derive a home, which one holder has at a time.
struct DerivingLease {
    std::string holder;  // unique to one run of one deriver
    Instant until{};     // from then on another may take it
};

// What became of days that were put.
enum class DaysPut : std::uint8_t {
    stored,
    marked,      // nothing was stored: slots have changed since the days were summed
    lease_lost,  // nothing was stored: another holds the lease
};

// The derived data of a home: its days, how far they are derived, and who derives. All of it can be
// made again from the slots. Partition of every call: one home; atomic unit: what a call writes,
// which is at most kMostDaysPerPut days and the state. Errors of every call: not_found outside the
// scope, unavailable when the store is down or its queue full.
//
// Whoever writes slots must mark them. A store that has transactions does so in SlotStore::put
// itself. Over one that has none the order is: the slots, then the mark, then the answer to whoever
// sent them. A mark before the slots might be cleared by a deriver that still read the old ones. A
// block that was stale is marked like the others, for whoever delivered it first may have ended
// between the two.
//
// Whoever has read a state sees every slot that was marked in it (SlotStore::slots), and every day
// that was put with it: neither is read from a copy that may be behind.
class DerivedStore {
public:
    static constexpr std::size_t kMostDaysPerPut = 24;

    virtual ~DerivedStore() = default;

    // Slots within `changed` were written, see marked(). Needs the right to ingest.
    virtual Task<Status> mark(AccessScope scope, HomeId home, SlotRange changed) = 0;

    // As it was when nothing has been marked yet: empty.
    virtual Task<Result<DerivedState>> state(AccessScope scope, HomeId home) = 0;

    // Takes or renews the lease, and reads the state with it. Nothing when another holder's lease
    // has not ended by `now`. The system alone derives.
    virtual Task<Result<std::optional<DerivedState>>> take_lease(AccessScope scope, HomeId home,
                                                                 DerivingLease lease,
                                                                 Instant now) = 0;
    // Gives it back; nothing happens when another holds it.
    virtual Task<Status> release_lease(AccessScope scope, HomeId home, std::string holder) = 0;

    // Stores days together with how far that brings the home: derived_to, dirty and stamp of
    // `after`, which becomes the state. Only if the lease's holder has it (which renews it) and the
    // state still has the revision of `after`. Replaces days of the same dates.
    virtual Task<Result<DaysPut>> put_days(AccessScope scope, HomeId home, DerivingLease lease,
                                           std::vector<DaySums> days, DerivedState after) = 0;

    // The stored days of [first, last], ascending, whether derived from today's slots or not (see
    // is_derived). A damaged one is left out. For a limited standing those of its view, of months
    // where it is no finer (see seen_through). A year takes at most two requests.
    virtual Task<Result<std::vector<DaySums>>> days(AccessScope scope, HomeId home, LocalDate first,
                                                    LocalDate last) = 0;
};

}  // namespace ohmstead
