#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include <boost/describe/enum.hpp>

#include "base/ids.hpp"
#include "base/time.hpp"
#include "domain/access/permission.hpp"

namespace ohmstead {

// Sums of many homes that may be published without their consent, because they hide each of them.

// A group of homes. The groups are fixed and disjoint, so that no two published sums overlap and
// none can be subtracted from another.
struct AggregateCell {
    ProviderId provider;
    std::string area;
    std::string tariff;

    friend auto operator<=>(const AggregateCell&, const AggregateCell&) = default;
};

// Whose customer a home is, where, and by which tariff.
struct Supply {
    AggregateCell cell;
    Instant placed_at{};  // since when it is so

    friend bool operator==(const Supply&, const Supply&) = default;
};
struct SuppliedHome {
    HomeId home;
    Supply supply;

    friend bool operator==(const SuppliedHome&, const SuppliedHome&) = default;
};

// A member of a group; without an id where its home is no more.
struct PlacedHome {
    HomeId home;
    AggregateCell cell;

    friend auto operator<=>(const PlacedHome&, const PlacedHome&) = default;
};

// What one home used in each slot of a day that is over; no slots: not all of it is known.
struct HomeDay {
    HomeId home;
    std::vector<std::int64_t> amounts;
};

// Why a sum is not told.
enum class Withheld {
    nothing,
    unknown_cell,
    too_few_homes,       // fewer than kLeastHomes
    members_missing,     // of a member not everything is known: without it, it could be told by it
    one_home_too_large,  // in some slot it is more than kMostShare of the sum
};
BOOST_DESCRIBE_ENUM(Withheld, nothing, unknown_cell, too_few_homes, members_missing,
                    one_home_too_large)

struct AggregateDay {
    Withheld withheld = Withheld::nothing;
    std::vector<std::int64_t> amounts;  // of three significant digits; empty where withheld

    friend bool operator==(const AggregateDay&, const AggregateDay&) = default;
};

// The groups of one month. Who is a member is settled when it begins and stays so until it ends: a
// home that comes or goes makes no difference from one day to the next.
class AggregateMonth {
public:
    static constexpr std::size_t kLeastHomes = 15;
    static constexpr std::int64_t kMostSharePercent = 15;

    // Each home is in the group that it is named with first, and in no other. A home that is no
    // more is missing on every day.
    explicit AggregateMonth(std::span<const PlacedHome> homes);

    std::vector<AggregateCell> cells() const;
    // Those of a group that may be told at all; empty where it is too small, or one is no more.
    std::vector<HomeId> countable(const AggregateCell& cell) const;
    // A day of a group, whole or not at all; `days` may be of others, too.
    AggregateDay day(const AggregateCell& cell, std::span<const HomeDay> days) const;

private:
    std::map<AggregateCell, std::vector<HomeId>> members_;
};

// Rounded to three significant digits, halves away from zero.
std::int64_t three_digits(std::int64_t amount);

}  // namespace ohmstead
