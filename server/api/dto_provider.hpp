#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/class.hpp>

#include "api/dto_consent.hpp"

namespace ohmstead::api {

// A home as its provider sees it. Of whom has not accepted, or not any more, it learns no home.
struct CustomerDto {
    static constexpr std::string_view kSchemaName = "Customer";
    PermissionId permission;
    std::optional<HomeId> home;
    std::optional<std::string> home_name;
    std::string purpose;
    PermissionState state = PermissionState::requested;
    Instant since{};
    TermsDto asked;
    std::optional<TermsDto> given;
};
BOOST_DESCRIBE_STRUCT(CustomerDto, (),
                      (permission, home, home_name, purpose, state, since, asked, given))
inline constexpr FieldRule kCustomerRules[]{
    {.field = "home", .null_when_absent = true, .doc = "While it is accepted"},
    {.field = "home_name", .null_when_absent = true},
    {.field = "since", .doc = "When it came into this state"},
    {.field = "given", .null_when_absent = true}};
constexpr std::span<const FieldRule> rules_for(const CustomerDto*) {
    return kCustomerRules;
}

struct CustomerList {
    static constexpr std::string_view kSchemaName = "CustomerList";
    std::vector<CustomerDto> items;
    std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(CustomerList, (), (items, next))
inline constexpr FieldRule kCustomerListRules[]{{.field = "next", .null_when_absent = true}};
constexpr std::span<const FieldRule> rules_for(const CustomerList*) {
    return kCustomerListRules;
}

struct CreateRequest {
    static constexpr std::string_view kSchemaName = "CreateConsentRequest";
    std::string purpose;
    TermsDto terms;
    Instant answer_by{};
};
BOOST_DESCRIBE_STRUCT(CreateRequest, (), (purpose, terms, answer_by))
inline constexpr FieldRule kCreateRequestRules[]{
    {.field = "purpose",
     .min_length = 10,
     .max_length = 400,
     .format = &formats::one_line,
     .doc = "What for, in words that a customer understands"},
    {.field = "answer_by", .doc = "Until when the code is good"}};
constexpr std::span<const FieldRule> rules_for(const CreateRequest*) {
    return kCreateRequestRules;
}

struct RequestDto {
    static constexpr std::string_view kSchemaName = "ConsentRequest";
    RequestId id;
    std::string purpose;
    TermsDto terms;
    Instant made_at{};
    Instant answer_by{};
    std::optional<std::string> code;
};
BOOST_DESCRIBE_STRUCT(RequestDto, (), (id, purpose, terms, made_at, answer_by, code))
inline constexpr FieldRule kRequestRules[]{
    {.field = "code", .doc = "For customers to take the request up by; told once"}};
constexpr std::span<const FieldRule> rules_for(const RequestDto*) {
    return kRequestRules;
}

struct RequestList {
    static constexpr std::string_view kSchemaName = "ConsentRequestList";
    std::vector<RequestDto> items;
    std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(RequestList, (), (items, next))
inline constexpr FieldRule kRequestListRules[]{{.field = "next", .null_when_absent = true}};
constexpr std::span<const FieldRule> rules_for(const RequestList*) {
    return kRequestListRules;
}

enum class ProvidersEnd { terminated, fulfilled };
BOOST_DESCRIBE_ENUM(ProvidersEnd, terminated, fulfilled)

struct EndPermission {
    static constexpr std::string_view kSchemaName = "EndPermission";
    PermissionId permission;
    ProvidersEnd state = ProvidersEnd::terminated;
};
BOOST_DESCRIBE_STRUCT(EndPermission, (), (permission, state))

struct LoadProfileQuery {
    std::string from;
    std::string to;
    std::optional<std::string> homes;
};
BOOST_DESCRIBE_STRUCT(LoadProfileQuery, (), (from, to, homes))
inline constexpr FieldRule kLoadProfileQueryRules[]{
    {.field = "from", .max_length = 40, .doc = "RFC 3339"},
    {.field = "to", .max_length = 40, .doc = "RFC 3339, at most 31 days later"},
    {.field = "homes",
     .max_length = 12'000,
     .doc = "Ids with commas between; without it, all that consented"}};
constexpr std::span<const FieldRule> rules_for(const LoadProfileQuery*) {
    return kLoadProfileQueryRules;
}

struct CohortColumnDto {
    static constexpr std::string_view kSchemaName = "CohortColumn";
    std::string name;
    std::vector<std::uint32_t> homes;
    std::vector<double> mean_kwh;
};
BOOST_DESCRIBE_STRUCT(CohortColumnDto, (), (name, homes, mean_kwh))
inline constexpr FieldRule kCohortColumnRules[]{
    {.field = "name", .doc = "A role, or \"home\": what the homes used"},
    {.field = "homes", .doc = "How many homes contribute"},
    {.field = "mean_kwh", .doc = "Per contributing home; 0 where there is none"}};
constexpr std::span<const FieldRule> rules_for(const CohortColumnDto*) {
    return kCohortColumnRules;
}

struct LoadProfile {
    static constexpr std::string_view kSchemaName = "LoadProfile";
    std::uint32_t homes = 0;
    std::uint32_t left_out = 0;
    std::vector<Instant> t;
    std::vector<CohortColumnDto> columns;
};
BOOST_DESCRIBE_STRUCT(LoadProfile, (), (homes, left_out, t, columns))
inline constexpr FieldRule kLoadProfileRules[]{
    {.field = "left_out", .doc = "Homes whose consent is for sums of longer times"},
    {.field = "t", .doc = "Where each slot of 15 minutes begins"}};
constexpr std::span<const FieldRule> rules_for(const LoadProfile*) {
    return kLoadProfileRules;
}

struct ComparisonQuery {
    std::string from_a;
    std::string to_a;
    std::string from_b;
    std::string to_b;
    std::optional<std::string> homes_a;
    std::optional<std::string> homes_b;
};
BOOST_DESCRIBE_STRUCT(ComparisonQuery, (), (from_a, to_a, from_b, to_b, homes_a, homes_b))
inline constexpr FieldRule kComparisonQueryRules[]{
    {.field = "from_a", .max_length = 40, .doc = "A local date of each home"},
    {.field = "to_a", .max_length = 40, .doc = "A local date, not included"},
    {.field = "from_b", .max_length = 40},
    {.field = "to_b", .max_length = 40},
    {.field = "homes_a",
     .max_length = 12'000,
     .doc = "Ids with commas between; without it, all that consented"},
    {.field = "homes_b", .max_length = 12'000}};
constexpr std::span<const FieldRule> rules_for(const ComparisonQuery*) {
    return kComparisonQueryRules;
}

struct CohortFigure {
    static constexpr std::string_view kSchemaName = "CohortFigure";
    std::string name;
    std::uint32_t home_days = 0;
    double mean_kwh_per_day = 0;
};
BOOST_DESCRIBE_STRUCT(CohortFigure, (), (name, home_days, mean_kwh_per_day))
inline constexpr FieldRule kCohortFigureRules[]{
    {.field = "home_days", .doc = "Of how many days of homes it is the mean"}};
constexpr std::span<const FieldRule> rules_for(const CohortFigure*) {
    return kCohortFigureRules;
}

struct CohortDto {
    static constexpr std::string_view kSchemaName = "Cohort";
    std::uint32_t homes = 0;
    std::uint32_t left_out = 0;
    std::vector<CohortFigure> figures;
};
BOOST_DESCRIBE_STRUCT(CohortDto, (), (homes, left_out, figures))

struct Comparison {
    static constexpr std::string_view kSchemaName = "CohortComparison";
    CohortDto a;
    CohortDto b;
};
BOOST_DESCRIBE_STRUCT(Comparison, (), (a, b))

}  // namespace ohmstead::api
