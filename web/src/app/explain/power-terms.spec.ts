import { Channel } from '../api/types';
import { balanceTerms, channelTerms, powerOf, signedTerms } from './power-terms';

const binding = (id: string, measure: 'power' | 'counter', valid_to?: string) => ({
  source: { type: 'entity' as const, id },
  measure,
  sign: 'both' as const,
  invert: false,
  ...(valid_to === undefined ? {} : { valid_to }),
});
const channel = (id: string, role: Channel['role'], more: Partial<Channel> = {}): Channel => ({
  id,
  name: id,
  role,
  order: 0,
  adds_to_ac_balance: true,
  adds_to_production: true,
  bindings: [binding(`sensor.${id}`, 'power')],
  power_origin: 'source',
  ...more,
});
const channels = [
  channel('in', 'grid_import'),
  channel('out', 'grid_export'),
  channel('sun', 'solar'),
  channel('dc', 'solar', { adds_to_ac_balance: false }),
  channel('fill', 'battery_charge'),
  channel('give', 'battery_discharge'),
  channel('oven', 'device'),
  channel('fan', 'device', { included_in: 'oven' }),
  channel('L1', 'grid_import', { phase: 'L1', included_in: 'in' }),
  channel('L1x', 'grid_export', { phase: 'L1', included_in: 'out' }),
];
const signs = (terms: ReturnType<typeof balanceTerms>) =>
  Object.fromEntries(terms.map(({ channel: id, sign }) => [id, sign]));

describe('balanceTerms', () => {
  it('adds to the home what the server adds', () => {
    expect(signs(balanceTerms(channels, 'home'))).toEqual({
      in: 1,
      out: -1,
      sun: 1,
      fill: -1,
      give: 1,
    });
  });

  it('takes off devices that are part of no other for what none of them tells', () => {
    expect(signs(balanceTerms(channels, 'untracked'))).toMatchObject({ in: 1, oven: -1 });
    expect(signs(balanceTerms(channels, 'untracked'))).not.toHaveProperty('fan');
  });

  it('counts all solar as solar, and each direction with its sign', () => {
    expect(signs(balanceTerms(channels, 'solar'))).toEqual({ sun: 1, dc: 1 });
    expect(signs(balanceTerms(channels, 'grid'))).toEqual({ in: 1, out: -1 });
    expect(signs(balanceTerms(channels, 'battery'))).toEqual({ give: 1, fill: -1 });
  });

  it('names what feeds a channel now: its power, or else its counter', () => {
    const [counted] = channelTerms(
      [
        channel('m', 'device', {
          bindings: [
            binding('sensor.old', 'counter', '2026-01-01T00:00:00Z'),
            binding('sensor.new', 'counter'),
          ],
        }),
      ],
      'm',
    );
    expect(counted).toMatchObject({ sources: ['sensor.new'], isCounter: true, sign: 1 });
    expect(channelTerms(channels, 'fill')).toMatchObject([
      { sources: ['sensor.fill'], isCounter: false, sign: 1 },
    ]);
  });

  it('signs the channels of a phase by their role', () => {
    expect(signs(signedTerms(channels, ['L1', 'L1x']))).toEqual({ L1: 1, L1x: -1 });
  });
});

describe('powerOf', () => {
  const power = { in: 100, out: 0, sun: 50, fill: 20, give: 0, oven: 200 };

  it('adds up with signs', () => {
    expect(powerOf('home', balanceTerms(channels, 'home'), { power })).toBe(130);
    expect(powerOf('battery', balanceTerms(channels, 'battery'), { power })).toBe(-20);
  });

  it('is not below zero for the home and what no device tells', () => {
    expect(powerOf('untracked', balanceTerms(channels, 'untracked'), { power })).toBe(0);
  });

  it('is unknown where nothing is', () => {
    expect(powerOf('solar', balanceTerms(channels, 'solar'), { power: { sun: null } })).toBeNull();
  });
});
