#pragma once

#include <utility>
#include <vector>

#include "base/time.hpp"
#include "store/seen_through.hpp"
#include "unit/ledger/nothing_derived.hpp"

namespace ohmstead::test {

// A home of which the days are derived that a test gives, if it gives any.
class GivenDays final : public NothingDerived {
public:
    explicit GivenDays(const Clock& clock) : clock_(clock) {}

    std::vector<Channel> channels;  // which the days are of
    std::vector<DaySums> given;     // ascending

    Task<Result<DerivedState>> state(AccessScope scope, HomeId home) override {
        OHMSTEAD_CO_TRY(const auto view, scope.view(home, Right::see_energy, clock_.now()));
        DerivedState state;
        state.revision = revision;
        if (!given.empty()) {
            state.first = given.front().day.slots.from;
            state.derived_to = given.back().day.slots.to;
            state.stamp = given.front().stamp;
        }
        co_return seen_through(view, state);
    }
    Task<Result<std::vector<DaySums>>> days(AccessScope scope, HomeId home, LocalDate first,
                                            LocalDate last) override {
        OHMSTEAD_CO_TRY(const auto view, scope.view(home, Right::see_energy, clock_.now()));
        const auto range = days_to_read(view, first, last);
        std::vector<DaySums> found;
        for (const auto& day : given) {
            if (day.day.date >= range.first && day.day.date <= range.last) {
                found.push_back(day);
            }
        }
        co_return seen_through(view, std::move(found), channels);
    }

private:
    const Clock& clock_;
};

}  // namespace ohmstead::test
