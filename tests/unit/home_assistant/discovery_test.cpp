#include "home_assistant/discovery.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fixture_files.hpp"
#include "home_assistant/records.hpp"

namespace ohmstead::home_assistant {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

// A home is described by adding what it has.
class DiscoveryTest : public testing::Test {
protected:
    void entity(std::string id, std::string device_class, std::string unit, std::string device,
                std::string state = "1") {
        const bool counter =
            device_class == "energy" || device_class == "gas" || device_class == "water";
        input.states.push_back({.id = id,
                                .state = std::move(state),
                                .name = {},
                                .device_class = std::move(device_class),
                                .state_class = counter ? "total_increasing" : "measurement",
                                .unit = std::move(unit)});
        registered(std::move(id), std::move(device));
    }
    void registered(std::string id, std::string device, std::string category = {}) {
        input.entities.push_back({.id = std::move(id),
                                  .name = {},
                                  .device = std::move(device),
                                  .area = {},
                                  .platform = {},
                                  .category = std::move(category)});
    }
    void device(std::string id, std::string name, std::string area = {}) {
        input.devices.push_back({.id = std::move(id),
                                 .name = std::move(name),
                                 .area = std::move(area),
                                 .parent = {},
                                 .manufacturer = {},
                                 .model = {}});
    }
    void prefer(EnergySource source) { preferences().sources.push_back(std::move(source)); }
    void prefer(DeviceConsumption item) { preferences().devices.push_back(std::move(item)); }
    EnergyPreferences& preferences() {
        if (!input.preferences) {
            input.preferences.emplace();
        }
        return *input.preferences;
    }

    static EnergySource energy_source(std::string type) {
        EnergySource source;
        source.type = std::move(type);
        return source;
    }

    // The proposals of a role, in order.
    std::vector<Proposal> of(ChannelRole role) {
        std::vector<Proposal> all;
        const auto found = discover(input).proposals;
        std::copy_if(found.begin(), found.end(), std::back_inserter(all),
                     [&](const Proposal& proposal) { return proposal.role == role; });
        return all;
    }

    std::vector<DiscoveryWarningCode> warning_codes() {
        std::vector<DiscoveryWarningCode> codes;
        for (const auto& warning : discover(input).warnings) {
            codes.push_back(warning.code);
        }
        return codes;
    }

    DiscoveryInput input;
};

TEST_F(DiscoveryTest, SplitsOneSignedPowerSensorBySign) {
    device("m", "Meter");
    entity("sensor.in", "energy", "kWh", "m");
    entity("sensor.out", "energy", "kWh", "m");
    entity("sensor.power", "power", "W", "m");
    auto grid = energy_source("grid");
    grid.from = "sensor.in";
    grid.to = "sensor.out";
    grid.rate = "sensor.power";
    prefer(grid);
    const auto import = of(ChannelRole::grid_import);
    const auto exported = of(ChannelRole::grid_export);
    ASSERT_THAT(import, SizeIs(1));
    ASSERT_THAT(exported, SizeIs(1));
    EXPECT_EQ(import[0].source.id, "sensor.in");
    EXPECT_EQ(import[0].power_source->id, "sensor.power");
    EXPECT_EQ(import[0].power_source->sign, SignPart::positive);
    EXPECT_TRUE(import[0].power_from_preference);
    EXPECT_EQ(exported[0].power_source->id, "sensor.power");
    EXPECT_EQ(exported[0].power_source->sign, SignPart::negative);
}

TEST_F(DiscoveryTest, FindsPowerOnTheSameDeviceWhenThePreferencesNameNone) {
    device("m", "P1 meter");
    entity("sensor.import_total", "energy", "kWh", "m");
    entity("sensor.export_total", "energy", "kWh", "m");
    entity("sensor.power_production", "power", "kW", "m");
    entity("sensor.power_consumption", "power", "kW", "m");
    auto grid = energy_source("grid");
    grid.from = "sensor.import_total";
    grid.to = "sensor.export_total";
    prefer(grid);
    const auto import = of(ChannelRole::grid_import);
    EXPECT_EQ(import.at(0).power_source->id, "sensor.power_consumption");
    EXPECT_FALSE(import.at(0).power_from_preference);
    const auto exported = of(ChannelRole::grid_export);
    EXPECT_EQ(exported.at(0).power_source->id, "sensor.power_production");
    EXPECT_EQ(exported.at(0).power_source->sign, SignPart::positive);
}

TEST_F(DiscoveryTest, APowerSensorThatIsGoneGivesWayToTheDevicesOwn) {
    device("m", "Meter");
    entity("sensor.in", "energy", "kWh", "m");
    entity("sensor.out", "energy", "kWh", "m");
    entity("sensor.power", "power", "W", "m");
    auto grid = energy_source("grid");
    grid.from = "sensor.in";
    grid.to = "sensor.out";
    grid.rate = "sensor.power_of_the_old_meter";
    prefer(grid);
    const auto import = of(ChannelRole::grid_import).at(0);
    ASSERT_TRUE(import.power_source);
    EXPECT_EQ(import.power_source->id, "sensor.power");
    EXPECT_FALSE(import.power_from_preference);
    EXPECT_EQ(of(ChannelRole::grid_export).at(0).power_source->sign, SignPart::negative);
    EXPECT_THAT(warning_codes(), testing::ElementsAre(DiscoveryWarningCode::missing_entity));
}

TEST_F(DiscoveryTest, APowerSensorThatMeasuresNoPowerIsLeftOut) {
    device("f", "Fridge");
    entity("sensor.fridge_energy", "energy", "kWh", "f");
    entity("sensor.total", "energy", "kWh", "");
    prefer(DeviceConsumption{.consumption = "sensor.fridge_energy",
                             .rate = "sensor.total",
                             .name = {},
                             .included_in = {}});
    EXPECT_EQ(of(ChannelRole::device).at(0).power_source, std::nullopt);
    EXPECT_THAT(warning_codes(), testing::ElementsAre(DiscoveryWarningCode::unknown_unit));
}

TEST_F(DiscoveryTest, WithoutAnyPowerEntityThereIsNone) {
    device("m", "Meter");
    entity("sensor.in", "energy", "kWh", "m");
    auto grid = energy_source("grid");
    grid.from = "sensor.in";
    prefer(grid);
    EXPECT_EQ(of(ChannelRole::grid_import).at(0).power_source, std::nullopt);
}

TEST_F(DiscoveryTest, KeepsRegistersApartAndGivesThePowerToTheFirst) {
    device("m", "Meter");
    entity("sensor.energy_import_tariff_1", "energy", "kWh", "m");
    entity("sensor.energy_import_tariff_2", "energy", "kWh", "m");
    entity("sensor.power", "power", "W", "m");
    auto grid = energy_source("grid");
    grid.from = "sensor.energy_import_tariff_1";
    grid.rate = "sensor.power";
    prefer(grid);
    grid.from = "sensor.energy_import_tariff_2";
    grid.rate = "";
    prefer(grid);
    const auto import = of(ChannelRole::grid_import);
    ASSERT_THAT(import, SizeIs(2));
    EXPECT_EQ(import[0].register_name, "T1");
    EXPECT_EQ(import[1].register_name, "T2");
    EXPECT_NE(import[0].key, import[1].key);
    EXPECT_EQ(import[0].power_source->id, "sensor.power");
    EXPECT_EQ(import[1].power_source, std::nullopt);
}

TEST_F(DiscoveryTest, PhasesArePartsOfTheWhole) {
    device("m", "Meter");
    entity("sensor.in", "energy", "kWh", "m");
    entity("sensor.out", "energy", "kWh", "m");
    entity("sensor.power", "power", "W", "m");
    for (const std::string phase : {"1", "2", "3"}) {
        entity("sensor.power_l" + phase, "power", "W", "m");
    }
    auto grid = energy_source("grid");
    grid.from = "sensor.in";
    grid.to = "sensor.out";
    grid.rate = "sensor.power";
    prefer(grid);
    const auto import = of(ChannelRole::grid_import);
    ASSERT_THAT(import, SizeIs(4));
    EXPECT_EQ(import[1].phase, "L1");
    EXPECT_EQ(import[3].phase, "L3");
    EXPECT_EQ(import[2].measure, Measure::power);
    EXPECT_EQ(import[2].included_in, import[0].key);
    EXPECT_EQ(import[2].source.sign, SignPart::positive);
    EXPECT_EQ(of(ChannelRole::grid_export).at(1).source.sign, SignPart::negative);
}

TEST_F(DiscoveryTest, TheOlderGridShapeGivesTheSame) {
    const auto older = decode_preferences(JsonText(
        R"({"energy_sources":[{"type":"grid","flow_from":[{"stat_energy_from":"sensor.t1"},)"
        R"({"stat_energy_from":"sensor.t2","entity_energy_price":"sensor.price"}],)"
        R"("flow_to":[{"stat_energy_to":"sensor.out"}],"power":[{"stat_rate":"sensor.power"}]}],)"
        R"("device_consumption":[]})"));
    ASSERT_TRUE(older);
    ASSERT_THAT(older->sources, SizeIs(2));
    EXPECT_EQ(older->sources[0].from, "sensor.t1");
    EXPECT_EQ(older->sources[0].to, "sensor.out");
    EXPECT_EQ(older->sources[0].rate, "sensor.power");
    EXPECT_EQ(older->sources[1].from, "sensor.t2");
    EXPECT_EQ(older->sources[1].price, "sensor.price");
}

TEST_F(DiscoveryTest, ReadsTheThreeWaysToNameAPowerSensor) {
    const auto read = decode_preferences(JsonText(
        R"({"energy_sources":[)"
        R"({"type":"battery","stat_energy_from":"sensor.a","power_config":{"stat_rate_inverted":"sensor.i"}},)"
        R"({"type":"grid","stat_energy_from":"sensor.b","power_config":{"stat_rate_from":"sensor.f","stat_rate_to":"sensor.t"}},)"
        R"({"type":"of_the_future","x":1},17]})"));
    ASSERT_TRUE(read);
    ASSERT_THAT(read->sources, SizeIs(3));
    EXPECT_EQ(read->sources[0].rate, "sensor.i");
    EXPECT_TRUE(read->sources[0].rate_inverted);
    EXPECT_EQ(read->sources[1].rate_from, "sensor.f");
    EXPECT_EQ(read->sources[1].rate_to, "sensor.t");
}

TEST_F(DiscoveryTest, ABatteryHasTwoDirectionsAndALevel) {
    device("b", "Home battery");
    entity("sensor.charged", "energy", "kWh", "b");
    entity("sensor.discharged", "energy", "kWh", "b");
    entity("sensor.battery_power", "power", "W", "b");
    entity("sensor.level", "battery", "%", "b");
    auto battery = energy_source("battery");
    battery.from = "sensor.discharged";
    battery.to = "sensor.charged";
    battery.rate = "sensor.battery_power";
    prefer(battery);
    EXPECT_EQ(of(ChannelRole::battery_discharge).at(0).power_source->sign, SignPart::positive);
    EXPECT_EQ(of(ChannelRole::battery_charge).at(0).source.id, "sensor.charged");
    EXPECT_EQ(of(ChannelRole::battery_charge).at(0).power_source->sign, SignPart::negative);
    EXPECT_EQ(of(ChannelRole::battery_soc).at(0).source.id, "sensor.level");
}

TEST_F(DiscoveryTest, DevicesKnowTheirKindTheirWholeAndTheirSwitch) {
    device("s", "Media strip", "living");
    device("t", "Television", "living");
    device("c", "Car charger");
    device("h", "Heat pump");
    input.areas.push_back({.id = "living", .name = "Living room"});
    entity("sensor.tv_energy", "energy", "kWh", "t");
    entity("sensor.strip_energy", "energy", "kWh", "s");
    entity("sensor.car_energy", "energy", "kWh", "c");
    entity("sensor.hp_energy", "energy", "kWh", "h");
    registered("switch.tv_child_lock", "t", "config");
    registered("switch.tv", "t");
    prefer(DeviceConsumption{.consumption = "sensor.tv_energy",
                             .rate = {},
                             .name = "TV",
                             .included_in = "sensor.strip_energy"});
    for (const std::string id : {"sensor.strip_energy", "sensor.car_energy", "sensor.hp_energy"}) {
        prefer(DeviceConsumption{.consumption = id, .rate = {}, .name = {}, .included_in = {}});
    }
    const auto devices = of(ChannelRole::device);
    ASSERT_THAT(devices, SizeIs(4));
    EXPECT_EQ(devices[0].name, "TV");
    EXPECT_EQ(devices[0].included_in, devices[1].key);
    EXPECT_EQ(devices[0].device_entity, "switch.tv");
    EXPECT_EQ(devices[0].area, "Living room");
    EXPECT_EQ(devices[0].kind, DeviceKind::appliance);
    EXPECT_EQ(devices[1].name, "Media strip");
    EXPECT_EQ(devices[2].kind, DeviceKind::vehicle);
    EXPECT_EQ(devices[3].kind, DeviceKind::heat_pump);
}

TEST_F(DiscoveryTest, WarnsOfAMeterUsedTwiceAMissingEntityAndAnUnsuitableUnit) {
    device("m", "Meter");
    entity("sensor.in", "energy", "kWh", "m");
    entity("sensor.gas", "energy", "kWh", "m");
    auto grid = energy_source("grid");
    grid.from = "sensor.in";
    grid.to = "sensor.nowhere";
    prefer(grid);
    prefer(
        DeviceConsumption{.consumption = "sensor.in", .rate = {}, .name = {}, .included_in = {}});
    auto gas = energy_source("gas");
    gas.from = "sensor.gas";
    prefer(gas);
    EXPECT_THAT(warning_codes(),
                testing::UnorderedElementsAre(DiscoveryWarningCode::missing_entity,
                                              DiscoveryWarningCode::unknown_unit,
                                              DiscoveryWarningCode::meter_used_twice));
    EXPECT_THAT(of(ChannelRole::gas), IsEmpty());
}

TEST_F(DiscoveryTest, AStatisticWithoutAnEntityIsASourceToo) {
    input.statistics.push_back({.id = "utility:grid_import",
                                .source = "utility",
                                .name = "Utility import",
                                .unit = "kWh",
                                .has_sum = true});
    auto grid = energy_source("grid");
    grid.from = "utility:grid_import";
    prefer(grid);
    const auto import = of(ChannelRole::grid_import);
    ASSERT_THAT(import, SizeIs(1));
    EXPECT_EQ(import[0].source.type, SourceType::statistic);
    EXPECT_EQ(import[0].unit, "kWh");
    EXPECT_THAT(warning_codes(), IsEmpty());
}

TEST_F(DiscoveryTest, WithoutPreferencesEverySuitableEntityIsOffered) {
    device("p", "Phone");
    device("m", "Electricity meter");
    entity("sensor.grid_import", "energy", "kWh", "m");
    entity("sensor.solar_power", "power", "W", "m");
    entity("sensor.gas_meter", "gas", "m³", "m");
    entity("sensor.carbon", "", "gCO2eq/kWh", "");
    entity("sensor.price", "", "EUR/kWh", "");
    entity("sensor.outdoor_temperature", "temperature", "°C", "");
    entity("sensor.phone_battery", "battery", "%", "p");
    entity("sensor.odd", "energy", "KWh", "m");
    entity("input_number.power", "", "W", "");
    input.config.currency = "EUR";
    const auto discovery = discover(input);
    EXPECT_FALSE(discovery.has_energy_preferences);
    std::vector<std::pair<std::string, std::optional<ChannelRole>>> offered;
    for (const auto& candidate : discovery.candidates) {
        offered.emplace_back(candidate.entity_id, candidate.suggested_role);
    }
    EXPECT_THAT(offered,
                testing::ElementsAre(
                    testing::Pair("sensor.grid_import", ChannelRole::grid_import),
                    testing::Pair("sensor.solar_power", ChannelRole::solar),
                    testing::Pair("sensor.gas_meter", ChannelRole::gas),
                    testing::Pair("sensor.carbon", ChannelRole::grid_carbon),
                    testing::Pair("sensor.price", ChannelRole::price_import),
                    testing::Pair("sensor.outdoor_temperature", ChannelRole::outdoor_temperature)));
    std::vector<ChannelRole> proposed;
    for (const auto& proposal : discovery.proposals) {
        proposed.push_back(proposal.role);
    }
    EXPECT_THAT(proposed, testing::ElementsAre(ChannelRole::price_import, ChannelRole::grid_carbon,
                                               ChannelRole::outdoor_temperature));
}

TEST_F(DiscoveryTest, PassesNamesWithMarkupOnAsTheyAre) {
    device("m", "<img src=x onerror=alert(1)>");
    entity("sensor.e", "energy", "kWh", "m");
    prefer(DeviceConsumption{.consumption = "sensor.e", .rate = {}, .name = {}, .included_in = {}});
    EXPECT_EQ(of(ChannelRole::device).at(0).name, "<img src=x onerror=alert(1)>");
}

TEST_F(DiscoveryTest, MakesNamesFitThatNoFieldWouldTake) {
    const auto proposed = [this](std::string name) {
        input.preferences.reset();
        prefer(DeviceConsumption{
            .consumption = "sensor.e", .rate = {}, .name = std::move(name), .included_in = {}});
        return of(ChannelRole::device).at(0).name;
    };
    entity("sensor.e", "energy", "kWh", "");
    EXPECT_EQ(proposed("Fridge\r\nSet-Cookie: a=b "), "Fridge Set-Cookie: a=b");
    EXPECT_EQ(proposed(" \t "), "sensor.e");
    std::string long_name;
    std::string cut_name;
    for (int i = 0; i < 500; ++i) {
        long_name += "ü";
        cut_name += i < 120 ? "ü" : "";
    }
    EXPECT_EQ(proposed(long_name), cut_name);
}

TEST_F(DiscoveryTest, ADeviceThatIsItsOwnParentDoesNoHarm) {
    input.devices.push_back({.id = "loop",
                             .name = "Loop",
                             .area = {},
                             .parent = "loop",
                             .manufacturer = {},
                             .model = {}});
    entity("sensor.e", "energy", "kWh", "loop");
    EXPECT_THAT(discover(input).candidates, SizeIs(1));
}

// The folder that the recordings of one version of Home Assistant are in.
class RecordedHome : public testing::TestWithParam<std::string> {};
TEST_P(RecordedHome, IsProposedAsItsOwnerSetItUp) {
    DiscoveryInput input;
    const auto recorded_result = [](const std::string& name) {
        return home_assistant::recorded_result(GetParam() + name);
    };
    input.config = *decode_config(recorded_result("get_config"));
    input.states = decode_states(recorded_result("get_states"), {})->states;
    input.areas = *decode_areas(recorded_result("area_registry_list"));
    input.devices = *decode_devices(recorded_result("device_registry_list"));
    input.entities = *decode_entities(recorded_result("entity_registry_list"));
    input.statistics = *decode_statistic_list(recorded_result("list_statistic_ids"));
    input.preferences = *decode_preferences(recorded_result("energy_get_prefs"));
    const auto discovery = discover(input);
    EXPECT_EQ(discovery.home.time_zone, "Europe/Amsterdam");
    EXPECT_TRUE(discovery.has_energy_preferences);
    EXPECT_THAT(discovery.warnings, IsEmpty());
    const auto find = [&](ChannelRole role, const std::string& register_name) {
        const auto found = std::find_if(
            discovery.proposals.begin(), discovery.proposals.end(), [&](const Proposal& one) {
                return one.role == role && one.register_name == register_name && one.phase.empty();
            });
        return found == discovery.proposals.end() ? Proposal{} : *found;
    };
    EXPECT_EQ(find(ChannelRole::grid_import, "T1").source.id, "sensor.smart_meter_import_tariff_1");
    EXPECT_EQ(find(ChannelRole::grid_import, "T1").power_source->id, "sensor.smart_meter_power");
    EXPECT_EQ(find(ChannelRole::grid_import, "T2").source.id, "sensor.smart_meter_import_tariff_2");
    EXPECT_EQ(find(ChannelRole::grid_export, "T1").power_source->sign, SignPart::negative);
    EXPECT_EQ(find(ChannelRole::solar, "").power_source->id, "sensor.solar_inverter_power");
    EXPECT_EQ(find(ChannelRole::battery_charge, "").source.id, "sensor.battery_charged");
    EXPECT_EQ(find(ChannelRole::gas, "").unit, "m³");
    EXPECT_EQ(find(ChannelRole::water, "").unit, "L");
    EXPECT_EQ(find(ChannelRole::grid_import, "T1").area, "Meter cupboard");
    EXPECT_EQ(std::count_if(discovery.proposals.begin(), discovery.proposals.end(),
                            [](const Proposal& one) { return !one.phase.empty(); }),
              6);
}
INSTANTIATE_TEST_SUITE_P(HomeAssistant, RecordedHome, testing::Values("", "newest/"));

}  // namespace
}  // namespace ohmstead::home_assistant
