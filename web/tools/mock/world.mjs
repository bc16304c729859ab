// Three homes and a model of their power that is the same at any time it is asked for.
export const world = { scenario: 'full', role: null, actions: {}, saved: {} };

const channel = (id, name, role, more = {}) => ({
    id,
    name,
    role,
    order: 0,
    adds_to_ac_balance: role === 'solar',
    adds_to_production: role === 'solar',
    power_origin: 'source',
    bindings: [
        {
            id: `b-${id}`,
            source: { type: 'entity', id: `sensor.${id}` },
            measure: 'counter',
            sign: 'positive',
            invert: false,
            valid_from: '2025-01-01T00:00:00Z',
        },
    ],
    ...more,
});

const device = (id, name, area, kind = 'appliance', more = {}) =>
    channel(id, name, 'device', { kind, area, device: `d-${id}`, ...more });

export const homes = [
    {
        home: {
            id: 'house',
            name: 'House',
            time_zone: 'Europe/Amsterdam',
            currency: 'EUR',
            country: 'NL',
            main_fuse: { phases: 3, amps: 25 },
            calorific_values: [],
            setup: 'done',
            created_at: '2025-01-01T00:00:00Z',
        },
        latitude: 52,
        channels: [
            channel('import_t1', 'Import, low tariff', 'grid_import', { register: 'T1' }),
            channel('import_t2', 'Import, normal tariff', 'grid_import', { register: 'T2' }),
            channel('export_t1', 'Export', 'grid_export'),
            channel('l1', 'Import L1', 'grid_import', { phase: 'L1', included_in: 'import_t2' }),
            channel('l2', 'Import L2', 'grid_import', { phase: 'L2', included_in: 'import_t2' }),
            channel('l3', 'Import L3', 'grid_import', { phase: 'L3', included_in: 'import_t2' }),
            channel('roof_south', 'Roof south', 'solar'),
            channel('roof_west', 'Roof west', 'solar'),
            channel('battery_in', 'Battery charge', 'battery_charge'),
            channel('battery_out', 'Battery discharge', 'battery_discharge'),
            channel('soc', 'Battery level', 'battery_soc'),
            channel('gas', 'Gas', 'gas'),
            channel('water', 'Water', 'water'),
            channel('price', 'Price', 'price_import'),
            channel('carbon', 'Grid carbon', 'grid_carbon'),
            channel('outside', 'Outside', 'outdoor_temperature'),
            device('heat_pump', 'Heat pump', 'Utility room', 'heat_pump'),
            device('car', 'Car', 'Drive', 'vehicle'),
            device('kettle', 'Kettle', 'Kitchen'),
            device('fridge', 'Fridge', 'Kitchen'),
            device('washer', 'Washing machine', 'Utility room'),
            device('strip', 'Desk strip', 'Study'),
            device('screen', 'Screen', 'Study', 'appliance', { included_in: 'strip' }),
            device('computer', 'Computer', 'Study', 'appliance', { included_in: 'strip' }),
            device('tv', '<b>TV & "lamp"</b>', 'Living room'),
            device('oven', 'Oven', 'Kitchen', 'appliance', { power_origin: 'none' }),
        ],
    },
    {
        home: {
            id: 'flat',
            name: 'Flat',
            time_zone: 'Europe/London',
            currency: 'GBP',
            country: 'GB',
            main_fuse: null,
            calorific_values: [],
            setup: 'done',
            created_at: '2025-01-01T00:00:00Z',
        },
        latitude: 51,
        channels: [
            channel('flat_import', 'Import', 'grid_import', { power_origin: 'mean' }),
            device('flat_kettle', 'Kettle', 'Kitchen'),
            device('flat_tv', 'TV', 'Living room'),
            device('flat_washer', 'Washer', 'Bathroom'),
        ],
    },
    {
        home: {
            id: 'cottage',
            name: 'Cottage',
            time_zone: 'Asia/Kathmandu',
            currency: 'NPR',
            country: 'NP',
            main_fuse: null,
            calorific_values: [],
            setup: 'done',
            created_at: '2025-01-01T00:00:00Z',
        },
        latitude: 27,
        channels: [
            channel('cot_import', 'Import', 'grid_import'),
            channel('cot_solar', 'Solar', 'solar'),
            channel('cot_in', 'Battery charge', 'battery_charge'),
            channel('cot_out', 'Battery discharge', 'battery_discharge'),
            channel('cot_soc', 'Battery level', 'battery_soc'),
        ],
    },
];

const wave = (t, period, phase = 0) => Math.sin(((t / 1000 / period + phase) % 1) * 2 * Math.PI);
const cycle = (t, period, duty, phase = 0) => (((t / 1000 / period + phase) % 1) + 1) % 1 < duty;
const noise = (t, seed) => {
    const x = Math.sin(Math.floor(t / 5000) * 12.9898 + seed * 78.233) * 43758.5453;
    return x - Math.floor(x);
};
const acts = (name, t, seconds) =>
    world.actions[name] !== undefined &&
    t >= world.actions[name] &&
    t < world.actions[name] + seconds * 1000;

function hourIn(zone, t) {
    const parts = new Intl.DateTimeFormat('en-GB', {
        timeZone: zone,
        hour: 'numeric',
        minute: 'numeric',
        hourCycle: 'h23',
    }).formatToParts(t);
    const value = (type) => Number(parts.find((part) => part.type === type).value);
    return value('hour') + value('minute') / 60 + (t % 60000) / 3600000;
}

// The pictures are more telling by day: the model's sun stands as if it were a given hour now.
const shownHour = Number(process.env.MOCK_HOUR ?? 13);
const startedAt = Date.now();
const sunHour = (t) => shownHour + (t - startedAt) / 3600000;

export function modelAt(id, t) {
    const sun = Math.max(0, Math.cos(((sunHour(t) - 12.5) / 9.5) * Math.PI));
    const clouds = 0.75 + 0.2 * wave(t, 900) + 0.1 * (noise(t, 3) - 0.5);
    const factor = acts('cloud', t, 120) ? 0.15 : acts('sunny_noon', t, 120) ? 1.2 : clouds;
    if (id === 'house') {
        const solar = { roof_south: 3400 * sun * factor, roof_west: 1300 * sun * factor };
        const devices = {
            heat_pump: cycle(t, 2400, 0.45) ? 1180 + 60 * noise(t, 1) : 12,
            car: acts('car', t, 600) ? 7360 : 0,
            kettle: acts('kettle', t, 120) ? 2000 : 0,
            fridge: cycle(t, 1500, 0.3, 0.3) ? 86 + 4 * noise(t, 2) : 1.2,
            washer: cycle(t, 5400, 0.2) ? 160 + (cycle(t, 700, 0.35) ? 1900 : 0) : 0,
            screen: 34,
            computer: 68 + 30 * noise(t, 5),
            tv: 92,
        };
        devices.strip = devices.screen + devices.computer + 2;
        const load =
            devices.heat_pump +
            devices.car +
            devices.kettle +
            devices.fridge +
            devices.washer +
            devices.strip +
            devices.tv +
            180 +
            40 * noise(t, 6);
        return settle(solar, devices, load, 3000, t);
    }
    if (id === 'flat') {
        const devices = {
            flat_kettle: acts('kettle', t, 120) ? 2000 : 0,
            flat_tv: cycle(t, 7200, 0.5) ? 88 : 0.4,
            flat_washer: 0,
        };
        return settle(
            {},
            devices,
            210 +
                devices.flat_kettle +
                devices.flat_tv +
                60 * noise(Math.floor(t / 300000) * 300000, 7),
            0,
            t,
        );
    }
    return settle({ cot_solar: 2200 * sun * factor }, {}, 240 + 90 * noise(t, 8), 1800, t);
}

function settle(solar, devices, load, batteryLimit, t) {
    const made = Object.values(solar).reduce((sum, value) => sum + value, 0);
    const surplus = made - load;
    const battery =
        batteryLimit === 0
            ? null
            : Math.max(-batteryLimit, Math.min(batteryLimit * 0.6, -surplus * 0.7));
    const grid = load - made - (battery ?? 0);
    const solarToHome = Math.min(made, load);
    const charge = Math.max(0, -(battery ?? 0));
    const solarToBattery = Math.min(charge, made - solarToHome);
    const solarToGrid = Math.max(0, made - solarToHome - solarToBattery);
    const batteryToHome = Math.min(Math.max(0, battery ?? 0), load - solarToHome);
    return {
        t,
        solar,
        devices,
        made,
        load,
        battery,
        grid,
        flows: {
            solar_to_home: solarToHome,
            solar_to_battery: solarToBattery,
            solar_to_grid: solarToGrid,
            grid_to_home: Math.max(0, load - solarToHome - batteryToHome),
            grid_to_battery: charge - solarToBattery,
            battery_to_home: batteryToHome,
            battery_to_grid: 0,
        },
    };
}

/** Power of every channel of a home, W. */
export function powerAt(id, t) {
    const model = modelAt(id, t);
    const round = (value) => Math.round(value * 10) / 10;
    const power = { ...model.solar, ...model.devices };
    const into = Math.max(0, model.grid);
    const out = Math.max(0, -model.grid);
    if (id === 'house') {
        Object.assign(power, {
            import_t1: 0,
            import_t2: into,
            export_t1: out,
            l1: into * 0.5,
            l2: into * 0.3,
            l3: into * 0.2,
        });
        Object.assign(power, {
            battery_in: Math.max(0, -model.battery),
            battery_out: Math.max(0, model.battery),
        });
    } else if (id === 'flat') {
        power.flat_import = into;
    } else {
        Object.assign(power, {
            cot_import: into,
            cot_in: Math.max(0, -model.battery),
            cot_out: Math.max(0, model.battery),
        });
    }
    return Object.fromEntries(Object.entries(power).map(([key, value]) => [key, round(value)]));
}

export function statesAt(id) {
    return id === 'house'
        ? { soc: 64, price: 0.218, carbon: 187, outside: 7.4 }
        : id === 'cottage'
          ? { cot_soc: 81 }
          : {};
}

export function midnight(zone, t) {
    const whole = Math.floor(t / 60000) * 60000;
    return whole - Math.round(hourIn(zone, whole) * 60) * 60000;
}

/** Energy since local midnight by minute steps, kWh. */
export function todayOf(found, t) {
    const { id, time_zone } = found.home;
    const from = midnight(time_zone, t);
    const sums = {};
    const add = (key, watts) => (sums[key] = (sums[key] ?? 0) + watts / 60000);
    for (let at = from; at < t; at += 60000) {
        const model = modelAt(id, at);
        add('home', model.load);
        add('grid_import', Math.max(0, model.grid));
        add('grid_export', Math.max(0, -model.grid));
        add('solar', model.made);
        add('battery_charge', Math.max(0, -(model.battery ?? 0)));
        add('battery_discharge', Math.max(0, model.battery ?? 0));
        for (const [key, watts] of Object.entries(model.devices)) {
            add(`device:${key}`, watts);
        }
    }
    const has = (role) => found.channels.some((one) => one.role === role);
    const today = {
        date: new Date(from).toISOString().slice(0, 10),
        from: new Date(from).toISOString(),
        at: new Date(t).toISOString(),
        devices: {},
        volumes: {},
        estimated: 0,
    };
    for (const [key, value] of Object.entries(sums)) {
        if (key.startsWith('device:')) {
            today.devices[key.slice(7)] = value;
        } else if (key === 'home' || has(key)) {
            today[key] = value;
        }
    }
    if (id === 'house') {
        today.volumes = { gas: 1.284, water: 0.211 };
        today.volumes_at = { gas: new Date(t - (t % 3600000)).toISOString() };
        today.devices.oven = 0.62;
    }
    return today;
}
