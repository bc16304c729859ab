import { BarSeries } from '../chart/bar-layout';
import { measureFor } from '../energy/measure';
import { partSentence } from './part-sentence';

const series: BarSeries[] = [
  { key: 'grid_import', label: 'Imported', color: '', direction: 'up' },
  { key: 'grid_export', label: 'Exported', color: '', direction: 'down' },
];
const measure = measureFor('kwh', 10, 'en-GB');
const said = (totals: Record<string, number | null>, until: string | null): string =>
  partSentence(series, totals, until, measure, 'en-GB').replaceAll('\u202f', ' ');

describe('the sentence of a part of a home', () => {
  it('tells each amount and no total', () => {
    expect(said({ grid_import: 10, grid_export: 2.5 }, null)).toBe(
      'Imported 10.00 kWh and Exported 2.50 kWh.',
    );
    expect(said({ grid_import: 10, grid_export: null }, '10:15')).toBe(
      'Until 10:15: Imported 10.00 kWh.',
    );
  });

  it('does not call nothing known zero', () => {
    expect(said({ grid_import: null }, null)).toBe('Nothing is known of this period.');
  });
});
