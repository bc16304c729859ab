#include "api/energy_text.hpp"

#include <fmt/format.h>

#include "api/column_text.hpp"
#include "reflect/described.hpp"

namespace ohmstead::api {
namespace {

constexpr int kAmountDecimals = 6;
constexpr int kShareDecimals = 3;

// mWh as kWh and mL as m³: both are a millionth.
void append_amount(std::string& out, std::int64_t amount) {
    append_number(out, static_cast<double>(amount) / 1e6, kAmountDecimals);
}

void append_amounts(std::string& out, std::string_view name, const EnergyColumn& column) {
    append_column(out, name, column.amount.size(), [&](std::string& text, std::size_t i) {
        if (column.known_slots[i] == 0) {
            text += "null";
        } else {
            append_amount(text, column.amount[i]);
        }
    });
}

void append_shares(std::string& out, std::string_view name, const std::vector<SlotCounts>& counts,
                   std::uint32_t SlotCounts::* part, std::uint32_t SlotCounts::* whole) {
    append_column(out, name, counts.size(), [&](std::string& text, std::size_t i) {
        if (counts[i].*whole == 0) {
            text += "null";
        } else {
            append_number(text, static_cast<double>(counts[i].*part) / counts[i].*whole,
                          kShareDecimals);
        }
    });
}

struct NamedFlow {
    std::string_view name;
    std::int64_t Flows::* amount;
};
constexpr NamedFlow kFlows[]{
    {"grid_to_home", &Flows::grid_to_home},
    {"grid_to_battery", &Flows::grid_to_battery},
    {"grid_to_grid", &Flows::grid_to_grid},
    {"solar_to_home", &Flows::solar_to_home},
    {"solar_to_battery", &Flows::solar_to_battery},
    {"solar_to_grid", &Flows::solar_to_grid},
    {"battery_to_home", &Flows::battery_to_home},
    {"battery_to_grid", &Flows::battery_to_grid},
    {"battery_to_battery", &Flows::battery_to_battery},
};

// What follows from all inputs together is null for a period in which they are never all known.
void append_balance(std::string& out, const EnergyView& view) {
    const auto column = [&](std::string_view name, auto amount_of) {
        append_column(out, name, view.periods.size(), [&](std::string& text, std::size_t i) {
            if (view.counts[i].known == 0) {
                text += "null";
            } else {
                append_amount(text, amount_of(i));
            }
        });
    };
    column("home", [&](std::size_t i) { return view.home[i]; });
    out += "\"flows\":{";
    for (const auto& flow : kFlows) {
        column(flow.name, [&](std::size_t i) { return view.flows[i].*flow.amount; });
    }
    close_with(out, '}');
    out += ',';
}

void append_columns(std::string& out, const EnergyView& view) {
    const auto count = view.periods.size();
    append_column(out, "t", count, [&](std::string& text, std::size_t i) {
        append_time(text, view.periods[i].from);
    });
    append_column(out, "t_end", count,
                  [&](std::string& text, std::size_t i) { append_time(text, view.periods[i].to); });
    for (const auto& role : view.roles) {
        append_amounts(out, reflect::name_of_enumerator(role.role), role);
    }
    if (!view.home.empty()) {
        append_balance(out, view);
    }
    out += "\"channels\":{";
    for (const auto& channel : view.channels) {
        out += fmt::format("\"{}\":{{", channel.channel.value);
        const bool is_volume = quantity_of(channel.role) == Quantity::volume;
        append_amounts(out, is_volume ? "m3" : "kwh", channel);
        close_with(out, '}');
        out += ',';
    }
    close_with(out, '}');
    out += ",\"quality\":{";
    append_shares(out, "covered", view.counts, &SlotCounts::known, &SlotCounts::elapsed);
    append_shares(out, "estimated", view.counts, &SlotCounts::estimated, &SlotCounts::known);
    close_with(out, '}');
    out += ',';
}

void append_member(std::string& out, std::string_view name, Instant time) {
    out += fmt::format("\"{}\":", name);
    append_time(out, time);
    out += ',';
}

void append_compared(std::string& out, const ComparedEnergy& compared) {
    out += fmt::format("\"compare\":{{\"compare\":\"{}\",",
                       reflect::name_of_enumerator(compared.compare));
    append_member(out, "from", compared.span.from);
    append_member(out, "to", compared.span.to);
    append_member(out, "until", compared.until);
    out += fmt::format("\"days\":{:.3f},\"compared_days\":{:.3f},", compared.days,
                       compared.compared_days);
    append_column(out, "aligned", compared.aligned.size(), [&](std::string& text, std::size_t i) {
        text += compared.aligned[i] ? fmt::to_string(*compared.aligned[i]) : "null";
    });
    append_columns(out, compared.view);
    close_with(out, '}');
    out += ',';
}

std::size_t size_of(const EnergyView& view) {
    return 500 + view.periods.size() * (80 + 10 * (view.channels.size() + view.roles.size() + 10));
}

}  // namespace

std::string energy_text(const EnergyAnswer& answer, Period period) {
    const auto& view = answer.view;
    std::string out;
    out.reserve(size_of(view) + (answer.compared ? size_of(answer.compared->view) : 0));
    out += fmt::format("{{\"home_id\":\"{}\",\"time_zone\":", answer.home.id.value);
    append_json_string(out, answer.home.time_zone);
    out += fmt::format(",\"period\":\"{}\",", reflect::name_of_enumerator(period));
    append_columns(out, view);
    append_member(out, "complete_until", view.complete_until);
    if (answer.compared) {
        append_compared(out, *answer.compared);
    }
    close_with(out, '}');
    return out;
}

}  // namespace ohmstead::api
