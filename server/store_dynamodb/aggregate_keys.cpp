#include "store_dynamodb/aggregate_keys.hpp"

#include <fmt/format.h>

namespace ohmstead::dynamodb {
Item listed_provider_key(const ProviderId& provider) {
    return homes_key(kListedProviders, provider.value);
}

Item supply_key(const HomeId& home) {
    return homes_key(home.value, "supply");
}
Item supplied_home_key(const ProviderId& provider, const HomeId& home) {
    return homes_key(provider_partition(provider), fmt::format("{}{}", kSupplyPrefix, home.value));
}

Item aggregate_zone_key(const ProviderId& provider) {
    return homes_key(provider_partition(provider), "zone");
}
Item aggregate_month_key(const ProviderId& provider, Month month) {
    return homes_key(provider_partition(provider), fmt::format("month#{}", month_text(month)));
}
Item aggregate_member_key(const ProviderId& provider, Month month, std::string_view member) {
    return homes_key(provider_partition(provider),
                     fmt::format("{}{}", aggregate_member_prefix(month), member));
}
std::string aggregate_member_prefix(Month month) {
    return fmt::format("member#{}#", month_text(month));
}
Item aggregate_place_key(const HomeId& home, Month month) {
    return homes_key(home.value, fmt::format("{}{}", kAggregatePrefix, month_text(month)));
}
std::optional<Month> month_of_place(std::string_view item) {
    if (!item.starts_with(kAggregatePrefix)) {
        return std::nullopt;
    }
    const auto text = fmt::format("{}-01", item.substr(kAggregatePrefix.size()));
    const auto first = parse_local_date(text);
    return first ? std::optional(first->year() / first->month()) : std::nullopt;
}

Item published_key(const ProviderId& provider, LocalDate day, std::string_view group) {
    return homes_key(provider_partition(provider),
                     fmt::format("{}{}", first_published_of(day), group));
}
std::string first_published_of(LocalDate day) {
    return fmt::format("published#{}#", format_local_date(day));
}
std::string last_published_of(LocalDate day) {
    return first_published_of(day) + "~";  // behind every character of a digest
}

}  // namespace ohmstead::dynamodb
