#include "store_sqlite/channel_rows.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "store_sqlite/columns.hpp"

namespace ohmstead {
namespace {

constexpr std::array<std::string_view, 3> kMeasureNames{"counter", "power", "state"};

std::string_view name_of_measure(Measure measure) {
    return kMeasureNames.at(static_cast<std::size_t>(measure));
}

Measure measure_in(const Statement& row, int column) {
    const auto found = std::ranges::find(kMeasureNames, row.text(column));
    if (found == kMeasureNames.end()) {
        throw std::runtime_error("the database holds an unknown measure");
    }
    return static_cast<Measure>(found - kMeasureNames.begin());
}

std::vector<Binding> read_bindings(Connection& connection, std::int64_t channel_no) {
    auto rows = connection.prepare(
        "SELECT id, source_type, source_id, measure, sign, invert, valid_from, valid_to, "
        "initial_value, final_value FROM binding WHERE channel_no = ? ORDER BY position");
    rows.bind(channel_no);
    std::vector<Binding> bindings;
    while (rows.step()) {
        bindings.push_back({.id = BindingId{rows.text(0)},
                            .source_type = enumerator_in<SourceType>(rows, 1),
                            .source_id = rows.text(2),
                            .measure = measure_in(rows, 3),
                            .sign = enumerator_in<SignPart>(rows, 4),
                            .invert = rows.integer(5) != 0,
                            .valid_from = instant_in(rows, 6),
                            .valid_to = optional_instant_in(rows, 7),
                            .initial_value = rows.optional_integer(8),
                            .final_value = rows.optional_integer(9)});
    }
    return bindings;
}

void replace_bindings(Connection& connection, std::int64_t channel_no,
                      const std::vector<Binding>& bindings) {
    connection.prepare("DELETE FROM binding WHERE channel_no = ?").bind(channel_no).run();
    std::int64_t position = 0;
    for (const Binding& binding : bindings) {
        connection
            .prepare(
                "INSERT INTO binding (channel_no, position, id, source_type, source_id, measure, "
                "sign, invert, valid_from, valid_to, initial_value, final_value) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
            .bind(channel_no, position++, binding.id.value, to_column(binding.source_type),
                  binding.source_id, name_of_measure(binding.measure), to_column(binding.sign),
                  binding.invert, ms_of(binding.valid_from), to_column(binding.valid_to),
                  binding.initial_value, binding.final_value)
            .run();
    }
}

std::vector<MeterDecision> read_decisions(Connection& connection, std::int64_t channel_no) {
    auto rows = connection.prepare(
        "SELECT at, verdict FROM level_decision WHERE channel_no = ? ORDER BY at");
    rows.bind(channel_no);
    std::vector<MeterDecision> decisions;
    while (rows.step()) {
        decisions.push_back(
            {.at = instant_in(rows, 0), .verdict = enumerator_in<MeterVerdict>(rows, 1)});
    }
    return decisions;
}

void replace_decisions(Connection& connection, std::int64_t channel_no,
                       const std::vector<MeterDecision>& decisions) {
    connection.prepare("DELETE FROM level_decision WHERE channel_no = ?").bind(channel_no).run();
    for (const MeterDecision& decision : decisions) {
        connection.prepare("INSERT INTO level_decision (channel_no, at, verdict) VALUES (?, ?, ?)")
            .bind(channel_no, ms_of(decision.at), to_column(decision.verdict))
            .run();
    }
}

void put_channel(Connection& connection, std::int64_t home_no, std::int64_t position,
                 const Channel& channel) {
    std::optional<std::string> whole;
    if (channel.included_in) {
        whole = channel.included_in->value;
    }
    auto put = connection.prepare(
        "INSERT INTO channel (home_no, id, present, position, name, role, kind, included_in, "
        "register_name, phase, area, device_entity, \"order\", adds_to_ac_balance, "
        "adds_to_production, peak_power) VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (home_no, id) DO UPDATE SET present = 1, position = excluded.position, "
        "name = excluded.name, role = excluded.role, kind = excluded.kind, "
        "included_in = excluded.included_in, register_name = excluded.register_name, "
        "phase = excluded.phase, area = excluded.area, device_entity = excluded.device_entity, "
        "\"order\" = excluded.\"order\", adds_to_ac_balance = excluded.adds_to_ac_balance, "
        "adds_to_production = excluded.adds_to_production, peak_power = excluded.peak_power "
        "RETURNING no");
    put.bind(home_no, channel.id.value, position, channel.name, to_column(channel.role),
             to_column(channel.kind), whole, channel.register_name, channel.phase, channel.area,
             channel.device_entity, channel.order, channel.adds_to_ac_balance,
             channel.adds_to_production, channel.peak_power);
    put.step();
    const std::int64_t channel_no = put.integer(0);
    put.run();
    replace_bindings(connection, channel_no, channel.bindings);
    replace_decisions(connection, channel_no, channel.decisions);
}

}  // namespace

std::optional<std::int64_t> home_number(Connection& connection, const HomeId& home) {
    auto row = connection.prepare("SELECT no FROM home WHERE id = ?");
    return row.bind(home.value).step() ? std::optional(row.integer(0)) : std::nullopt;
}

std::optional<std::int64_t> channel_number(Connection& connection, std::int64_t home_no,
                                           const ChannelId& channel) {
    auto row = connection.prepare("SELECT no FROM channel WHERE home_no = ? AND id = ?");
    return row.bind(home_no, channel.value).step() ? std::optional(row.integer(0)) : std::nullopt;
}

std::vector<Channel> read_channels(Connection& connection, std::int64_t home_no) {
    auto rows = connection.prepare(
        "SELECT no, id, name, role, kind, included_in, register_name, phase, area, device_entity, "
        "\"order\", adds_to_ac_balance, adds_to_production, peak_power FROM channel "
        "WHERE home_no = ? AND present = 1 ORDER BY \"order\", position");
    rows.bind(home_no);
    std::vector<Channel> channels;
    while (rows.step()) {
        Channel channel{.id = ChannelId{rows.text(1)},
                        .name = rows.text(2),
                        .role = enumerator_in<ChannelRole>(rows, 3),
                        .kind = enumerator_in<DeviceKind>(rows, 4),
                        .included_in = {},
                        .register_name = rows.text(6),
                        .phase = rows.text(7),
                        .area = rows.text(8),
                        .device_entity = rows.text(9),
                        .order = static_cast<std::int32_t>(rows.integer(10)),
                        .adds_to_ac_balance = rows.integer(11) != 0,
                        .adds_to_production = rows.integer(12) != 0,
                        .bindings = read_bindings(connection, rows.integer(0)),
                        .decisions = read_decisions(connection, rows.integer(0)),
                        .peak_power = rows.optional_integer(13)};
        if (auto whole = rows.optional_text(5)) {
            channel.included_in = ChannelId{std::move(*whole)};
        }
        channels.push_back(std::move(channel));
    }
    return channels;
}

void replace_channels(Connection& connection, std::int64_t home_no,
                      const std::vector<Channel>& channels) {
    connection
        .prepare(
            "DELETE FROM binding WHERE channel_no IN (SELECT no FROM channel WHERE home_no = ?)")
        .bind(home_no)
        .run();
    connection.prepare("UPDATE channel SET present = 0 WHERE home_no = ?").bind(home_no).run();
    std::int64_t position = 0;
    for (const Channel& channel : channels) {
        put_channel(connection, home_no, position++, channel);
    }
}

}  // namespace ohmstead
