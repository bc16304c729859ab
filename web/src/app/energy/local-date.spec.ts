import { daysBetween, firstOf, isLocalDate, plusDays, plusUnits } from './local-date';

describe('local dates', () => {
  it('are dates that exist', () => {
    expect(['2024-02-29', '2026-11-30'].map(isLocalDate)).toEqual([true, true]);
    expect(['2026-02-29', '2026-13-01', '26-01-01', '', '0001-01-01'].map(isLocalDate)).toEqual([
      false,
      false,
      false,
      false,
      false,
    ]);
  });

  it('start their unit on its first date, weeks on Monday', () => {
    expect(firstOf('week', '2026-11-29')).toBe('2026-11-23');
    expect(firstOf('week', '2026-11-23')).toBe('2026-11-23');
    expect(firstOf('week', '2021-01-01')).toBe('2020-12-28');
    expect(firstOf('month', '2024-02-29')).toBe('2024-02-01');
    expect(firstOf('quarter', '2026-12-31')).toBe('2026-10-01');
    expect(firstOf('quarter', '2026-01-15')).toBe('2026-01-01');
    expect(firstOf('year', '2026-07-04')).toBe('2026-01-01');
  });

  it('step by whole units across months and years', () => {
    expect(plusUnits('day', '2024-02-28', 1)).toBe('2024-02-29');
    expect(plusUnits('week', '2026-12-28', 1)).toBe('2027-01-04');
    expect(plusUnits('month', '2026-01-01', -1)).toBe('2025-12-01');
    expect(plusUnits('quarter', '2026-10-01', 1)).toBe('2027-01-01');
    expect(plusUnits('year', '2024-01-01', -1)).toBe('2023-01-01');
  });

  it('know no clock change: a day is a day', () => {
    expect(plusDays('2026-03-28', 2)).toBe('2026-03-30');
    expect(daysBetween('2026-10-24', '2026-10-26')).toBe(2);
  });
});
