import { Channel, PowerSeries } from '../api/types';
import { rowMaker, rowsFrom } from './balance';

const channel = (id: string, role: Channel['role'], more: Partial<Channel> = {}): Channel => ({
  id,
  name: id,
  role,
  order: 0,
  adds_to_ac_balance: true,
  adds_to_production: true,
  bindings: [],
  power_origin: 'source',
  ...more,
});
const rowFrom = (powerOf: (id: string) => number | null, channels: Channel[]) =>
  rowMaker(channels)(powerOf);
const reading = (power: Record<string, number | null>) => (id: string) => power[id] ?? null;

describe('rowMaker', () => {
  const channels = [
    channel('t1', 'grid_import', { register: 'T1' }),
    channel('t2', 'grid_import', { register: 'T2' }),
    channel('l1', 'grid_import', { phase: 'L1', included_in: 't1' }),
    channel('out', 'grid_export'),
    channel('sun', 'solar'),
    channel('in', 'battery_charge'),
    channel('from', 'battery_discharge'),
  ];

  it('adds registers, leaves out phases that are part of them, and balances the home', () => {
    const row = rowFrom(
      reading({ t1: 0, t2: 300, l1: 300, out: 0, sun: 1000, in: 800, from: 0 }),
      channels,
    );
    expect(row).toEqual({ home: 500, grid: 300, solar: 1000, battery: -800, generator: null });
  });

  it('counts a silent register as nothing while another one speaks', () => {
    expect(rowFrom(reading({ t2: 250, out: 0, sun: 0, in: 0, from: 0 }), channels).home).toBe(250);
  });

  it('does not know the home when the grid is silent', () => {
    expect(rowFrom(reading({ sun: 1000 }), channels).home).toBeNull();
  });

  it('leaves solar behind the battery out of the balance but shows it', () => {
    const direct = [
      channel('t1', 'grid_import'),
      channel('sun', 'solar', { adds_to_ac_balance: false }),
    ];
    expect(rowFrom(reading({ t1: 200, sun: 900 }), direct)).toMatchObject({
      home: 200,
      solar: 900,
    });
  });

  it('shows import alone for a home that makes nothing', () => {
    expect(rowFrom(reading({ t1: 340 }), [channel('t1', 'grid_import')])).toEqual({
      home: 340,
      grid: 340,
      solar: null,
      battery: null,
      generator: null,
    });
  });
});

describe('rowsFrom', () => {
  const meter = [
    channel('t1', 'grid_import', { register: 'T1' }),
    channel('t2', 'grid_import', { register: 'T2' }),
    channel('out', 'grid_export'),
  ];
  const rowsOf = (means: Record<string, (number | null)[]>) => {
    const times = Object.values(means)[0] ?? [];
    const series: PowerSeries = {
      from: '2026-11-25T00:00:00Z',
      to: '2026-11-25T01:00:00Z',
      step_s: 60,
      t: times.map((_, minute) => new Date(Date.UTC(2026, 10, 25, 0, minute)).toISOString()),
      channels: Object.fromEntries(
        Object.entries(means).map(([id, mean]) => [id, { mean, min: mean, max: mean }]),
      ),
    };
    return rowsFrom(series, meter).rows;
  };

  it('believes a zero only when no register is silent that else reports', () => {
    const rows = rowsOf({
      t1: [100, null, null, 0],
      t2: [0, 0, 300, 0],
      out: [0, 0, 0, 0],
    });
    expect(rows.map((row) => row.grid)).toEqual([100, null, 300, 0]);
    expect(rows.map((row) => row.home)).toEqual([100, null, 300, 0]);
  });

  it('takes the silence of one direction for unknown unless the other one works', () => {
    const rows = rowsOf({
      t1: [200, null, null, 50],
      t2: [0, null, null, 0],
      out: [0, 0, 800, null],
    });
    expect(rows.map((row) => row.grid)).toEqual([200, null, -800, 50]);
  });

  it('leaves out a register that never reports', () => {
    const rows = rowsOf({ t1: [0, 40], t2: [null, null], out: [0, 0] });
    expect(rows.map((row) => row.grid)).toEqual([0, 40]);
  });

  it('keeps buckets without readings unknown', () => {
    const series: PowerSeries = {
      from: '2026-11-25T00:00:00Z',
      to: '2026-11-25T00:02:00Z',
      step_s: 60,
      t: ['2026-11-25T00:00:00Z', '2026-11-25T00:01:00Z'],
      channels: { t1: { mean: [100, null], min: [100, null], max: [100, null] } },
    };
    const { t, rows } = rowsFrom(series, [channel('t1', 'grid_import')]);
    expect(t).toEqual([Date.parse('2026-11-25T00:00:00Z'), Date.parse('2026-11-25T00:01:00Z')]);
    expect(rows.map((row) => row.home)).toEqual([100, null]);
  });
});
