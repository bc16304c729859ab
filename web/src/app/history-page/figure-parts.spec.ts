import { EnergySeries } from '../api/types';
import { ChartBar } from '../chart/bar-chart';
import { barParts } from './figure-parts';

const answer = {
  t: ['2026-11-28T23:00:00Z', '2026-11-29T23:00:00Z'],
  t_end: ['2026-11-29T23:00:00Z', '2026-11-30T23:00:00Z'],
  compare: { from: '2026-11-26T23:00:00Z', to: '2026-11-28T23:00:00Z' },
} as EnergySeries;
const series = [
  { key: 'solar', label: 'Solar', color: '', direction: 'up' as const },
  { key: 'grid_export', label: 'Exported', color: '', direction: 'down' as const },
];
const bar = {
  at: Date.parse('2026-11-28T23:00:00Z'),
  to: Date.parse('2026-11-29T23:00:00Z'),
  besides: [{ from: Date.parse('2026-11-26T23:00:00Z'), to: Date.parse('2026-11-27T23:00:00Z') }],
} as unknown as ChartBar;

describe('barParts', () => {
  const parts = barParts({
    isHome: true,
    series,
    answer,
    onlyComplete: true,
    usedLabel: 'Used at home',
    isGasEnergy: false,
  });

  it('explains a series of the home by its role, over the span of its bar or all', () => {
    expect(parts('solar', bar, false)).toEqual([
      {
        label: 'Solar',
        figure: 'solar',
        from: '2026-11-28T23:00:00.000Z',
        to: '2026-11-29T23:00:00.000Z',
        sign: 1,
        onlyComplete: true,
      },
    ]);
    expect(parts('solar', null, false)).toMatchObject([
      { from: '2026-11-28T23:00:00Z', to: '2026-11-30T23:00:00Z' },
    ]);
  });

  it('explains what it is compared with over the span of that, which is over', () => {
    expect(parts('used', bar, true)).toMatchObject([
      {
        figure: 'home',
        from: '2026-11-26T23:00:00.000Z',
        to: '2026-11-27T23:00:00.000Z',
        onlyComplete: false,
      },
    ]);
    expect(parts('used', null, true)).toMatchObject([
      { from: '2026-11-26T23:00:00Z', to: '2026-11-28T23:00:00Z' },
    ]);
  });

  it('adds up the channels of another medium', () => {
    const gas = barParts({
      isHome: false,
      series: [
        { key: 'a', label: 'Boiler', color: '', direction: 'up' },
        { key: 'b', label: 'Cooker', color: '', direction: 'up' },
      ],
      answer,
      onlyComplete: false,
      usedLabel: 'Together',
      isGasEnergy: false,
    });
    expect(gas('used', null, false)).toMatchObject([
      { label: 'Boiler', figure: 'channel', channel: 'a', sign: 1 },
      { label: 'Cooker', figure: 'channel', channel: 'b', sign: 1 },
    ]);
    expect(gas('b', null, false)).toMatchObject([{ channel: 'b' }]);
  });

  it('explains gas in kWh by its energy, from where it has one', () => {
    const kwh = (kwhs: (number | null)[]) =>
      barParts({
        isHome: false,
        series: [{ key: 'a', label: 'Boiler', color: '', direction: 'up' }],
        answer: {
          ...answer,
          channels: { a: { m3: [1, 2], kwh: kwhs } },
        } as unknown as EnergySeries,
        onlyComplete: false,
        usedLabel: 'Together',
        isGasEnergy: true,
      });
    expect(kwh([10, 20])('a', null, false)).toMatchObject([
      { figure: 'gas_energy', channel: 'a', from: '2026-11-28T23:00:00Z' },
    ]);
    expect(kwh([null, 20])('a', null, false)).toMatchObject([
      { figure: 'gas_energy', from: '2026-11-29T23:00:00Z', to: '2026-11-30T23:00:00Z' },
    ]);
  });
});
