import { Aggregate } from '../api/types';
import {
  aggregateSentence,
  dayToShow,
  dayTotal,
  decimalsFor,
  groupToShow,
  groupsOf,
  monthSpan,
  withheldWords,
} from './aggregate-figures';

const told = (day: string, more: Partial<Aggregate> = {}): Aggregate => ({
  area: 'North',
  tariff: 'Standard',
  day,
  withheld: 'nothing',
  t: ['2026-11-01T00:00:00Z', '2026-11-01T00:15:00Z'],
  kwh: [1.5, 2.25],
  ...more,
});
const withheld = (day: string, more: Partial<Aggregate> = {}): Aggregate =>
  told(day, { withheld: 'too_few_homes', t: [], kwh: [], ...more });

describe('published sums of groups', () => {
  it('are put together by group and day', () => {
    const groups = groupsOf([
      told('2026-11-02'),
      told('2026-11-01'),
      told('2026-11-01', { tariff: 'Night' }),
    ]);
    expect(groups.map(({ label, days }) => [label, days.map(({ day }) => day)])).toEqual([
      ['North, Night', ['2026-11-01']],
      ['North, Standard', ['2026-11-01', '2026-11-02']],
    ]);
  });

  it('begin with the newest day that is told', () => {
    const [group] = groupsOf([told('2026-11-01'), told('2026-11-02'), withheld('2026-11-03')]);
    expect(group && dayToShow(group)).toBe('2026-11-02');
    const groups = groupsOf([withheld('2026-11-01', { area: 'A' }), told('2026-11-01')]);
    expect(groupToShow(groups)?.label).toBe('North, Standard');
    const [none] = groupsOf([withheld('2026-11-01'), withheld('2026-11-02')]);
    expect(none && dayToShow(none)).toBe('2026-11-02');
  });

  it('have no total where they are withheld, and a reason in a sentence', () => {
    expect(dayTotal(told('2026-11-01'))).toBe(3.75);
    expect(dayTotal(withheld('2026-11-01'))).toBeNull();
    const reasons = Object.values(withheldWords);
    expect(new Set(reasons).size).toBe(reasons.length);
    expect(reasons.every((reason) => reason.endsWith('.'))).toBe(true);
  });

  it('are told with three significant digits', () => {
    expect([[0.123], [1.23], [12.3], [123], []].map((values) => decimalsFor(values))).toEqual([
      3, 2, 1, 0, 3,
    ]);
    expect(
      aggregateSentence(
        told('2026-11-01'),
        (at) => new Date(at).toISOString().slice(11, 16),
        (kwh) => `${kwh}`,
        (kwh) => `${kwh}`,
      ),
    ).toBe(
      'The homes of the group used about 3.75 together. Highest at 00:15: 2.25. Lowest at 00:00: 1.5.',
    );
  });

  it('are asked for by whole months', () => {
    expect(monthSpan('2026-12')).toEqual({ from: '2026-12-01', to: '2027-01-01' });
    expect(monthSpan('2026-13')).toBeNull();
    expect(monthSpan('')).toBeNull();
  });
});
