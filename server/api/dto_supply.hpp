#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/class.hpp>

#include "base/ids.hpp"
#include "base/time.hpp"
#include "domain/access/permission.hpp"
#include "reflect/field_rule.hpp"

namespace ohmstead::api {

struct ListedProvider {
    static constexpr std::string_view kSchemaName = "ListedProvider";
    ProviderId id;
    std::string name;
};
BOOST_DESCRIBE_STRUCT(ListedProvider, (), (id, name))

struct ProviderList {
    static constexpr std::string_view kSchemaName = "ProviderList";
    std::vector<ListedProvider> items;
    std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(ProviderList, (), (items, next))
inline constexpr FieldRule kProviderListRules[]{{.field = "next", .null_when_absent = true}};
constexpr std::span<const FieldRule> rules_for(const ProviderList*) {
    return kProviderListRules;
}

struct SupplyDto {
    static constexpr std::string_view kSchemaName = "Supply";
    std::optional<ProviderId> provider;
    std::optional<std::string> provider_name;
    std::optional<std::string> area;
    std::optional<std::string> tariff;
    std::optional<Instant> placed_at;
};
BOOST_DESCRIBE_STRUCT(SupplyDto, (), (provider, provider_name, area, tariff, placed_at))
inline constexpr FieldRule kSupplyRules[]{
    {.field = "provider",
     .null_when_absent = true,
     .doc = "Whose customer the home is; all is null while no admin has said it"},
    {.field = "provider_name", .null_when_absent = true},
    {.field = "area", .null_when_absent = true},
    {.field = "tariff", .null_when_absent = true},
    {.field = "placed_at", .null_when_absent = true, .doc = "Since when it is so"}};
constexpr std::span<const FieldRule> rules_for(const SupplyDto*) {
    return kSupplyRules;
}

struct PutSupply {
    static constexpr std::string_view kSchemaName = "PutSupply";
    HomeId home;
    ProviderId provider;
    std::string area;
    std::string tariff;
};
BOOST_DESCRIBE_STRUCT(PutSupply, (), (home, provider, area, tariff))
inline constexpr FieldRule kPutSupplyRules[]{
    {.field = "provider", .doc = "One of /providers"},
    {.field = "area",
     .min_length = 1,
     .max_length = 60,
     .format = &formats::one_line,
     .doc = "As the provider calls it, such as a postcode; the provider reads it"},
    {.field = "tariff",
     .min_length = 1,
     .max_length = 60,
     .format = &formats::one_line,
     .doc = "As the provider calls it; the provider reads it"}};
constexpr std::span<const FieldRule> rules_for(const PutSupply*) {
    return kPutSupplyRules;
}

}  // namespace ohmstead::api
