import { Channel } from '../api/types';
import {
  EnergyColumns,
  coverage,
  energyTable,
  hasUnratedGas,
  mediaOf,
  shareOf,
  sum,
} from './energy-table';

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

const hours = ['2026-11-30T10:00:00Z', '2026-11-30T11:00:00Z'];
const unknown = null as unknown as number;
const data: EnergyColumns = {
  t: hours,
  t_end: ['2026-11-30T11:00:00Z', '2026-11-30T12:00:00Z'],
  solar: [1.1, unknown],
  grid_import: [0.2, unknown],
  grid_export: [0.3, unknown],
  home: [1, unknown],
  channels: {
    gas: { m3: [0.5, 0.25], kwh: [unknown, 2.5], covered: [1, 0.5] },
    part: { m3: [0.1, 0.1] },
    other: { m3: [1, 1], covered: [0.75, 1] },
  },
  quality: {
    covered: [0.75, unknown],
    estimated: [0.25, unknown],
    coarse: [0.5, unknown],
    faulty: [0, unknown],
    cuts_hour: [],
  },
};

describe('energyTable', () => {
  it('has what the home has, sources up and export down, with totals', () => {
    const table = energyTable('electricity', data, []);
    expect(table.series.map((series) => [series.key, series.direction])).toEqual([
      ['solar', 'up'],
      ['grid_import', 'up'],
      ['grid_export', 'down'],
    ]);
    expect(table.rows[0]?.values).toEqual({ solar: 1.1, grid_import: 0.2, grid_export: 0.3 });
    expect(table.used).toBe(1);
  });

  it('keeps what is unknown unknown', () => {
    const table = energyTable('electricity', data, []);
    expect(table.rows[1]).toMatchObject({ used: null, covered: null, estimated: 0 });
    expect(table.rows[1]?.values['solar']).toBeNull();
  });

  it('counts a part of another channel once', () => {
    const gas = [channel('gas', 'gas'), channel('part', 'gas', { included_in: 'gas' })];
    const table = energyTable('gas', data, gas);
    expect(table.series.map((series) => series.key)).toEqual(['gas']);
    expect(table.used).toBe(0.75);
  });
});

describe('gas', () => {
  const gas = [channel('gas', 'gas'), channel('other', 'gas')];

  it('is told in cubic metres, or in kWh where that is known', () => {
    expect(energyTable('gas', data, gas).rows.map((row) => row.used)).toEqual([1.5, 1.25]);
    const inKwh = energyTable('gas', data, gas.slice(0, 1), 'kwh');
    expect(inKwh.rows.map((row) => row.used)).toEqual([null, 2.5]);
    expect(inKwh.used).toBe(2.5);
  });

  it('is known as well as the channel that is known least', () => {
    expect(energyTable('gas', data, gas).rows.map((row) => row.covered)).toEqual([0.75, 0.5]);
    const part = [channel('part', 'gas')];
    expect(energyTable('gas', data, part).rows.map((row) => row.covered)).toEqual([null, null]);
  });

  it('is without energy before the first calorific value, not where no value is known', () => {
    expect(hasUnratedGas(data)).toBe(true);
    expect(hasUnratedGas({ ...data, channels: { other: { m3: [1, 1] } } })).toBe(false);
    const nothing = { gas: { m3: [unknown, 1], kwh: [unknown, 10] } };
    expect(hasUnratedGas({ ...data, channels: nothing })).toBe(false);
  });
});

describe('sums', () => {
  it('are exact where floating point is not', () => {
    expect(sum([0.1, 0.2])).toBe(0.3);
    expect(sum(Array.from({ length: 1000 }, () => 0.000001))).toBe(0.001);
  });
  it('are unknown only when nothing is known', () => {
    expect(sum([null, null])).toBeNull();
    expect(sum([null, 0])).toBe(0);
  });
});

describe('quality', () => {
  it('counts quarter-hours that are over', () => {
    const { rows } = energyTable('electricity', data, []);
    expect(coverage(rows, Date.parse('2026-11-30T11:00:00Z'))).toEqual({ known: 3, over: 4 });
  });
  it('weighs the estimated share by what is known', () => {
    const { rows } = energyTable('electricity', data, []);
    expect(shareOf('estimated', rows)).toBe(0.25);
    expect(shareOf('coarse', rows)).toBe(0.5);
    expect(shareOf('estimated', [])).toBe(0);
  });
});

describe('mediaOf', () => {
  it('lists what there are channels of', () => {
    expect(mediaOf([channel('w', 'water'), channel('e', 'grid_import')])).toEqual([
      'electricity',
      'water',
    ]);
    expect(mediaOf([])).toEqual([]);
  });
});
