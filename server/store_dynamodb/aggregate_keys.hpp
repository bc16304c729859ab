#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "store_dynamodb/keys.hpp"

namespace ohmstead::dynamodb {

// Keys of the table Homes for whose customers homes are, and for what is published of them.

// What lists the providers: one partition.
Item listed_provider_key(const ProviderId& provider);
inline constexpr std::string_view kListedProviders = "providers";

// Whose customer the home is, and the same in the list of its provider.
Item supply_key(const HomeId& home);
Item supplied_home_key(const ProviderId& provider, const HomeId& home);
inline constexpr std::string_view kSupplyPrefix = "supply#";

Item aggregate_zone_key(const ProviderId& provider);
// That the members of a provider's groups are settled for a month, and each of them, by ids that
// are nobody's.
Item aggregate_month_key(const ProviderId& provider, Month month);
Item aggregate_member_key(const ProviderId& provider, Month month, std::string_view member);
std::string aggregate_member_prefix(Month month);
// By what a home finds that it is a member in a month.
Item aggregate_place_key(const HomeId& home, Month month);
inline constexpr std::string_view kAggregatePrefix = "aggregate#";
std::optional<Month> month_of_place(std::string_view item);

// A published day. `group`: a digest that tells the provider's groups apart.
Item published_key(const ProviderId& provider, LocalDate day, std::string_view group);
// Between which all of a day lie.
std::string first_published_of(LocalDate day);
std::string last_published_of(LocalDate day);

}  // namespace ohmstead::dynamodb
