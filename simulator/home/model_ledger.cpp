// The true ledger: what really flowed, for tests to compare with.
#include <array>
#include <utility>

#include "simulator/home/model_home.hpp"

namespace ohmstead::simulator {

namespace json = boost::json;

namespace {

constexpr Millis kSlot = 15 * kMinute;
constexpr Millis kLongestWithSlots = 62 * kDay;

constexpr std::array<std::pair<const char*, const char*>, 6> kRoles = {{
    {"grid_import", "grid.import"},
    {"grid_export", "grid.export"},
    {"solar", "solar"},
    {"battery_charge", "battery.charge"},
    {"battery_discharge", "battery.discharge"},
    {"home", "home"},
}};

/// Collects one number per border; differences of neighbours are amounts per slot.
struct Series {
    std::vector<std::int64_t> at_borders;

    json::array slots() const {
        json::array out;
        for (std::size_t i = 1; i < at_borders.size(); ++i) {
            out.push_back(at_borders[i] - at_borders[i - 1]);
        }
        return out;
    }
    std::int64_t total() const { return at_borders.back() - at_borders.front(); }
};

/// Ends of the slots in [from, to], cut at both.
std::vector<Millis> borders(Millis from, Millis to, bool with_slots) {
    std::vector<Millis> out{from};
    for (Millis t = floor_to(from, kSlot) + kSlot; with_slots && t < to; t += kSlot) {
        out.push_back(t);
    }
    out.push_back(to);
    return out;
}

}  // namespace

std::optional<json::object> ModelHome::ledger(Millis from, Millis to) {
    timeline_.extend_to(clock_.now());
    from = std::max(from, timeline_.begins());
    to = std::max(from, std::min(to, clock_.now()));
    const bool with_slots = to - from <= kLongestWithSlots;
    const std::vector<Millis> times = borders(from, to, with_slots);

    std::vector<std::pair<std::string, Series>> roles;
    std::vector<int> signals;
    for (const auto& [role, signal] : kRoles) {
        roles.emplace_back(role, Series{});
        signals.push_back(model_.signal(signal));
    }
    for (const FlowSpec& flow : spec_.model.flows) {
        roles.emplace_back(flow.id, Series{});
        signals.push_back(model_.signal("flow." + flow.id));
    }
    std::vector<Series> amounts(channels_.size());
    std::vector<Series> shown(channels_.size());
    Walker walker(timeline_);
    for (const Millis t : times) {
        const Cursor& cursor = walker.at(t);
        for (std::size_t i = 0; i < roles.size(); ++i) {
            roles[i].second.at_borders.push_back(cursor.total(signals[i]) / kPerMilliwattHour);
        }
        for (std::size_t i = 0; i < channels_.size(); ++i) {
            if (channels_[i].counts()) {
                const std::int64_t amount = cursor.total(channels_[i].signal) / kPerMilliwattHour;
                amounts[i].at_borders.push_back(amount);
                shown[i].at_borders.push_back(channels_[i].meter->sum(t, amount));
            }
        }
    }

    json::object out{{"from", format_time(from)}, {"to", format_time(to)}};
    json::object role_totals;
    json::object role_slots;
    for (const auto& [role, series] : roles) {
        role_totals[role] = series.total();
        role_slots[role] = series.slots();
    }
    json::object entities;
    for (std::size_t i = 0; i < channels_.size(); ++i) {
        if (!channels_[i].counts()) {
            continue;
        }
        json::object entity{{"true", amounts[i].total()}, {"shown", shown[i].total()}};
        if (with_slots) {
            entity["slots"] = amounts[i].slots();
        }
        entities[channels_[i].spec.id] = std::move(entity);
    }
    out["totals"] = std::move(role_totals);
    out["entities"] = std::move(entities);
    if (with_slots) {
        json::array starts;
        for (std::size_t i = 0; i + 1 < times.size(); ++i) {
            starts.push_back(times[i]);
        }
        out["t"] = std::move(starts);
        out["slots"] = std::move(role_slots);
    }
    return out;
}

}  // namespace ohmstead::simulator
