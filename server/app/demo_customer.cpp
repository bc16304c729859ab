#include "app/demo_customer.hpp"

#include <array>
#include <optional>
#include <utility>

namespace ohmstead {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

enum class Kind { single, couple, family, gas, solar, storage, heat_pump, vehicle, all, farm };

Dwelling dwelling_of(Kind kind) {
    switch (kind) {
        case Kind::single:
            return {.always_watts = 95, .people = 1};
        case Kind::couple:
            return {.always_watts = 110, .people = 2};
        case Kind::family:
            return {.always_watts = 125, .people = 3};
        case Kind::gas:
            return {.always_watts = 120, .people = 2, .gas_ml = 11'000};
        case Kind::solar:
            return {.always_watts = 160, .people = 3, .solar_watts = 7'400, .gas_ml = 12'000};
        case Kind::storage:
            return {.always_watts = 170, .people = 3, .solar_watts = 9'200, .battery_wh = 8'000};
        case Kind::heat_pump:
            return {.always_watts = 150, .people = 3, .heat_pump_watts = 105};
        case Kind::vehicle:
            return {.always_watts = 150, .people = 2, .solar_watts = 6'100, .charger_watts = 3'700};
        case Kind::all:
            return {.always_watts = 190,
                    .people = 4,
                    .solar_watts = 11'500,
                    .battery_wh = 10'000,
                    .heat_pump_watts = 120,
                    .charger_watts = 11'000};
        case Kind::farm:
            return {.always_watts = 900, .people = 5, .solar_watts = 28'000, .work_watts = 6'000};
    }
    return {};
}

// Where some customers live, and by which tariff. A group of homes whose sum may be published is
// one of these; see domain/access/aggregates.
struct Place {
    std::string_view area;
    std::string_view tariff;
    std::string_view time_zone;
    std::string_view currency;
    std::string_view country;
};
// Ordinary homes, enough of them: its sums are published.
constexpr Place kGraz{"Graz", "Household", "Europe/Vienna", "EUR", "AT"};
// Enough homes, but one is a farm.
constexpr Place kPassau{"Passau", "Heat and power", "Europe/Berlin", "EUR", "DE"};
// Too few.
constexpr Place kChur{"Chur", "Household", "Europe/Zurich", "CHF", "CH"};

struct Row {
    std::string_view key;
    std::string_view home_name;
    std::string_view owner_name;
    const Place& place;
    Kind kind;
    ConsentStory story;
    days silent{};
};

using enum ConsentStory;
constexpr std::array<Row, 40> kRows{{
    {"aigner", "Aigner, Leonhardstraße", "Maria Aigner", kGraz, Kind::couple, accepted},
    {"bauernfeind", "Bauernfeind", "Josef Bauernfeind", kGraz, Kind::gas, accepted},
    {"czerny", "Czerny, 3rd floor", "Eva Czerny", kGraz, Kind::single, accepted},
    {"dobler", "Dobler family", "Thomas Dobler", kGraz, Kind::family, accepted},
    {"edlinger", "Edlinger", "Anna Edlinger", kGraz, Kind::couple, accepted_grid},
    {"fuchs", "Fuchs, garden side", "Peter Fuchs", kGraz, Kind::gas, accepted_days},
    {"gruber", "Gruber", "Lena Gruber", kGraz, Kind::single, asked_days},
    {"haas", "Haas & Winkler", "Florian Haas", kGraz, Kind::couple, requested},
    {"itzlinger", "Itzlinger family", "Sabine Itzlinger", kGraz, Kind::family, requested},
    {"jandl", "Jandl, Kirchengasse", "Rudolf Jandl", kGraz, Kind::gas, rejected},
    {"kofler", "Kofler", "Nina Kofler", kGraz, Kind::single, rejected},
    {"lechner", "Lechner", "Markus Lechner", kGraz, Kind::couple, timed_out},
    {"moser", "Moser family", "Katharina Moser", kGraz, Kind::family, timed_out},
    {"neubauer", "Neubauer", "Franz Neubauer", kGraz, Kind::gas, revoked},
    {"ortner", "Ortner, attic", "Julia Ortner", kGraz, Kind::single, revoked},
    {"pichler", "Pichler", "Stefan Pichler", kGraz, Kind::couple, terminated},
    {"reiter", "Reiter family", "Elisabeth Reiter", kGraz, Kind::family, expired},
    {"schwarz", "Schwarz", "Georg Schwarz", kGraz, Kind::gas, fulfilled},
    {"thaler", "Thaler", "Magdalena Thaler", kGraz, Kind::single, ends_in_two_days},
    {"unger", "Unger", "Michael Unger", kGraz, Kind::couple, starts_later},
    {"albrecht", "Albrecht", "Heike Albrecht", kPassau, Kind::storage, accepted},
    {"brandt", "Brandt", "Uwe Brandt", kPassau, Kind::heat_pump, accepted},
    {"dietrich", "Dietrich, Innstraße", "Claudia Dietrich", kPassau, Kind::vehicle, accepted},
    {"engel", "Engel", "Jonas Engel", kPassau, Kind::all, accepted},
    {"friedrich", "Friedrich", "Petra Friedrich", kPassau, Kind::solar, accepted},
    {"hartl", "Hartl farm", "Alois Hartl", kPassau, Kind::farm, accepted},
    {"jaeger", "Jäger", "Birgit Jäger", kPassau, Kind::heat_pump, accepted_months},
    {"kraemer", "Krämer", "Dieter Krämer", kPassau, Kind::all, accepted_grid},
    {"lorenz", "Lorenz", "Susanne Lorenz", kPassau, Kind::storage, ends_in_five_days},
    {"maier", "Maier", "Werner Maier", kPassau, Kind::heat_pump, requested},
    {"otto", "Otto", "Ines Otto", kPassau, Kind::vehicle, rejected},
    {"pohl", "Pohl", "Matthias Pohl", kPassau, Kind::solar, timed_out},
    {"richter", "Richter", "Andrea Richter", kPassau, Kind::all, revoked},
    {"sommer", "Sommer", "Karl Sommer", kPassau, Kind::heat_pump, terminated},
    {"vogel", "Vogel", "Monika Vogel", kPassau, Kind::storage, expired},
    {"ammann", "Ammann", "Reto Ammann", kChur, Kind::storage, accepted, days{9}},
    {"baumgartner", "Baumgartner", "Ursina Baumgartner", kChur, Kind::heat_pump, accepted_days},
    {"caduff", "Caduff", "Gian Caduff", kChur, Kind::couple, asked_months},
    {"derungs", "Derungs", "Seraina Derungs", kChur, Kind::family, requested},
    {"furrer", "Furrer", "Beat Furrer", kChur, Kind::solar, fulfilled},
}};

// Of one kind, and yet no two alike.
Dwelling varied(Dwelling dwelling, std::uint64_t seed) {
    dwelling.seed = seed;
    for (auto* const size : {&dwelling.always_watts, &dwelling.solar_watts,
                             &dwelling.heat_pump_watts, &dwelling.gas_ml}) {
        *size = *size * (84 + static_cast<std::int32_t>(seed % 32)) / 100;
        seed /= 32;
    }
    return dwelling;
}

DemoCustomer customer_of(const Row& row) {
    return {.key = row.key,
            .home_name = row.home_name,
            .owner_name = row.owner_name,
            .area = row.place.area,
            .tariff = row.place.tariff,
            .time_zone = row.place.time_zone,
            .currency = row.place.currency,
            .country = row.place.country,
            .story = row.story,
            .dwelling = varied(dwelling_of(row.kind), number_of(row.key)),
            .silent = row.silent};
}

// What a channel takes of a dwelling's slots.
struct Column {
    std::string_view name;
    ChannelRole role;
    std::int64_t DwellingSlot::* amount;
    DeviceKind kind = DeviceKind::other;
};

std::vector<Column> columns_of(const Dwelling& dwelling) {
    std::vector<Column> columns{{"Grid", ChannelRole::grid_import, &DwellingSlot::imported}};
    if (dwelling.solar_watts > 0) {
        columns.push_back({"Feed-in", ChannelRole::grid_export, &DwellingSlot::exported});
        columns.push_back({"Solar", ChannelRole::solar, &DwellingSlot::solar});
    }
    if (dwelling.battery_wh > 0) {
        columns.push_back({"Battery in", ChannelRole::battery_charge, &DwellingSlot::charged});
        columns.push_back(
            {"Battery out", ChannelRole::battery_discharge, &DwellingSlot::discharged});
    }
    if (dwelling.heat_pump_watts > 0) {
        columns.push_back(
            {"Heat pump", ChannelRole::device, &DwellingSlot::heat_pump, DeviceKind::heat_pump});
    }
    if (dwelling.charger_watts > 0) {
        columns.push_back(
            {"Car", ChannelRole::device, &DwellingSlot::vehicle, DeviceKind::vehicle});
    }
    if (dwelling.gas_ml > 0) {
        columns.push_back({"Gas", ChannelRole::gas, &DwellingSlot::gas});
    }
    return columns;
}

ChannelId channel_id(const DemoCustomer& customer, const Column& column) {
    return ChannelId{demo_id((std::string("channel ") += customer.key) += column.name)};
}

}  // namespace

const std::vector<DemoCustomer>& demo_customers() {
    static const auto customers = [] {
        std::vector<DemoCustomer> all;
        for (const auto& row : kRows) {
            all.push_back(customer_of(row));
        }
        return all;
    }();
    return customers;
}

Home home_of(const DemoCustomer& customer, sys_days created) {
    std::vector<CalorificValue> calorific_values;
    if (customer.dwelling.gas_ml > 0) {
        calorific_values.push_back({LocalDate{created}, 11'100'000});
    }
    return {.id = customer.home(),
            .name = std::string(customer.home_name),
            .time_zone = std::string(customer.time_zone),
            .currency = std::string(customer.currency),
            .country = std::string(customer.country),
            .main_fuse = std::nullopt,
            .calorific_values = std::move(calorific_values),
            .setup = SetupStep::done,
            .created_at = created};
}

std::vector<Channel> channels_of(const DemoCustomer& customer, sys_days first) {
    std::vector<Channel> channels;
    for (const auto& column : columns_of(customer.dwelling)) {
        const auto id = channel_id(customer, column);
        Channel channel;
        channel.id = id;
        channel.name = column.name;
        channel.role = column.role;
        channel.kind = column.kind;
        channel.order = static_cast<std::int32_t>(channels.size());
        channel.bindings.push_back({.id = BindingId{demo_id("binding " + id.value)},
                                    .source_type = SourceType::push,
                                    .measure = Measure::counter,
                                    .valid_from = first});
        channels.push_back(std::move(channel));
    }
    return channels;
}

std::vector<Block> blocks_of(const DemoCustomer& customer, sys_days first, sys_days from,
                             sys_days end) {
    const auto zone = Zone::find(customer.time_zone);
    const auto slots = dwelling_slots(customer.dwelling, zone.value_or(Zone::utc()), first, end);
    const auto columns = columns_of(customer.dwelling);
    std::vector<std::int64_t> counters(columns.size());
    std::vector<Block> blocks;
    for (auto day = first; day < end; day += days{1}) {
        const auto offset = static_cast<std::size_t>((day - first).count() * kSlotsPerDay);
        for (std::size_t column = 0; column < columns.size(); ++column) {
            Block block{.channel = channel_id(customer, columns[column]),
                        .day = day,
                        .revision = {.epoch = 1, .sequence = 1},
                        .anchor = {},
                        .slots = {}};
            block.anchor.counter = CounterLevel{.value = counters[column], .since = day, .at = day};
            block.slots.reserve(kSlotsPerDay);
            for (std::size_t slot = 0; slot < kSlotsPerDay; ++slot) {
                const auto amount = slots[offset + slot].*columns[column].amount;
                counters[column] += amount;
                block.slots.push_back({.index = slot_of(day) + static_cast<SlotIndex>(slot),
                                       .amount = amount,
                                       .quality = Quality::measured,
                                       .seconds_covered = kSlotSeconds});
            }
            if (day >= from) {
                blocks.push_back(std::move(block));
            }
        }
    }
    return blocks;
}

}  // namespace ohmstead
