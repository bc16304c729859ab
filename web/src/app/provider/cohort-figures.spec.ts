import { CohortComparison, LoadProfile } from '../api/types';
import {
  comparedFigures,
  comparisonSentence,
  homesSentence,
  inOrder,
  profileFigure,
  profileSentence,
} from './cohort-figures';

const profile: LoadProfile = {
  homes: 3,
  left_out: 2,
  t: ['2026-11-30T10:00:00Z', '2026-11-30T10:15:00Z', '2026-11-30T10:30:00Z'],
  columns: [
    { name: 'grid_import', homes: [3, 3, 3], mean_kwh: [0.1, 0.1, 0.1] },
    { name: 'home', homes: [3, 2, 0], mean_kwh: [0.1, 0.4, 0] },
  ],
};
const timeOf = (at: number): string => new Date(at).toISOString().slice(11, 16);
const valueOf = (value: number | null | undefined): string => `${value} kWh`;

describe('a load profile', () => {
  it('knows nothing where no home contributes, which is not zero', () => {
    const figure = profileFigure(profile, 'home');
    expect(figure?.values).toEqual([0.1, 0.4, null]);
    expect(figure?.homes).toEqual([3, 2, 0]);
    expect(profileFigure(profile, 'gas')).toBeNull();
  });

  it('is told by its peak and its lowest, and of how many homes it is', () => {
    const figure = profileFigure(profile, 'home');
    expect(figure && profileSentence(figure, timeOf, valueOf)).toBe(
      'Highest at 10:15: 0.4 kWh per home. Lowest at 10:00: 0.1 kWh. Between 2 and 3 homes contribute.',
    );
    const even = profileFigure(profile, 'grid_import');
    expect(even && profileSentence(even, timeOf, valueOf)).toContain('3 homes contribute.');
    const none = { name: 'home', t: [0], values: [null], homes: [0] };
    expect(profileSentence(none, timeOf, valueOf)).toBe('Nothing is known of this time.');
  });

  it('says which homes are left out and why', () => {
    expect(homesSentence(3, 2)).toBe(
      '3 homes were asked. 2 more are left out, as they consented to longer times only.',
    );
    expect(homesSentence(1, 0)).toBe('One home was asked.');
  });

  it('offers what homes used first, and what it does not know last', () => {
    expect(inOrder(['gas', 'new', 'grid_import', 'home'])).toEqual([
      'home',
      'grid_import',
      'gas',
      'new',
    ]);
  });
});

describe('a comparison of cohorts', () => {
  const figure = (name: string, home_days: number, mean_kwh_per_day: number) => ({
    name,
    home_days,
    mean_kwh_per_day,
  });
  const comparison: CohortComparison = {
    a: { homes: 2, left_out: 0, figures: [figure('home', 14, 10), figure('gas', 14, 2)] },
    b: { homes: 2, left_out: 0, figures: [figure('home', 13, 12), figure('solar', 13, 1)] },
  };
  const names = { a: 'October', b: 'November' };
  const compared = comparedFigures(comparison, 'en-GB');
  const plain = (text: string): string => text.replaceAll('\u202f', ' ');

  it('has each figure of either side, with the difference where both are known', () => {
    expect(compared.map(({ name, a, b, difference }) => [name, a, b, difference])).toEqual([
      ['home', 10, 12, 2],
      ['solar', null, 1, null],
      ['gas', 2, null, null],
    ]);
    expect(compared[0]).toMatchObject({ share: 20, daysA: 14, daysB: 13 });
    expect(compared[2]?.measure.unit).toBe('m³');
  });

  it('is told by its first figure', () => {
    expect(plain(comparisonSentence(compared, names, 'en-GB'))).toBe(
      'Used at home, per home and day: November 12.00 kWh, 2.00 kWh (20 %) more than October with 10.00 kWh.',
    );
    const reversed = comparedFigures({ a: comparison.b, b: comparison.a }, 'en-GB');
    expect(plain(comparisonSentence(reversed, names, 'en-GB'))).toContain('2.00 kWh (17 %) less');
    const same = comparedFigures({ a: comparison.a, b: comparison.a }, 'en-GB');
    expect(comparisonSentence(same, names, 'en-GB')).toContain('the same as October');
    expect(comparisonSentence([], names, 'en-GB')).toContain('no figure');
  });

  it('does not take a figure of no days for zero', () => {
    const nothing = { homes: 0, left_out: 1, figures: [figure('home', 0, 0)] };
    expect(comparedFigures({ a: nothing, b: nothing }, 'en-GB')[0]).toMatchObject({
      a: null,
      difference: null,
    });
  });
});
