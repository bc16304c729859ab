#include "api/channel_edit.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

#include <fmt/format.h>

#include "domain/home/meter_replacement.hpp"

namespace ohmstead::api {
namespace {

constexpr double kMilliwattsPerKilowatt = 1e6;

class Faults {
public:
    void add(std::size_t item, std::string_view field, std::string code, std::string detail) {
        error_.fields.push_back(
            {fmt::format("/items/{}/{}", item, field), std::move(code), std::move(detail)});
    }
    bool empty() const { return error_.fields.empty(); }
    Error take() { return std::move(error_); }

private:
    Error error_{.code = ErrorCode::invalid, .detail = "Some channels are wrong."};
};

// Ids of the channels in the order of the edit: the old ones, and new ones for the rest.
std::vector<ChannelId> ids_of(const std::vector<Channel>& existing, const ChannelsEdit& edit,
                              Faults& faults) {
    std::vector<ChannelId> ids;
    std::set<ChannelId> seen;
    for (std::size_t item = 0; item < edit.items.size(); ++item) {
        const auto& wanted = edit.items[item].id;
        if (!wanted) {
            ids.push_back(ChannelId::make());
            continue;
        }
        const bool known = std::any_of(existing.begin(), existing.end(),
                                       [&](const Channel& c) { return c.id == *wanted; });
        if (!known) {
            faults.add(item, "id", "unknown", "is not a channel of this home");
        } else if (!seen.insert(*wanted).second) {
            faults.add(item, "id", "repeated", "names the same channel as another item");
        }
        ids.push_back(*wanted);
    }
    return ids;
}

// The whole that each item is part of, as a position; and no circles.
std::vector<std::optional<std::size_t>> wholes_of(const ChannelsEdit& edit,
                                                  const std::vector<ChannelId>& ids,
                                                  Faults& faults) {
    std::map<std::string, std::size_t> by_name;
    for (std::size_t item = 0; item < edit.items.size(); ++item) {
        by_name.emplace(ids[item].value, item);
        if (edit.items[item].key) {
            by_name.emplace(*edit.items[item].key, item);
        }
    }
    std::vector<std::optional<std::size_t>> wholes(edit.items.size());
    for (std::size_t item = 0; item < edit.items.size(); ++item) {
        const auto& name = edit.items[item].included_in;
        if (!name || name->empty()) {
            continue;
        }
        const auto found = by_name.find(*name);
        if (found == by_name.end()) {
            faults.add(item, "included_in", "unknown", "is not a channel of this list");
        } else {
            wholes[item] = found->second;
        }
    }
    for (std::size_t item = 0; item < edit.items.size(); ++item) {
        auto whole = wholes[item];
        for (std::size_t steps = 0; whole && steps <= edit.items.size(); ++steps) {
            if (*whole == item) {
                faults.add(item, "included_in", "circle", "leads back to the channel itself");
                break;
            }
            whole = wholes[*whole];
        }
    }
    return wholes;
}

// The same part of the same source may feed one role once: a meter used twice counts double.
void check_sources(const ChannelsEdit& edit, Faults& faults) {
    struct Use {
        std::size_t item;
        const BindingDto* binding;
    };
    std::map<std::tuple<ChannelRole, std::string, Measure>, std::vector<Use>> uses;
    for (std::size_t item = 0; item < edit.items.size(); ++item) {
        std::set<Measure> measures;
        for (std::size_t b = 0; b < edit.items[item].bindings.size(); ++b) {
            const auto& binding = edit.items[item].bindings[b];
            const auto field = fmt::format("bindings/{}", b);
            if (!measures.insert(binding.measure).second) {
                faults.add(item, field, "repeated", "another binding has the same measure");
            }
            const bool flow = is_flow(edit.items[item].role);
            if (flow != (binding.measure != Measure::state)) {
                faults.add(item, field + "/measure", "measure",
                           flow ? "must be counter or power for this role"
                                : "must be state for this role");
            }
            if (binding.source.type == SourceType::push) {
                continue;
            }
            if (binding.source.id.empty()) {
                faults.add(item, field + "/source/id", "required", "must name a source");
                continue;
            }
            auto& others = uses[{edit.items[item].role, binding.source.id, binding.measure}];
            for (const auto& other : others) {
                if (sign_parts_overlap(other.binding->sign, binding.sign)) {
                    faults.add(item, field + "/source/id", "meter_used_twice",
                               fmt::format("already feeds \"{}\"", edit.items[other.item].name));
                }
            }
            others.push_back({item, &binding});
        }
    }
}

// What is stored of a channel is in the units of its quantity.
void check_quantities(const std::vector<Channel>& existing, const ChannelsEdit& edit,
                      Faults& faults) {
    for (std::size_t item = 0; item < edit.items.size(); ++item) {
        const auto& want = edit.items[item];
        const bool turns = std::any_of(existing.begin(), existing.end(), [&](const Channel& old) {
            return want.id == old.id && quantity_of(want.role) != quantity_of(old.role);
        });
        if (turns) {
            faults.add(item, "role", "quantity",
                       "must keep measuring the same quantity; add another channel instead");
        }
    }
}

void check_details(const ChannelsEdit& edit, Faults& faults) {
    for (std::size_t item = 0; item < edit.items.size(); ++item) {
        const auto& phase = edit.items[item].phase;
        if (phase && !phase->empty() && *phase != "L1" && *phase != "L2" && *phase != "L3") {
            faults.add(item, "phase", "unknown", "must be L1, L2 or L3");
        }
        if (edit.items[item].peak && edit.items[item].role != ChannelRole::solar) {
            faults.add(item, "peak", "unexpected", "must be left out but for solar");
        }
    }
}

bool is_open(const Binding& binding) {
    return !binding.valid_to;
}

bool same_source(const Binding& binding, const BindingDto& wanted) {
    return binding.source_type == wanted.source.type && binding.source_id == wanted.source.id &&
           binding.measure == wanted.measure && binding.sign == wanted.sign &&
           binding.invert == wanted.invert;
}

std::vector<Binding> bindings_after(const std::vector<Binding>& before,
                                    const std::vector<BindingDto>& wanted, Instant now) {
    auto after = before;
    for (auto& binding : after) {
        const bool stays = std::any_of(wanted.begin(), wanted.end(), [&](const BindingDto& want) {
            return same_source(binding, want);
        });
        if (is_open(binding) && !stays) {
            binding.valid_to = now;
        }
    }
    for (const auto& want : wanted) {
        const bool there = std::any_of(after.begin(), after.end(), [&](const Binding& binding) {
            return is_open(binding) && same_source(binding, want);
        });
        if (there) {
            continue;
        }
        const bool follows = std::any_of(after.begin(), after.end(), [&](const Binding& binding) {
            return binding.measure == want.measure;
        });
        after.push_back({.id = BindingId::make(),
                         .source_type = want.source.type,
                         .source_id = want.source.id,
                         .measure = want.measure,
                         .sign = want.sign,
                         .invert = want.invert,
                         .valid_from = follows ? now : Instant{},
                         .valid_to = std::nullopt,
                         .initial_value = std::nullopt,
                         .final_value = std::nullopt});
    }
    return after;
}

// A counter's value in the unit that people read it in.
std::optional<double> shown(const Channel& channel, std::optional<std::int64_t> value) {
    const auto unit = base_units_per_display_unit(quantity_of(channel.role), Measure::counter);
    return value ? std::optional(static_cast<double>(*value) / static_cast<double>(unit))
                 : std::nullopt;
}

}  // namespace

bool is_in_use(const Channel& channel) {
    return std::any_of(channel.bindings.begin(), channel.bindings.end(), is_open);
}

bool sign_parts_overlap(SignPart a, SignPart b) {
    return a == SignPart::both || b == SignPart::both || a == b;
}

Result<std::vector<Channel>> replace_meter(std::vector<Channel> channels, const ReplaceMeter& in,
                                           Instant now) {
    const auto channel = std::ranges::find(channels, in.channel, &Channel::id);
    if (channel == channels.end()) {
        return make_error(ErrorCode::not_found, "There is no such channel.");
    }
    MeterReplacement replacement{.at = in.at, .entity = {}, .final_value = {}, .initial_value = {}};
    const auto unit = static_cast<double>(
        base_units_per_display_unit(quantity_of(channel->role), Measure::counter));
    if (in.final_) {
        replacement.final_value = std::llround(*in.final_ * unit);
    }
    if (in.initial) {
        replacement.initial_value = std::llround(*in.initial * unit);
    }
    const auto wrong_source = [](std::string code, std::string detail) {
        return wrong_field("/source/id", std::move(code), std::move(detail));
    };
    if (in.source) {
        if (in.source->type != SourceType::entity || in.source->id.empty()) {
            return wrong_source("required", "must name an entity");
        }
        replacement.entity = in.source->id;
    }
    OHMSTEAD_TRY(*channel, ohmstead::replace_meter(std::move(*channel), replacement, now));
    const auto& meter = channel->bindings.back();
    const auto counts_too = [&](const Binding& binding) {
        return is_open(binding) && binding.measure == meter.measure && !meter.source_id.empty() &&
               binding.source_id == meter.source_id && sign_parts_overlap(binding.sign, meter.sign);
    };
    for (const auto& other : channels) {
        if (other.id != channel->id && other.role == channel->role &&
            std::ranges::any_of(other.bindings, counts_too)) {
            return wrong_source("meter_used_twice",
                                fmt::format("already feeds \"{}\"", other.name));
        }
    }
    return channels;
}

Result<std::vector<Channel>> apply_edit(const std::vector<Channel>& existing,
                                        const ChannelsEdit& edit, Instant now) {
    Faults faults;
    const auto ids = ids_of(existing, edit, faults);
    const auto wholes = wholes_of(edit, ids, faults);
    check_sources(edit, faults);
    check_quantities(existing, edit, faults);
    check_details(edit, faults);
    if (!faults.empty()) {
        return faults.take();
    }

    std::map<ChannelId, Channel> before;
    for (const auto& channel : existing) {
        before.emplace(channel.id, channel);
    }
    std::vector<Channel> after;
    for (std::size_t item = 0; item < edit.items.size(); ++item) {
        const auto& want = edit.items[item];
        const auto old = before.find(ids[item]);
        Channel channel{
            .id = ids[item],
            .name = want.name,
            .role = want.role,
            .kind = want.kind.value_or(DeviceKind::other),
            .included_in = wholes[item] ? std::optional(ids[*wholes[item]]) : std::nullopt,
            .register_name = want.register_.value_or(""),
            .phase = want.phase.value_or(""),
            .area = want.area.value_or(""),
            .device_entity = want.device.value_or(""),
            .order = static_cast<std::int32_t>(item),
            .adds_to_ac_balance = want.adds_to_ac_balance,
            .adds_to_production = want.adds_to_production,
            .bindings =
                bindings_after(old == before.end() ? std::vector<Binding>{} : old->second.bindings,
                               want.bindings, now)};
        if (old != before.end()) {
            channel.decisions = old->second.decisions;
        }
        if (want.peak) {
            channel.peak_power = std::llround(*want.peak * kMilliwattsPerKilowatt);
        }
        before.erase(ids[item]);
        after.push_back(std::move(channel));
    }
    for (auto& [id, channel] : before) {
        channel.bindings = bindings_after(channel.bindings, {}, now);
        channel.order = static_cast<std::int32_t>(after.size());
        // The whole may be gone too; what is closed is part of nothing.
        channel.included_in.reset();
        after.push_back(std::move(channel));
    }
    return after;
}

std::optional<std::string> unless_empty(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional(text);
}

ChannelDto to_dto(const Channel& channel) {
    ChannelDto dto{.id = channel.id,
                   .name = channel.name,
                   .role = channel.role,
                   .kind = std::nullopt,
                   .included_in = channel.included_in,
                   .register_ = unless_empty(channel.register_name),
                   .phase = unless_empty(channel.phase),
                   .area = unless_empty(channel.area),
                   .device = unless_empty(channel.device_entity),
                   .order = channel.order,
                   .adds_to_ac_balance = channel.adds_to_ac_balance,
                   .adds_to_production = channel.adds_to_production,
                   .bindings = {},
                   .power_origin = PowerOrigin::none};
    if (channel.role == ChannelRole::device) {
        dto.kind = channel.kind;
    }
    if (channel.peak_power) {
        dto.peak = static_cast<double>(*channel.peak_power) / kMilliwattsPerKilowatt;
    }
    for (const auto& binding : channel.bindings) {
        dto.bindings.push_back({.id = binding.id,
                                .source = {binding.source_type, binding.source_id},
                                .measure = binding.measure,
                                .sign = binding.sign,
                                .invert = binding.invert,
                                .valid_from = binding.valid_from,
                                .valid_to = binding.valid_to,
                                .initial = shown(channel, binding.initial_value),
                                .final_ = shown(channel, binding.final_value)});
        if (!is_open(binding)) {
            continue;
        }
        if (binding.measure == Measure::power) {
            dto.power_origin = PowerOrigin::source;
        } else if (binding.measure == Measure::counter && dto.power_origin == PowerOrigin::none) {
            dto.power_origin = PowerOrigin::mean;
        }
    }
    return dto;
}

}  // namespace ohmstead::api
