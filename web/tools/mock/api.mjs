import { randomUUID } from 'node:crypto';
import {
    accessLog,
    answerTo,
    permissions,
    place,
    providers,
    supplyOf,
    takeUp,
} from './consent.mjs';
import { discovery } from './discovery.mjs';
import { homes, modelAt, powerAt, todayOf, world } from './world.mjs';

const abilities = {
    viewer: ['home.read', 'people.read', 'home.leave', 'consents.read'],
    admin: [
        'home.read',
        'home.edit',
        'connection.edit',
        'channels.edit',
        'devices.switch',
        'people.read',
        'people.manage',
        'home.leave',
        'home.delete',
        'consents.read',
        'consents.give',
    ],
};

const isWizard = () => ['new-owner', 'wizard', 'no-preferences'].includes(world.scenario);
const asHome = (found) => ({
    ...found.home,
    ...(isWizard() ? { setup: 'connection' } : {}),
    ...world.saved[found.home.id],
});

function session() {
    const role = world.role;
    return {
        signed_in: role !== null,
        user:
            role === null
                ? null
                : {
                      id: 'u',
                      name: role === 'viewer' ? 'Demo Viewer' : 'Demo Admin',
                      email: `${role}@demo.ohmstead`,
                  },
        csrf_token: role === null ? null : 'mock',
        second_step: null,
        link: null,
        ways: {
            local: true,
            demo: isWizard() ? [] : ['viewer', 'admin'],
            setup: world.scenario === 'new-owner',
        },
        encrypted: world.scenario !== 'plain',
        demo: !isWizard(),
        version: '0.1.0',
    };
}

/** Answers one request below /api/v1/. */
export async function answer(method, path, query, body, response) {
    const send = (status, value) => {
        response.setHeader(
            'Content-Type',
            status >= 400 ? 'application/problem+json' : 'application/json',
        );
        response.writeHead(status);
        response.end(value === undefined ? undefined : JSON.stringify(value));
    };
    const problem = (status, detail, errors = []) =>
        send(status, {
            type: 'about:blank',
            title: detail,
            status,
            detail,
            instance: `urn:uuid:${randomUUID()}`,
            errors,
        });
    const call = `${method} ${path}`;

    if (call === 'GET auth/session') return send(200, session());
    if (call === 'POST auth/demo') return enter(body.role);
    if (call === 'POST auth/setup')
        return body.token === 'good'
            ? enter('admin', 201)
            : problem(401, 'This set-up link was used already, or is not complete.');
    if (call === 'POST auth/local')
        return body.password === 'right'
            ? enter('admin')
            : problem(401, 'E-mail address or password is wrong.');
    if (call === 'POST auth/sign-out') {
        world.role = null;
        return send(204);
    }
    if (world.role === null) return problem(401, 'Sign in first.');
    if (world.scenario === 'failing' && !['GET me', 'GET homes', 'GET demo'].includes(call))
        return problem(500, 'The database is locked by another program.');
    if (world.scenario === 'loading' && /channels|devices|power|permissions|access-log/.test(path))
        return;

    if (call === 'GET me') {
        const can = abilities[world.role];
        return send(200, {
            id: 'u',
            name: session().user.name,
            email: session().user.email,
            server_role: 'none',
            homes: visible().map(({ home }) => ({
                id: home.id,
                name: home.name,
                role: world.role,
                visit: null,
                can,
            })),
            can: ['homes.create'],
        });
    }
    if (call === 'GET account')
        return send(200, {
            name: session().user.name,
            email: session().user.email,
            has_password: true,
            second_factor: { on: false, recovery_codes_left: 0 },
        });
    if (call === 'GET sessions') {
        const now = new Date().toISOString();
        const own = { id: 's', device: 'Firefox on Linux', began: now, last_used: now };
        return send(200, { items: [{ ...own, current: true }], next: null });
    }
    if (call === 'GET providers') return send(200, providers());
    if (call === 'GET api-keys') return send(200, { items: [], next: null });
    if (call === 'GET homes') return send(200, { items: visible().map(asHome), next: null });
    if (call === 'POST homes') return send(201, asHome(homes[0]));
    if (call === 'GET demo')
        return send(200, {
            actions: Object.fromEntries(
                homes.map(({ home }) => [
                    home.id,
                    ['kettle', 'car', 'cloud', 'sunny_noon', 'cut', 'reset_meter'].map((id) => ({
                        id,
                        label: id,
                    })),
                ]),
            ),
        });
    const action = /^POST demo\/(\w+)$/.exec(call)?.[1];
    if (action) {
        world.actions[action] = Date.now();
        const now = world.actions[action];
        return send(200, { received_ms: now, at_ms: now, answered_ms: now });
    }

    const [, id, rest = ''] = /^homes\/(\w+)\/?(.*)$/.exec(path) ?? [];
    const found = homes.find(({ home }) => home.id === id);
    if (!found) return problem(404, 'There is no such thing here.');
    if (method !== 'GET' && world.role !== 'admin')
        return problem(403, 'This needs an admin of the home.');
    const [, permission, step] = /^permissions\/(\w+)\/(\w+)$/.exec(rest) ?? [];
    if (permission) {
        const changed = answerTo(permission, step, body);
        return changed ? send(200, changed) : problem(404, 'There is no such permission.');
    }
    switch (`${method} ${rest}`) {
        case 'GET ':
            return send(200, asHome(found));
        case 'PATCH ':
            world.saved[id] = { ...world.saved[id], ...body };
            return send(200, asHome(found));
        case 'GET channels':
            return send(200, { items: channelsOf(found), next: null });
        case 'PUT channels':
            return send(200, { items: found.channels, next: null });
        case 'GET permissions':
            return send(200, permissions());
        case 'POST permissions':
            return body.code === 'wrong'
                ? problem(422, 'This code is not valid, or no longer so.')
                : send(201, takeUp());
        case 'GET supply':
            return send(200, supplyOf());
        case 'PUT supply':
            return send(200, place(body));
        case 'DELETE supply':
            place(null);
            return send(204);
        case 'GET access-log':
            return send(200, accessLog(query.get('after')));
        case 'GET devices':
            return send(200, { items: devicesOf(found), next: null });
        case 'GET connection':
            return send(200, connectionOf());
        case 'PUT connection':
            world.url = body.url;
            return send(200, connectionOf());
        case 'DELETE connection':
            return send(204);
        case 'GET connection/parity':
            return send(200, parityOf(found));
        case 'POST connection/import':
            return send(204);
        case 'POST connection/test':
            return send(200, tested(body));
        case 'POST connection/discover':
            return send(200, discovery(world.scenario));
        case 'GET check': {
            const model = modelAt(id, Date.now());
            return send(200, {
                balance: {
                    home_w: model.load,
                    grid_w: model.grid,
                    solar_w: model.made,
                    battery_w: model.battery,
                },
                sentence_values: { home_kw: model.load / 1000 },
                warnings:
                    world.scenario === 'wizard'
                        ? [
                              {
                                  code: 'solar_at_night',
                                  message:
                                      'Solar shows 120 W while the sun is down. It may be another meter.',
                                  channels: ['roof_west'],
                              },
                          ]
                        : [],
            });
        }
        case 'GET power':
            return send(
                200,
                powerBetween(
                    id,
                    Date.parse(query.get('from')),
                    Date.parse(query.get('to')),
                    Number(query.get('points')),
                ),
            );
        default:
            return problem(404, 'There is no such thing here.');
    }

    function enter(role, status = 200) {
        world.role = role;
        return send(status, session());
    }
}

function visible() {
    return isWizard() ? homes.slice(0, 1) : homes;
}

function channelsOf(found) {
    return world.scenario === 'empty' || isWizard() ? [] : found.channels;
}

function devicesOf(found) {
    const power = powerAt(found.home.id, Date.now());
    const today = todayOf(found, Date.now());
    return channelsOf(found)
        .filter(({ role }) => role === 'device')
        .map((one) => ({
            id: one.device,
            name: one.name,
            area: one.area,
            channel: one.id,
            kind: one.kind ?? 'other',
            switchable: false,
            confirm: false,
            power_w: power[one.id] ?? null,
            power_kind: one.power_origin === 'none' ? 'none' : 'measured',
            state: one.id === 'washer' ? 'unavailable' : (power[one.id] ?? 1) > 0.5 ? 'on' : 'off',
            last_seen: new Date(Date.now() - (one.id === 'washer' ? 4000000 : 3000)).toISOString(),
            ...(one.included_in ? { included_in: one.included_in } : {}),
            today_kwh: today.devices[one.id] ?? null,
        }));
}

function connectionOf() {
    const isNew = isWizard() && !world.url;
    const now = new Date().toISOString();
    return {
        url: isNew ? null : (world.url ?? 'http://homeassistant.local:8123'),
        token: isNew ? 'not_set' : 'set',
        state: isNew ? 'not_configured' : 'connected',
        fault: null,
        message: isNew ? 'Not connected yet.' : 'Connected.',
        by_agent: false,
        since: isNew ? null : now,
        home_assistant_version: '2026.11.2',
        last_event_at: now,
        retry_at: null,
        backfill: { running: false, done: 1, total: 1 },
        past: { sources: 14, complete: 14, reached: null, stalled: false },
        notices: [
            {
                at: now,
                source: 'sensor.water_meter',
                code: 'not_a_number',
                message: 'sensor.water_meter: Its state is not a number.',
            },
        ],
    };
}

function parityOf(home) {
    const month = (name, theirs, reasons) => ({
        month: name,
        period: 'hour',
        ours: 210.5,
        theirs,
        difference: 210.5 - theirs,
        reasons,
    });
    return {
        channels: channelsOf(home)
            .slice(0, 3)
            .map((channel, index) => ({
                channel: channel.id,
                complete: true,
                months: [
                    month('2026-09', 210.5, []),
                    month('2026-10', index === 1 ? 324.7 : 210.5, index === 1 ? ['spike'] : []),
                ],
            })),
    };
}

function tested(body) {
    const failures = [
        [
            /bad/,
            'unreachable',
            'Nothing answers at this address. Is Home Assistant running, and is the port 8123?',
        ],
        [/router/, 'not_home_assistant', 'Something answers here, but it is not Home Assistant.'],
    ];
    const failure = failures.find(([pattern]) => pattern.test(body.url ?? ''));
    if (failure) return { ok: false, code: failure[1], message: failure[2] };
    if (body.token === 'wrong')
        return {
            ok: false,
            code: 'token_refused',
            message: 'Home Assistant does not accept this token.',
        };
    return {
        ok: true,
        code: 'ok',
        message: 'Connected to Home Assistant 2026.11.2, “Utrecht”.',
        version: '2026.11.2',
        location_name: 'Utrecht',
        time_zone: 'Europe/Amsterdam',
        currency: 'EUR',
        country: 'NL',
    };
}

function powerBetween(id, from, to, points) {
    const step = Math.max(1, Math.ceil((to - from) / 1000 / points));
    const t = [];
    const channels = {};
    for (let at = from; at < to; at += step * 1000) {
        t.push(new Date(at).toISOString());
        for (const [key, watts] of Object.entries(powerAt(id, at))) {
            const columns = (channels[key] ??= { mean: [], min: [], max: [] });
            columns.mean.push(watts);
            columns.min.push(watts);
            columns.max.push(watts);
        }
    }
    return {
        from: new Date(from).toISOString(),
        to: new Date(to).toISOString(),
        step_s: step,
        t,
        channels,
    };
}
