#include "api/explain_routes.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "api/dto_explanation.hpp"
#include "api/query_error.hpp"
#include "api/query_span.hpp"
#include "api/to_dto_correction.hpp"
#include "http/route.hpp"
#include "reflect/described.hpp"
#include "reflect/encode.hpp"

namespace ohmstead::api {
namespace {

std::optional<double> shown(const std::optional<std::int64_t>& amount) {
    return amount ? std::optional(amount_dto(*amount)) : std::nullopt;
}

EnergyValues shown(const TracedAmounts& amounts) {
    EnergyValues values;
    values.reserve(amounts.size());
    for (const auto& amount : amounts) {
        values.push_back(shown(amount));
    }
    return values;
}

std::string_view text_of(Formula formula) {
    switch (formula) {
        case Formula::sum_of_slots:
            return "The channel's slots, added up.";
        case Formula::sum_of_channels:
            return "The slots of all channels that add to the role. What is part of another "
                   "channel, or one phase of several, is not added.";
        case Formula::use_of_the_home:
            return "In every slot of which all inputs are known: import + solar + discharge - "
                   "export - charge, and nothing where that is negative. Then added up.";
        case Formula::use_so_far:
            return "Import + solar + discharge - export - charge of all that is known of today, "
                   "the slot that is still running included.";
        case Formula::residual:
            return "In every slot of which all inputs are known: import + solar + discharge - "
                   "export - charge where that is negative, which no home can be: a meter is "
                   "missing, wrong or late. Then added up.";
        case Formula::flow:
            return "In every slot of which all inputs are known, in this order: import beyond what "
                   "the home used has charged the battery; solar charges the battery, then is "
                   "exported; the battery exports the rest; import charges the rest; what is left "
                   "of solar, then battery, then grid feeds the home; what grid, then battery have "
                   "left over passes through. Then added up.";
        case Formula::origin:
            return "What is charged keeps its origin in the battery; what is discharged is taken "
                   "from both in proportion to what the battery holds then. Slot by slot, carried "
                   "on from one to the next, then added up.";
        case Formula::grid_balance:
            return "Import - export.";
        case Formula::sum_of_devices:
            return "The slots of all devices that are part of no other, in every slot that the use "
                   "of the home is known in.";
        case Formula::rest_of_home:
            return "The use of the home - its devices, added up over all slots, and nothing where "
                   "that is negative.";
        case Formula::rest_of_channel:
            return "The channel - what is included in it, added up over all slots, and nothing "
                   "where that is negative.";
        case Formula::gas_energy:
            return "In every slot: volume * calorific value in force. Then added up; what is less "
                   "than a mWh is carried from row to row.";
        case Formula::carbon:
            return "In every slot: import * the grid's carbon intensity then. Then added up.";
        case Formula::share:
            break;
    }
    return {};
}

std::string_view text_of(const Explanation& explanation) {
    switch (explanation.figure) {
        case Figure::self_sufficiency:
            return "1 - (grid_to_home + battery_home_grid) / home, each added up over all slots.";
        case Figure::direct_self_sufficiency:
            return "1 - grid_to_home / home, each added up over all slots.";
        case Figure::grid_independence:
            return "1 - (grid_to_home + grid_to_battery + grid_to_grid) / home, at least 0, each "
                   "added up over all slots.";
        case Figure::self_consumption:
            return "(solar_to_home + battery_home_solar) / (solar_to_home + battery_home_solar + "
                   "solar_to_grid + battery_grid_solar), each added up over all slots.";
        default:
            return text_of(explanation.formula);
    }
}

AmountUnit unit_of(const Explanation& explanation) {
    if (explanation.formula == Formula::share) {
        return AmountUnit::share;
    }
    if (explanation.formula == Formula::carbon) {
        return AmountUnit::kg;
    }
    return is_of_channel(explanation.figure) && explanation.figure != Figure::gas_energy &&
                   quantity_of(explanation.inputs.front().channel.role) == Quantity::volume
               ? AmountUnit::m3
               : AmountUnit::kwh;
}

RowKind rows_of(Period period) {
    return period == Period::slot  ? RowKind::slot
           : period == Period::day ? RowKind::day
                                   : RowKind::month;
}

// Grams from milligrams.
EnergyValues shown_intensity(const TracedAmounts& intensity) {
    EnergyValues values;
    for (const auto& each : intensity) {
        values.push_back(each ? std::optional(static_cast<double>(*each) / 1e3) : std::nullopt);
    }
    return values;
}

ExplainedInput input_dto(const TracedInput& input) {
    ExplainedInput dto{.channel = input.channel.id,
                       .name = input.channel.name,
                       .role = input.channel.role,
                       .amount = shown(input.amounts),
                       .quality = input.qualities,
                       .correction = {},
                       .given = shown(input.given)};
    for (const auto* overlay : input.overlays) {
        dto.correction.push_back(overlay == nullptr ? std::nullopt : std::optional(overlay->id));
    }
    return dto;
}

bool is_over(const Overlay& overlay, const std::vector<TracedInput>& inputs) {
    return std::ranges::any_of(
        inputs, [&](const TracedInput& input) { return input.channel.id == overlay.channel; });
}

std::string link_of(const ExplanationDto& dto, Span day, bool only_complete) {
    auto link = fmt::format("/api/v1/homes/{}/explain?from={}&to={}&figure={}", dto.home_id.value,
                            format_rfc3339(day.from), format_rfc3339(day.to),
                            reflect::name_of_enumerator(dto.figure));
    if (dto.channel) {
        link += "&channel=" + dto.channel->value;
    }
    return only_complete ? link + "&only_complete=true" : link;
}

ExplanationDto explanation_dto(const ExplainedFigure& explained, const FigureQuery& query) {
    const auto& explanation = explained.explanation;
    ExplanationDto dto;
    dto.home_id = explained.home.id;
    dto.time_zone = explained.home.time_zone;
    dto.figure = explanation.figure;
    dto.unit = unit_of(explanation);
    if (is_of_channel(explanation.figure)) {
        dto.channel = query.channel;
    }
    dto.formula = explanation.formula;
    dto.text = text_of(explanation);
    dto.rows = rows_of(explained.rows);
    dto.amount =
        explanation.formula == Formula::share ? explanation.share : shown(explanation.amount);
    dto.deficit = amount_dto(explanation.deficit);
    dto.reason = explanation.reason;
    for (const auto& term : explanation.terms) {
        dto.terms.push_back(
            {.figure = term.figure, .amount = shown(term.amount), .amounts = shown(term.amounts)});
    }
    dto.intensity = shown_intensity(explanation.intensity);
    dto.calorific = shown(explanation.calorific);
    dto.amounts = shown(explanation.amounts);
    for (const auto& row : explanation.rows) {
        dto.t.push_back(row.from);
        dto.t_end.push_back(row.to);
        if (!explanation.by_slot) {
            dto.links.push_back(link_of(dto, row, query.only_complete));
        }
    }
    for (const auto& input : explanation.inputs) {
        dto.inputs.push_back(input_dto(input));
    }
    for (const auto& overlay : explained.overlays) {
        if (is_over(overlay, explanation.inputs)) {
            dto.corrections.push_back(correction_dto(overlay));
        }
    }
    return dto;
}

Task<Result<http::Encoded<ExplanationDto>>> explain(Services services, AccessScope scope,
                                                    ExplainQuery in) {
    OHMSTEAD_CO_TRY(const auto span, parse_query_span(in.from, in.to));
    OHMSTEAD_CO_TRY_VOID(scope.require(in.home, Right::see_energy));
    co_await services.runtime.settle(in.home);
    const FigureQuery query{.from = span.from,
                            .to = span.to,
                            .figure = in.figure,
                            .channel = ChannelId{std::move(in.channel)},
                            .only_complete = in.only_complete};
    auto explained = co_await services.explainer.explain(scope, in.home, query);
    if (!explained) {
        co_return query_error(std::move(explained).error());
    }
    auto write = [&explained, &query] {
        return reflect::encode(explanation_dto(*explained, query));
    };
    auto json = co_await services.cpu.run(write);
    co_return http::Encoded<ExplanationDto>{std::move(json)};
}

}  // namespace

void add_explain_routes(http::Routes& routes, const Services& services) {
    routes.add(http::get<ExplainQuery, ExplanationDto>(
        "/api/v1/homes/{home}/explain",
        {.summary = "Where a figure comes from: formula, inputs and slots",
         .access = http::Access::home(Right::see_energy),
         .tag = "views"},
        [services](http::RequestContext& context, ExplainQuery in) {
            return explain(services, context.scope(), std::move(in));
        }));
}

}  // namespace ohmstead::api
