#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "async/task.hpp"
#include "async/worker.hpp"
#include "base/result.hpp"
#include "ledger/derive_plan.hpp"
#include "ledger/ledger_slots.hpp"
#include "store/derived_store.hpp"
#include "store/home_store.hpp"

namespace ohmstead {

// What came of an attempt to derive a home.
enum class Derivation : std::uint8_t {
    complete,  // every day that is over is derived from the slots as they were
    left,      // another deriver has the home, or its slots keep changing; try again later
};

// Makes a home's days from its slots and keeps them so: what is missing, what is out of date, and
// all of it when the zone, its data or the channels are others. A day is derived once it has been
// over for an hour; until then it is looked at slot by slot.
//
// Works in pieces of a few weeks. Each is stored with the state that follows from it, so it can be
// ended at any point and begun again, by anyone, with the same result. The sums are made on the
// `cpu` worker; everything else is on the I/O thread.
class Deriver {
public:
    // All of these outlive it. `scope` is the system's.
    Deriver(HomeStore& homes, LedgerSlots& slots, DerivedStore& derived, Worker& cpu,
            const Clock& clock, AccessScope scope);

    // Errors are those of the stores; what was derived until then stays.
    Task<Result<Derivation>> derive(HomeId home);

private:
    // What the days of a home are made by.
    struct Rules {
        std::vector<Channel> channels;
        Zone zone;
        DayStamp stamp;
        LocalDate end{};  // the first date that is not to be derived yet
    };
    using RulesPtr = std::shared_ptr<const Rules>;
    // Days with the state once they are stored.
    struct Derived {
        std::vector<DaySums> days;
        DerivedState after;
    };

    Task<Result<RulesPtr>> rules_of(HomeId home);
    Task<Result<Derivation>> derive_under_lease(HomeId home, std::string holder);
    Task<Result<std::optional<Derived>>> derive_piece(HomeId home, RulesPtr rules,
                                                      DerivedState state, bool only_dirty);
    Task<Result<std::vector<DaySums>>> sum(HomeId home, RulesPtr rules, DerivePiece piece,
                                           Storage content);
    DerivingLease lease(std::string holder) const;

    HomeStore& homes_;
    LedgerSlots& slots_;
    DerivedStore& derived_;
    Worker& cpu_;
    const Clock& clock_;
    AccessScope scope_;
};

}  // namespace ohmstead
