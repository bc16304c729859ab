import { Channel } from '../api/types';
import type { EnergyColumns } from '../history-page/energy-table';
import { deviceUsage } from './device-usage';

const device = (id: string, more: Partial<Channel> = {}): Channel => ({
  id,
  name: id,
  role: 'device',
  order: 0,
  adds_to_ac_balance: true,
  adds_to_production: true,
  bindings: [],
  power_origin: 'source',
  ...more,
});
type Untracked = NonNullable<EnergyColumns['untracked']>;
const rest = (
  kwh: number,
  deficit = 0,
  reason: Untracked['reason'][number] = 'none',
): Untracked => ({ kwh: [kwh], deficit: [deficit], reason: [reason] });
const data = (
  home: number | null,
  kwh: Record<string, number | null>,
  untracked?: Untracked,
  own: Record<string, { own: number[]; own_deficit: number[] }> = {},
): EnergyColumns => ({
  t: ['2026-11-30T00:00:00Z'],
  t_end: ['2026-12-01T00:00:00Z'],
  ...(home === null ? {} : { home: [home] }),
  ...(untracked ? { untracked } : {}),
  channels: Object.fromEntries(
    Object.entries(kwh).map(([id, value]) => [
      id,
      { ...(value === null ? {} : { kwh: [value] }), ...own[id] },
    ]),
  ),
  quality: { covered: [1], estimated: [0], coarse: [0], faulty: [0], cuts_hour: [] },
});

describe('deviceUsage', () => {
  it('lists the hungriest first, each part below its whole, with shares of what the home used', () => {
    const channels = [
      device('lamp'),
      device('screen', { included_in: 'strip' }),
      device('strip'),
      device('pump'),
    ];
    const { devices } = deviceUsage(
      data(10, { lamp: 0.5, screen: 1.5, strip: 2, pump: 5 }, rest(2.5), {
        strip: { own: [0.5], own_deficit: [0] },
      }),
      channels,
      1,
    );
    expect(devices.map(({ channel, depth }) => `${depth} ${channel.id}`)).toEqual([
      '0 pump',
      '0 strip',
      '1 screen',
      '0 lamp',
    ]);
    expect(devices.map(({ share }) => share)).toEqual([0.5, 0.2, 0.15, 0.05]);
    expect(devices[1]?.own).toBe(0.5);
    expect(devices[0]?.own).toBeNull();
  });

  it('tells what no device accounts for as the server finds it', () => {
    const { untracked } = deviceUsage(data(10, { pump: 7 }, rest(3)), [device('pump')], 1);
    expect(untracked).toMatchObject({ kwh: 3, share: 0.3, excess: 0, reasons: [] });
  });

  it('is never below zero but says by how much the devices exceed the home, and why', () => {
    const columns = data(2, { pump: 2.5 }, rest(0.1, 0.6, 'timing_assumed'));
    const { untracked } = deviceUsage(columns, [device('pump')], 1);
    expect(untracked).toMatchObject({ kwh: 0, excess: 0.5, reasons: ['timing_assumed'] });
  });

  it('names the device whose parts say more than it does', () => {
    const channels = [device('strip'), device('screen', { included_in: 'strip' })];
    const columns = data(5, { strip: 3, screen: 4 }, rest(2), {
      strip: { own: [0], own_deficit: [1] },
    });
    const { devices, untracked } = deviceUsage(columns, channels, 1);
    expect(devices[0]?.own).toBe(-1);
    expect(untracked?.reasons).toEqual(['parts']);
    expect(untracked?.crowded).toEqual(['strip']);
  });

  it('names the devices of which nothing is known, and what else may be the cause', () => {
    const channels = [device('pump'), device('car')];
    const columns = data(10, { pump: 1, car: null }, rest(9));
    const { devices, untracked } = deviceUsage(columns, channels, 0.5);
    expect(devices[1]?.kwh).toBeNull();
    expect(devices[1]?.share).toBeNull();
    expect(untracked?.reasons).toEqual(['partly_known', 'silent_devices', 'large']);
    expect(untracked?.silent).toEqual(['car']);
  });

  it('knows nothing of the rest where the use of the home is not known', () => {
    const usage = deviceUsage(data(null, { pump: 1 }), [device('pump')], 1);
    expect(usage.untracked).toBeNull();
    expect(usage.devices[0]?.kwh).toBe(1);
    expect(usage.devices[0]?.share).toBeNull();
  });

  it('loses nothing when two devices claim to be part of each other', () => {
    const channels = [device('a', { included_in: 'b' }), device('b', { included_in: 'a' })];
    expect(deviceUsage(data(1, { a: 1, b: 1 }), channels, 1).devices).toHaveLength(2);
  });
});
