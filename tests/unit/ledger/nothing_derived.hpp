#pragma once

#include <stdexcept>

#include "store/derived_store.hpp"

namespace ohmstead::test {

// A home of which nothing is derived, so that all is summed from slots.
class NothingDerived : public DerivedStore {
public:
    std::uint64_t revision = 0;  // of the slots

    Task<Result<DerivedState>> state(AccessScope scope, HomeId home) override {
        OHMSTEAD_CO_TRY_VOID(scope.require_view(home, Right::see_energy));
        DerivedState state;
        state.revision = revision;
        co_return state;
    }
    Task<Status> mark(AccessScope, HomeId, SlotRange) override { unexpected(); }
    Task<Result<std::optional<DerivedState>>> take_lease(AccessScope, HomeId, DerivingLease,
                                                         Instant) override {
        unexpected();
    }
    Task<Status> release_lease(AccessScope, HomeId, std::string) override { unexpected(); }
    Task<Result<DaysPut>> put_days(AccessScope, HomeId, DerivingLease, std::vector<DaySums>,
                                   DerivedState) override {
        unexpected();
    }
    Task<Result<std::vector<DaySums>>> days(AccessScope, HomeId, LocalDate, LocalDate) override {
        unexpected();
    }

private:
    [[noreturn]] static void unexpected() {
        throw std::logic_error("there is nothing derived to read, and nobody derives");
    }
};

}  // namespace ohmstead::test
