#include "api/energy_text.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "api/column_text.hpp"
#include "domain/balance/ratios.hpp"
#include "reflect/described.hpp"

namespace ohmstead::api {
namespace {

constexpr int kAmountDecimals = 6;
constexpr int kShareDecimals = 3;
constexpr int kRatioDecimals = 6;

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

// Positions of the periods whose border lies within an hour of hourly data, which are UTC's.
std::vector<std::size_t> cutting_an_hour(const EnergyView& view) {
    const auto cuts = [](Instant border) {
        return border != Instant{std::chrono::floor<std::chrono::hours>(border)};
    };
    std::vector<std::size_t> positions;
    for (std::size_t i = 0; i < view.periods.size(); ++i) {
        const auto& period = view.periods[i];
        if (view.counts[i].coarse > 0 && (cuts(period.from) || cuts(period.to))) {
            positions.push_back(i);
        }
    }
    return positions;
}

// To the millionth of a Wh, so that days add up to their month.
void append_gas(std::string& out, const ChannelColumn& channel) {
    constexpr int kGasDecimals = 9;
    if (channel.gas.empty()) {
        return;
    }
    append_column(out, "kwh", channel.gas.size(), [&](std::string& text, std::size_t i) {
        const auto& gas = channel.gas[i];
        if (channel.known_slots[i] == 0 || gas.unrated() != 0) {
            text += "null";
        } else {
            append_number(
                text, static_cast<double>(gas.mwh()) / 1e6 + static_cast<double>(gas.rest()) / 1e12,
                kGasDecimals);
        }
    });
}

// What the quality of the whole does not tell: that is of the electrical balance.
void append_covered(std::string& out, const EnergyView& view, const ChannelColumn& channel) {
    append_column(out, "covered", view.counts.size(), [&](std::string& text, std::size_t i) {
        const auto elapsed = view.counts[i].elapsed;
        if (elapsed == 0) {
            text += "null";
        } else {
            append_number(text,
                          static_cast<double>(std::min(channel.known_slots[i], elapsed)) / elapsed,
                          kShareDecimals);
        }
    });
}

bool has_coverage(ChannelRole role) {
    return role == ChannelRole::gas || role == ChannelRole::water || role == ChannelRole::heat;
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
    column("residual", [&](std::size_t i) { return view.residual[i]; });
    out += "\"flows\":{";
    for (const auto& flow : kFlows) {
        column(flow.name, [&](std::size_t i) { return view.flows[i].*flow.amount; });
    }
    close_with(out, '}');
    out += ',';
}

struct NamedRatio {
    std::string_view name;
    std::optional<double> Ratios::* share;
};
constexpr NamedRatio kRatios[]{
    {"self_sufficiency", &Ratios::self_sufficiency},
    {"direct_self_sufficiency", &Ratios::direct_self_sufficiency},
    {"grid_independence", &Ratios::grid_independence},
    {"self_consumption", &Ratios::self_consumption},
};

void append_ratios(std::string& out, const EnergyView& view) {
    std::vector<Ratios> of;
    of.reserve(view.flows.size());
    for (std::size_t i = 0; i < view.flows.size(); ++i) {
        of.push_back(ratios(view.flows[i], view.discharge[i]));
    }
    out += "\"ratios\":{";
    for (const auto& ratio : kRatios) {
        append_column(out, ratio.name, of.size(), [&](std::string& text, std::size_t i) {
            if (const auto share = of[i].*ratio.share) {
                append_number(text, *share, kRatioDecimals);
            } else {
                text += "null";
            }
        });
    }
    close_with(out, '}');
    out += ',';
}

struct NamedOrigin {
    std::string_view name;
    Origins Discharge::* to;
    std::int64_t Origins::* amount;
};
constexpr NamedOrigin kOrigins[]{
    {"home_solar", &Discharge::to_home, &Origins::solar},
    {"home_grid", &Discharge::to_home, &Origins::grid},
    {"home_unknown", &Discharge::to_home, &Origins::unknown},
    {"grid_solar", &Discharge::to_grid, &Origins::solar},
    {"grid_grid", &Discharge::to_grid, &Origins::grid},
    {"grid_unknown", &Discharge::to_grid, &Origins::unknown},
};

void append_origins(std::string& out, const EnergyView& view) {
    out += "\"battery_origin\":{";
    for (const auto& origin : kOrigins) {
        append_column(out, origin.name, view.discharge.size(),
                      [&](std::string& text, std::size_t i) {
                          if (view.counts[i].known == 0 || !view.discharge[i]) {
                              text += "null";
                          } else {
                              append_amount(text, (*view.discharge[i]).*origin.to.*origin.amount);
                          }
                      });
    }
    close_with(out, '}');
    out += ',';
}

const RoleColumn* column_of(const EnergyView& view, ChannelRole role) {
    const auto found = std::ranges::find(view.roles, role, &RoleColumn::role);
    return found == view.roles.end() ? nullptr : &*found;
}

void append_grid_balance(std::string& out, const EnergyView& view) {
    const auto* import = column_of(view, ChannelRole::grid_import);
    const auto* feed_in = column_of(view, ChannelRole::grid_export);
    if (import == nullptr) {
        return;
    }
    append_column(out, "grid_balance", view.periods.size(), [&](std::string& text, std::size_t i) {
        if (import->known_slots[i] == 0 || (feed_in != nullptr && feed_in->known_slots[i] == 0)) {
            text += "null";
        } else {
            append_amount(text, import->amount[i] - (feed_in ? feed_in->amount[i] : 0));
        }
    });
}

void append_untracked(std::string& out, const EnergyView& view) {
    std::vector<Untracked> of;
    of.reserve(view.tracked.size());
    for (std::size_t i = 0; i < view.tracked.size(); ++i) {
        of.push_back(
            untracked(view.home[i], view.residual[i], view.tracked[i], view.tracked_assumed[i]));
    }
    const auto column = [&](std::string_view name, std::int64_t Untracked::* amount) {
        append_column(out, name, of.size(), [&](std::string& text, std::size_t i) {
            if (view.counts[i].known == 0) {
                text += "null";
            } else {
                append_amount(text, of[i].*amount);
            }
        });
    };
    out += "\"untracked\":{";
    column("kwh", &Untracked::amount);
    column("deficit", &Untracked::deficit);
    append_column(out, "reason", of.size(), [&](std::string& text, std::size_t i) {
        text += fmt::format("\"{}\"", reflect::name_of_enumerator(of[i].reason));
    });
    close_with(out, '}');
    out += ',';
}

void append_carbon(std::string& out, const EnergyView& view) {
    constexpr double kMilligramsPerKg = 1e6;
    const auto& sums = view.carbon;
    out += "\"carbon\":{";
    append_column(out, "kg", sums.size(), [&](std::string& text, std::size_t i) {
        if (sums[i].rated == 0) {
            text += "null";
        } else {
            append_number(text, sums[i].milligrams / kMilligramsPerKg, kAmountDecimals);
        }
    });
    append_column(out, "covered", sums.size(), [&](std::string& text, std::size_t i) {
        const auto import = sums[i].rated + sums[i].unrated;
        if (import == 0) {
            text += "null";
        } else {
            append_number(text, static_cast<double>(sums[i].rated) / static_cast<double>(import),
                          kShareDecimals);
        }
    });
    close_with(out, '}');
    out += ',';
}

// What a channel has beyond those that are included in it; nothing when none are.
void append_own(std::string& out, const std::vector<Channel>& channels, const EnergyView& view,
                const ChannelColumn& whole) {
    EnergyColumn parts;
    for (const auto& channel : channels) {
        if (channel.included_in != whole.channel) {
            continue;
        }
        const auto& columns = view.channels;
        const auto part = std::ranges::find(columns, channel.id, &ChannelColumn::channel);
        if (part == columns.end() || quantity_of(part->role) != quantity_of(whole.role)) {
            continue;
        }
        parts.amount.resize(whole.amount.size());
        for (std::size_t i = 0; i < whole.amount.size(); ++i) {
            parts.amount[i] += part->amount[i];
        }
    }
    if (parts.amount.empty()) {
        return;
    }
    EnergyColumn own{.amount = whole.amount, .known_slots = whole.known_slots};
    EnergyColumn deficit = own;
    for (std::size_t i = 0; i < own.amount.size(); ++i) {
        own.amount[i] = std::max<std::int64_t>(whole.amount[i] - parts.amount[i], 0);
        deficit.amount[i] = std::max<std::int64_t>(parts.amount[i] - whole.amount[i], 0);
    }
    append_amounts(out, "own", own);
    append_amounts(out, "own_deficit", deficit);
}

void append_columns(std::string& out, const std::vector<Channel>& channels,
                    const EnergyView& view) {
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
        append_ratios(out, view);
        if (column_of(view, ChannelRole::battery_discharge) != nullptr) {
            append_origins(out, view);
        }
    }
    append_grid_balance(out, view);
    if (!view.tracked.empty()) {
        append_untracked(out, view);
    }
    if (!view.carbon.empty()) {
        append_carbon(out, view);
    }
    out += "\"channels\":{";
    for (const auto& channel : view.channels) {
        out += fmt::format("\"{}\":{{", channel.channel.value);
        const bool is_volume = quantity_of(channel.role) == Quantity::volume;
        append_amounts(out, is_volume ? "m3" : "kwh", channel);
        append_gas(out, channel);
        append_own(out, channels, view, channel);
        if (has_coverage(channel.role)) {
            append_covered(out, view, channel);
        }
        close_with(out, '}');
        out += ',';
    }
    close_with(out, '}');
    out += ",\"quality\":{";
    append_shares(out, "covered", view.counts, &SlotCounts::known, &SlotCounts::elapsed);
    append_shares(out, "estimated", view.counts, &SlotCounts::estimated, &SlotCounts::known);
    append_shares(out, "coarse", view.counts, &SlotCounts::coarse, &SlotCounts::known);
    append_shares(out, "faulty", view.counts, &SlotCounts::faulty, &SlotCounts::known);
    const auto cut = cutting_an_hour(view);
    append_column(out, "cuts_hour", cut.size(),
                  [&](std::string& text, std::size_t i) { text += std::to_string(cut[i]); });
    close_with(out, '}');
    out += ',';
}

void append_member(std::string& out, std::string_view name, Instant time) {
    out += fmt::format("\"{}\":", name);
    append_time(out, time);
    out += ',';
}

void append_compared(std::string& out, const std::vector<Channel>& channels,
                     const ComparedEnergy& compared) {
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
    append_columns(out, channels, compared.view);
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
    append_columns(out, answer.channels, view);
    append_member(out, "complete_until", view.complete_until);
    if (answer.compared) {
        append_compared(out, answer.channels, *answer.compared);
    }
    close_with(out, '}');
    return out;
}

}  // namespace ohmstead::api
