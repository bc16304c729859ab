// Consents in every state, and looks at the home, as the pages of a home's people show them.
import { world } from './world.mjs';

const day = 86_400_000;
const at = (days) => new Date(Math.floor(Date.now() / day) * day + days * day).toISOString();

const provider = {
    id: 'stadtwerk',
    name: 'Stadtwerk Rosenau',
    policy_link: 'https://rosenau.example/privacy',
    contact: 'privacy@rosenau.example',
};
const asked = {
    fields: ['grid', 'solar', 'battery', 'devices'],
    detail: 'slot',
    history_from: at(-730),
    starts_at: at(0),
    ends_at: at(366),
};
const change = (state, days, name = 'Demo Admin') => ({ state, at: at(days), by_name: name });
const permission = (id, name, state, history, more = {}) => ({
    id,
    provider: { ...provider, id: `of-${id}`, name },
    purpose: 'To advise you on a battery that fits your home',
    state,
    asked,
    given: null,
    answer_by: at(14),
    history: [change('requested', -1), ...history],
    ...more,
});
const part = { ...asked, fields: ['grid', 'solar'], detail: 'day', ends_at: at(90) };

const taken = permission('new', 'Rhine Energy Advice', 'requested', []);
const known = [
    permission('open', provider.name, 'requested', []),
    permission('part', 'Grid of the North', 'accepted', [change('accepted', -1)], { given: part }),
    permission('later', 'Heat Pump Research', 'accepted', [change('accepted', -1)], {
        given: { ...asked, starts_at: at(31) },
    }),
    permission(
        'revoked',
        'Tariff Finder',
        'revoked',
        [change('accepted', -1), change('revoked', 0)],
        {
            given: asked,
        },
    ),
    permission('over', 'City Survey', 'timed_out', [change('timed_out', 0, '')]),
];

/** Takes the request of any code up. */
export function takeUp() {
    known.unshift(taken);
    return taken;
}

export function permissions() {
    return { items: world.scenario === 'empty' ? [] : known, next: null };
}

/** The permission as it is after an answer. */
export function answerTo(id, step, body) {
    const found = known.find((each) => each.id === id);
    const state = { accept: 'accepted', reject: 'rejected', withdraw: 'revoked' }[step];
    if (!found || !state) return null;
    found.state = state;
    found.history = [
        ...found.history,
        { state, at: new Date().toISOString(), by_name: 'Demo Admin' },
    ];
    if (step === 'accept') found.given = { ...found.asked, ...body };
    return found;
}

export function accessLog(after) {
    const look = (days, minutes, kind, count) => ({
        at: new Date(Date.parse(at(days)) + minutes * 60_000).toISOString(),
        last_at: new Date(Date.parse(at(days)) + minutes * 60_000 + count * 9_000).toISOString(),
        by: 'bo',
        by_name: 'Bo Lindqvist',
        organisation: 'Grid of the North',
        kind,
        count,
    });
    if (world.scenario === 'empty') return { items: [], next: null };
    return after === null
        ? {
              items: [
                  look(0, 491, 'energy', 4),
                  look(0, 490, 'channels', 1),
                  look(-1, 845, 'load_profile', 1),
              ],
              next: 'older',
          }
        : { items: [look(-2, 600, 'file', 1), look(-2, 598, 'energy', 2)], next: null };
}

/** Whose customer the home is: said, changed and taken back. */
const nobodys = { provider: null, provider_name: null, area: null, tariff: null, placed_at: null };
let supply = nobodys;

export function providers() {
    return { items: [{ id: provider.id, name: provider.name }], next: null };
}

export function supplyOf() {
    return supply;
}

export function place(body) {
    supply = body ? { ...body, provider_name: provider.name, placed_at: at(0) } : nobodys;
    return supply;
}
