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

std::string text_of(Formula formula) {
    switch (formula) {
        case Formula::sum_of_slots:
            return "The channel's slots, added up.";
        case Formula::sum_of_channels:
            return "The slots of all channels that add to the role. What is part of another "
                   "channel, or one phase of several, is not added.";
        case Formula::use_of_the_home:
            return "In every slot of which all inputs are known: import + solar + discharge - "
                   "export - charge, and nothing where that is negative. Then added up.";
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
    }
    return {};
}

ExplainedInput to_dto(const TracedInput& input) {
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

std::string link_of(const ExplanationDto& dto, Span day) {
    auto link = fmt::format("/api/v1/homes/{}/explain?from={}&to={}&figure={}", dto.home_id.value,
                            format_rfc3339(day.from), format_rfc3339(day.to),
                            reflect::name_of_enumerator(dto.figure));
    if (dto.channel) {
        link += "&channel=" + dto.channel->value;
    }
    return link;
}

ExplanationDto to_dto(const ExplainedFigure& explained, const ChannelId& channel) {
    const auto& explanation = explained.explanation;
    ExplanationDto dto;
    dto.home_id = explained.home.id;
    dto.time_zone = explained.home.time_zone;
    dto.figure = explanation.figure;
    if (explanation.figure == Figure::channel) {
        dto.channel = channel;
        const auto role = explanation.inputs.front().channel.role;
        dto.unit = quantity_of(role) == Quantity::volume ? AmountUnit::m3 : AmountUnit::kwh;
    }
    dto.formula = explanation.formula;
    dto.text = text_of(explanation.formula);
    dto.rows = explanation.by_slot ? RowKind::slot : RowKind::day;
    dto.amount = shown(explanation.amount);
    dto.amounts = shown(explanation.amounts);
    for (const auto& row : explanation.rows) {
        dto.t.push_back(row.from);
        dto.t_end.push_back(row.to);
        if (!explanation.by_slot) {
            dto.links.push_back(link_of(dto, row));
        }
    }
    for (const auto& input : explanation.inputs) {
        dto.inputs.push_back(to_dto(input));
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
    OHMSTEAD_CO_TRY_VOID(scope.require(in.home, HomeRole::viewer));
    co_await services.runtime.settle(in.home);
    const ChannelId channel{std::move(in.channel)};
    auto explained = co_await services.explainer.explain(
        scope, in.home,
        {.from = span.from, .to = span.to, .figure = in.figure, .channel = channel});
    if (!explained) {
        co_return query_error(std::move(explained).error());
    }
    auto write = [&explained, &channel] { return reflect::encode(to_dto(*explained, channel)); };
    auto json = co_await services.cpu.run(write);
    co_return http::Encoded<ExplanationDto>{std::move(json)};
}

}  // namespace

void add_explain_routes(http::Routes& routes, const Services& services) {
    routes.add(http::get<ExplainQuery, ExplanationDto>(
        "/api/v1/homes/{home}/explain",
        {.summary = "Where a figure comes from: formula, inputs and slots",
         .access = http::Access::home(HomeRole::viewer),
         .tag = "views"},
        [services](http::RequestContext& context, ExplainQuery in) {
            return explain(services, context.scope(), std::move(in));
        }));
}

}  // namespace ohmstead::api
