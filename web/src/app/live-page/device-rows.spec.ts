import { Device } from '../api/types';
import { noValues } from '../live/live-values';
import { deviceRows } from './device-rows';

const device = (id: string, more: Partial<Device> = {}): Device => ({
  id,
  name: id,
  channel: `c-${id}`,
  power_w: null,
  kind: 'appliance',
  switchable: false,
  confirm: false,
  power_kind: 'measured',
  state: 'on',
  last_seen: null,
  today_kwh: null,
  ...more,
});

describe('deviceRows', () => {
  it('lists the hungriest of today first, with each part below its whole', () => {
    const devices = [
      device('lamp', { today_kwh: 0.1 }),
      device('screen', { today_kwh: 0.4, included_in: 'c-strip' }),
      device('strip', { today_kwh: 0.9 }),
      device('pump', { today_kwh: 5 }),
    ];
    const rows = deviceRows(devices, noValues, []);
    expect(rows.map((row) => `${row.depth} ${row.id}`)).toEqual([
      '0 pump',
      '0 strip',
      '1 screen',
      '0 lamp',
    ]);
  });

  it('prefers live values to those of the list', () => {
    const values = {
      ...noValues,
      power: { 'c-lamp': 40 },
      switches: { lamp: { state: 'off', lastSeen: '2026-11-25T10:00:00Z' } },
    };
    const [row] = deviceRows([device('lamp', { power_w: 3 })], values, []);
    expect(row).toMatchObject({ watts: 40, state: 'off' });
  });

  it('shows a live null as unknown, not as the old value', () => {
    const values = { ...noValues, power: { 'c-lamp': null } };
    expect(deviceRows([device('lamp', { power_w: 3 })], values, [])[0]?.watts).toBeNull();
  });

  it('loses nothing when two devices claim to be part of each other', () => {
    const rows = deviceRows(
      [device('a', { included_in: 'b' }), device('b', { included_in: 'a' }), device('c')],
      noValues,
      [],
    );
    expect(rows.map((row) => row.id).sort()).toEqual(['a', 'b', 'c']);
  });
});
