#include "api/aggregate_routes.hpp"

#include <utility>

#include "api/dto_aggregate.hpp"
#include "api/query_error.hpp"
#include "http/route.hpp"
#include "reflect/encode.hpp"

namespace ohmstead::api {
namespace {

constexpr int kMostAggregateDays = 31;
// About 10 MB of text.
constexpr std::size_t kMostItems = 3'000;

struct Days {
    LocalDate first{};
    LocalDate last{};
};

Result<Days> days_in(const AggregateQuery& in) {
    const auto from = parse_local_date(in.from);
    const auto to = parse_local_date(in.to);
    if (!from || !to) {
        return wrong_parameter(from ? "to" : "from", "format", "must be a date");
    }
    if (*to <= *from || *to > plus_days(*from, kMostAggregateDays)) {
        return wrong_parameter("to", "range", "must be 1 to 31 days later");
    }
    return Days{.first = *from, .last = plus_days(*to, -1)};
}

AggregateWithheld withheld_dto(Withheld withheld) {
    switch (withheld) {
        case Withheld::nothing:
            return AggregateWithheld::nothing;
        case Withheld::members_missing:
            return AggregateWithheld::members_missing;
        case Withheld::one_home_too_large:
            return AggregateWithheld::one_home_too_large;
        case Withheld::unknown_cell:
        case Withheld::too_few_homes:
            break;
    }
    return AggregateWithheld::too_few_homes;
}

AggregateDto aggregate_dto(const PublishedDay& day) {
    AggregateDto dto{.area = day.cell.area,
                     .tariff = day.cell.tariff,
                     .day = format_local_date(day.day),
                     .withheld = withheld_dto(day.figures.withheld),
                     .t = {},
                     .kwh = {}};
    auto slot = day.first;
    for (const auto amount : day.figures.amounts) {
        dto.t.push_back(slot_start(slot++));
        dto.kwh.push_back(static_cast<double>(amount) / 1e6);
    }
    return dto;
}

Task<Result<http::Encoded<AggregateList>>> published(AggregateStore& aggregates, Worker& cpu,
                                                     AccessScope scope, AggregateQuery in) {
    OHMSTEAD_CO_TRY(const auto provider, scope.require_provider());
    OHMSTEAD_CO_TRY(const auto days, days_in(in));
    OHMSTEAD_CO_TRY(const auto told,
                    co_await aggregates.published(scope, provider, days.first, days.last));
    if (told.size() > kMostItems) {
        co_return make_error(ErrorCode::too_large, "Ask for fewer days at once.");
    }
    OHMSTEAD_CO_TRY(const auto zone, co_await aggregates.zone(scope, provider));
    auto write = [&told, &zone] {
        AggregateList list{.time_zone = zone.value_or("UTC"), .items = {}, .next = {}};
        for (const auto& day : told) {
            list.items.push_back(aggregate_dto(day));
        }
        return reflect::encode(list);
    };
    co_return http::Encoded<AggregateList>{.json = co_await cpu.run(write)};
}

}  // namespace

void add_aggregate_routes(http::Routes& routes, AggregateStore& aggregates, Worker& cpu) {
    routes.add(http::get<AggregateQuery, AggregateList>(
        "/api/v1/providers/aggregates",
        {.summary = "What your provider's customers used together, by area and tariff: published "
                    "for days that are over, without consent and so that it hides each of them",
         .access = http::Access::signed_in(),
         .tag = "providers"},
        [&aggregates, &cpu](http::RequestContext& context, AggregateQuery in) {
            return published(aggregates, cpu, context.scope(), std::move(in));
        }));
}

}  // namespace ohmstead::api
