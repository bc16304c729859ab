import { BarSeries } from '../chart/bar-layout';
import { measureFor } from '../energy/measure';
import { HistoryFigures, historySentence } from './history-sentence';

const series: BarSeries[] = [
  { key: 'solar', label: 'Solar', color: '', direction: 'up' },
  { key: 'grid', label: 'Imported', color: '', direction: 'up' },
  { key: 'export', label: 'Exported', color: '', direction: 'down' },
];
const figures: HistoryFigures = {
  isHome: true,
  series,
  totals: { solar: 30, grid: 10, export: 99 },
  used: 35,
  until: null,
  compared: null,
};
const written = (more: Partial<HistoryFigures>): string =>
  historySentence({ ...figures, ...more }, measureFor('kwh', 40, 'en-GB'), 'en-GB').replaceAll(
    '\u202f',
    ' ',
  );

describe('the sentence of a chart', () => {
  it('tells the total and the largest source, which export is not', () => {
    expect(written({})).toBe(
      'The home used 35.00 kWh. The largest source: Solar, 30.00 kWh (75 % of what came in).',
    );
  });

  it('tells up to when, while a period runs', () => {
    expect(written({ until: '10:15' })).toContain('Until 10:15 the home used 35.00 kWh.');
  });

  it('tells the change to what it is compared with', () => {
    const compared = { name: 'October 2026', used: 50, days: 31, comparedDays: 31 };
    expect(written({ compared })).toContain(
      '15.00 kWh (30 %) less than October 2026 with 50.00 kWh.',
    );
    expect(written({ compared: { ...compared, used: 28 } })).toContain('7.00 kWh (25 %) more than');
    expect(written({ compared: { ...compared, used: 35 } })).toContain('was the same: 35.00 kWh');
    expect(written({ compared: { ...compared, used: 0 } })).toContain('35.00 kWh more than');
    expect(written({ compared: { ...compared, used: null } })).toContain(
      'Of October 2026 nothing is known.',
    );
  });

  it('compares days with days when the lengths differ', () => {
    const compared = { name: 'February', used: 28, days: 31, comparedDays: 28 };
    expect(written({ used: 31, compared })).toContain('Per day: 1.00 kWh against 1.00 kWh.');
  });

  it('does not call nothing known zero', () => {
    expect(written({ used: null })).toBe('Nothing is known of this period.');
  });

  it('has no largest part where there is one alone', () => {
    expect(
      historySentence(
        { ...figures, isHome: false, series: series.slice(0, 1), used: 1.25 },
        measureFor('m3', 1, 'en-GB'),
        'en-GB',
      ).replaceAll('\u202f', ' '),
    ).toBe('1.250 m³ were used.');
  });
});
