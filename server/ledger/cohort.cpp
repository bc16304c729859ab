#include "ledger/cohort.hpp"

#include <algorithm>

#include "reflect/described.hpp"

namespace ohmstead {
namespace {

std::uint32_t slots_in(Span period) {
    return static_cast<std::uint32_t>(slot_of(period.to) - slot_of(period.from));
}

}  // namespace

double CohortColumn::mean_kwh(std::size_t period) const {
    return homes[period] == 0
               ? 0
               : static_cast<double>(amount[period]) / 1e6 / static_cast<double>(homes[period]);
}

Cohort::Cohort(std::size_t periods) : periods_(periods) {}

void Cohort::add(const EnergyView& view) {
    for (const auto& role : view.roles) {
        add_role(view, role);
    }
    if (view.home.empty()) {
        return;
    }
    auto& column = column_named("home");
    for (std::size_t i = 0; i < periods_; ++i) {
        if (view.counts[i].known >= slots_in(view.periods[i])) {
            ++column.homes[i];
            column.amount[i] += view.home[i];
        }
    }
}

void Cohort::add_role(const EnergyView& view, const RoleColumn& role) {
    auto& column = column_named(reflect::name_of_enumerator(role.role));
    for (std::size_t i = 0; i < periods_; ++i) {
        if (role.known_slots[i] >= slots_in(view.periods[i])) {
            ++column.homes[i];
            column.amount[i] += role.amount[i];
        }
    }
}

CohortColumn& Cohort::column_named(std::string_view name) {
    const auto known = std::ranges::find(columns_, name, &CohortColumn::name);
    if (known != columns_.end()) {
        return *known;
    }
    columns_.push_back({.name = std::string(name),
                        .homes = std::vector<std::uint32_t>(periods_),
                        .amount = std::vector<std::int64_t>(periods_)});
    return columns_.back();
}

std::vector<CohortColumn> Cohort::columns() const {
    auto known = columns_;
    std::erase_if(known, [](const CohortColumn& column) {
        return std::ranges::all_of(column.homes, [](std::uint32_t homes) { return homes == 0; });
    });
    return known;
}

std::vector<CohortColumn> Cohort::totals() const {
    auto all = columns();
    for (auto& column : all) {
        std::uint32_t homes = 0;
        std::int64_t amount = 0;
        for (std::size_t i = 0; i < periods_; ++i) {
            homes += column.homes[i];
            amount += column.amount[i];
        }
        column.homes = {homes};
        column.amount = {amount};
    }
    return all;
}

}  // namespace ohmstead
