#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ledger/energy_view.hpp"

namespace ohmstead {

// One figure of several homes, per period: of how many homes it is wholly known, and the sum over
// these, in mWh.
struct CohortColumn {
    std::string name;  // of the role, or "home" for what the homes used
    std::vector<std::uint32_t> homes;
    std::vector<std::int64_t> amount;

    // In kWh per home; 0 where no home is.
    double mean_kwh(std::size_t period) const;
};

// Adds up homes that are seen each by itself. A home counts in a period only with what is known of
// all of it, so that a mean never is of a part. Money is never added: homes have their currencies.
class Cohort {
public:
    explicit Cohort(std::size_t periods);

    // `view` has as many periods.
    void add(const EnergyView& view);
    // Those of which any home has anything.
    std::vector<CohortColumn> columns() const;
    // The same over all periods together: homes count once for each period that is known.
    std::vector<CohortColumn> totals() const;

private:
    void add_role(const EnergyView& view, const RoleColumn& role);
    CohortColumn& column_named(std::string_view name);

    std::size_t periods_;
    std::vector<CohortColumn> columns_;
};

}  // namespace ohmstead
