#include "domain/access/aggregates.hpp"

#include <algorithm>
#include <set>
#include <unordered_map>

namespace ohmstead {
namespace {

// Whether one of the homes is too large a part of any slot.
bool one_is_too_large(const std::vector<const HomeDay*>& members,
                      const std::vector<std::int64_t>& sums) {
    return std::ranges::any_of(members, [&](const HomeDay* member) {
        for (std::size_t slot = 0; slot < sums.size(); ++slot) {
            if (member->amounts[slot] * 100 > sums[slot] * AggregateMonth::kMostSharePercent) {
                return true;
            }
        }
        return false;
    });
}

}  // namespace

std::int64_t three_digits(std::int64_t amount) {
    std::int64_t unit = 1;
    while (amount / unit >= 1000 || amount / unit <= -1000) {
        unit *= 10;
    }
    const auto half = amount < 0 ? -unit / 2 : unit / 2;
    return (amount + half) / unit * unit;
}

AggregateMonth::AggregateMonth(std::span<const PlacedHome> homes) {
    std::set<HomeId> placed;
    for (const auto& each : homes) {
        if (each.home.empty() || placed.insert(each.home).second) {
            members_[each.cell].push_back(each.home);
        }
    }
}

std::vector<AggregateCell> AggregateMonth::cells() const {
    std::vector<AggregateCell> cells;
    for (const auto& [cell, members] : members_) {
        cells.push_back(cell);
    }
    return cells;
}

std::vector<HomeId> AggregateMonth::countable(const AggregateCell& cell) const {
    const auto found = members_.find(cell);
    const bool is_told = found != members_.end() && found->second.size() >= kLeastHomes &&
                         std::ranges::none_of(found->second, &HomeId::empty);
    return is_told ? found->second : std::vector<HomeId>{};
}

AggregateDay AggregateMonth::day(const AggregateCell& cell, std::span<const HomeDay> days) const {
    const auto found = members_.find(cell);
    if (found == members_.end()) {
        return {.withheld = Withheld::unknown_cell, .amounts = {}};
    }
    if (found->second.size() < kLeastHomes) {
        return {.withheld = Withheld::too_few_homes, .amounts = {}};
    }
    std::unordered_map<HomeId, const HomeDay*> known;
    for (const auto& day : days) {
        known.emplace(day.home, &day);
    }
    std::vector<const HomeDay*> members;
    std::vector<std::int64_t> sums;
    for (const auto& home : found->second) {
        const auto day = known.find(home);
        const bool is_known = day != known.end() && !day->second->amounts.empty();
        if (!is_known || (!sums.empty() && day->second->amounts.size() != sums.size())) {
            return {.withheld = Withheld::members_missing, .amounts = {}};
        }
        sums.resize(day->second->amounts.size());
        for (std::size_t slot = 0; slot < sums.size(); ++slot) {
            sums[slot] += day->second->amounts[slot];
        }
        members.push_back(day->second);
    }
    if (one_is_too_large(members, sums)) {
        return {.withheld = Withheld::one_home_too_large, .amounts = {}};
    }
    std::ranges::transform(sums, sums.begin(), three_digits);
    return {.withheld = Withheld::nothing, .amounts = std::move(sums)};
}

}  // namespace ohmstead
