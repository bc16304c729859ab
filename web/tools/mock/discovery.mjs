const proposal = (key, name, role, id, more = {}) => ({
    key,
    name,
    role,
    source: { type: 'entity', id },
    measure: 'counter',
    sign: 'positive',
    invert: false,
    unit: 'kWh',
    power_source: null,
    reason: 'named',
    power_from_preference: true,
    why: 'From the energy preferences of Home Assistant',
    ...more,
});

const proposals = [
    proposal('in1', 'Import, low tariff', 'grid_import', 'sensor.meter_import_t1', {
        register: 'T1',
    }),
    proposal('in2', 'Import, normal tariff', 'grid_import', 'sensor.meter_import_t2', {
        register: 'T2',
        power_source: { id: 'sensor.meter_power', sign: 'positive', invert: false },
    }),
    proposal('out', 'Export', 'grid_export', 'sensor.meter_export', {
        power_source: { id: 'sensor.meter_power', sign: 'negative', invert: false },
    }),
    proposal('sun', 'Roof south', 'solar', 'sensor.roof_south_energy', {
        power_source: { id: 'sensor.roof_south_power', sign: 'positive', invert: false },
    }),
    proposal('bin', 'Battery charge', 'battery_charge', 'sensor.battery_in'),
    proposal('bout', 'Battery discharge', 'battery_discharge', 'sensor.battery_out'),
    proposal('gas', 'Gas', 'gas', 'sensor.gas', { unit: 'm³' }),
    proposal('hp', 'Heat pump', 'device', 'sensor.heat_pump_energy', {
        kind: 'heat_pump',
        area: 'Utility room',
        reason: 'named_as_device',
        power_from_preference: false,
        why: 'A device in the energy preferences, with a power sensor of the same device',
        power_source: { id: 'sensor.heat_pump_power', sign: 'positive', invert: false },
    }),
    proposal('strip', 'Desk strip', 'device', 'sensor.strip_energy', {
        kind: 'appliance',
        area: 'Study',
    }),
    proposal('pc', 'Computer', 'device', 'sensor.computer_energy', {
        kind: 'appliance',
        area: 'Study',
        included_in: 'strip',
    }),
];

const candidate = (id, name, unit, state, more = {}) => ({
    entity_id: id,
    name,
    unit,
    state,
    measure: unit.startsWith('k') ? 'counter' : 'power',
    device_class: unit.startsWith('k') ? 'energy' : 'power',
    ...more,
});

const candidates = [
    candidate('sensor.meter_import', 'Meter import', 'kWh', '18234.5', {
        suggested_role: 'grid_import',
    }),
    candidate('sensor.meter_export', 'Meter export', 'kWh', '4021.0', {
        suggested_role: 'grid_export',
    }),
    candidate('sensor.inverter_total', 'Inverter total <script>', 'kWh', '9120.3', {
        suggested_role: 'solar',
        area: 'Attic',
    }),
    candidate('sensor.fridge_energy', 'Fridge energy', 'kWh', '312.4', {
        suggested_role: 'device',
        area: 'Kitchen',
    }),
    candidate('sensor.fridge_power', 'Fridge power', 'W', '83', { area: 'Kitchen' }),
];

export function discovery(scenario) {
    const isBare = scenario === 'no-preferences';
    return {
        home: {
            location_name: 'Utrecht',
            time_zone: 'Europe/Amsterdam',
            currency: 'EUR',
            country: 'NL',
        },
        has_energy_preferences: !isBare,
        proposals: isBare ? [] : proposals,
        candidates,
        warnings: isBare
            ? []
            : [
                  {
                      code: 'missing_entity',
                      message: 'Home Assistant names this source but has no such entity.',
                      sources: ['sensor.battery_in'],
                  },
              ],
    };
}
