import { draftsOf, faultsBySeries, mayBeRight, requestOf, unitsFor } from './import-drafts';
import { SeriesProposal } from './file-types';

const solar: SeriesProposal = {
  series: 'solar_wh',
  name: 'solar_wh',
  unit: 'Wh',
  kind: 'counter',
  role: 'solar',
  values: 3,
  examples: ['1', '2'],
};

describe('drafts of an import', () => {
  it('take what is proposed, into the channel that is meant or a new one', () => {
    const drafts = draftsOf([
      solar,
      { ...solar, series: 'grid', channel: 'a', role: 'grid_import' },
    ]);
    expect(requestOf(drafts)).toEqual([
      {
        series: 'solar_wh',
        kind: 'counter',
        unit: 'Wh',
        new_channel: { name: 'solar_wh', role: 'solar' },
      },
      { series: 'grid', kind: 'counter', unit: 'Wh', channel: 'a' },
    ]);
  });

  it('say that the file is right where that can count', () => {
    const drafts = draftsOf([
      { ...solar, kind: 'amount', channel: 'a' },
      { ...solar, channel: 'b' },
      { ...solar, kind: 'amount' },
    ]).map((draft) => ({ ...draft, right: 'file' as const }));
    expect(drafts.map(mayBeRight)).toEqual([true, false, false]);
    expect(requestOf(drafts).map(({ right }) => right)).toEqual(['file', undefined, undefined]);
  });

  it('leave out what has no unit or no values until somebody chooses', () => {
    const drafts = draftsOf([
      { ...solar, unit: '' },
      { ...solar, values: 0 },
    ]);
    expect(requestOf(drafts)).toEqual([]);
  });

  it('offer the unit of the file beside the usual ones', () => {
    const [price] = draftsOf([{ ...solar, unit: 'EUR/MWh' }]);
    expect(unitsFor(price!)[0]).toBe('EUR/MWh');
    const [known] = draftsOf([solar]);
    expect(unitsFor(known!).filter((unit) => unit === 'Wh')).toHaveLength(1);
  });

  it('show a fault at the series it is of, counting those that are used', () => {
    const drafts = draftsOf([{ ...solar, series: 'first', unit: '' }, solar]);
    const faults = faultsBySeries(drafts, [
      { pointer: '/series/0/unit', code: 'mismatch', detail: 'does not fit' },
      { pointer: '/csv/zone', code: 'unknown', detail: 'is none' },
    ]);
    expect([...faults]).toEqual([['solar_wh', 'unit does not fit']]);
  });
});
