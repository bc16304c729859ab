import { EnergySeries } from '../api/types';
import { historyBars } from './history-figures';

const at = (day: number): string => `2026-11-${String(day).padStart(2, '0')}T00:00:00Z`;
const series: EnergySeries = {
  home_id: 'h',
  time_zone: 'UTC',
  period: 'day',
  t: [at(1), at(2)],
  t_end: [at(2), at(3)],
  grid_import: [1, 2],
  home: [1, 2],
  channels: {},
  quality: { covered: [1, 1], estimated: [0, 0], coarse: [0, 0], faulty: [0, 0], cuts_hour: [] },
  complete_until: at(3),
  compare: {
    compare: 'previous',
    from: '2026-10-29T00:00:00Z',
    to: '2026-11-01T00:00:00Z',
    until: at(3),
    days: 2,
    compared_days: 3,
    aligned: [0, 1, null],
    t: ['2026-10-29T00:00:00Z', '2026-10-30T00:00:00Z', '2026-10-31T00:00:00Z'],
    t_end: ['2026-10-30T00:00:00Z', '2026-10-31T00:00:00Z', '2026-11-01T00:00:00Z'],
    grid_import: [3, 4, 5],
    home: [3, 4, 5],
    channels: {},
    quality: {
      covered: [1, 1, 1],
      estimated: [0, 0, 0],
      coarse: [0, 0, 0],
      faulty: [0, 0, 0],
      cuts_hour: [],
    },
  },
};

describe('historyBars', () => {
  it('puts what is compared beside its place, and what has none at the end', () => {
    const { bars, comparedUsed } = historyBars('electricity', series, [], 'day', 'en-GB');
    expect(bars.map((bar) => [bar.tick, bar.line, bar.comparedLine])).toEqual([
      ['1', 1, 3],
      ['2', 2, 4],
      ['31', null, 5],
    ]);
    expect(comparedUsed).toBe(12);
    expect(bars.reduce((sum, bar) => sum + (bar.comparedLine ?? 0), 0)).toBe(comparedUsed);
  });

  it('adds up both of two that share a place, as the repeated hour does', () => {
    const compare = series.compare as NonNullable<EnergySeries['compare']>;
    const twice = { ...series, compare: { ...compare, aligned: [0, 0, 1] } };
    const { bars } = historyBars('electricity', twice, [], 'day', 'en-GB');
    expect(bars.map((bar) => bar.comparedLine)).toEqual([7, 5]);
    expect(bars[0]?.compared).toEqual({ grid_import: 7 });
  });

  it('has nothing beside it when nothing is compared', () => {
    const { bars, comparedUsed } = historyBars(
      'electricity',
      { ...series, compare: undefined },
      [],
      'day',
      'en-GB',
    );
    expect(bars.every((bar) => bar.compared === null)).toBe(true);
    expect(comparedUsed).toBeNull();
  });
});
