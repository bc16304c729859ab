import { extremes, slotTicks, stepPaths } from './slot-layout';

const quarter = 15 * 60_000;
const slots = (from: string, count: number): number[] =>
  Array.from({ length: count }, (_, index) => Date.parse(from) + index * quarter);

describe('slots in a chart', () => {
  it('are steps, broken where nothing is known, over an area down to zero', () => {
    const paths = stepPaths(
      [1, 2, null, 0],
      (index) => index * 10,
      (value) => 100 - value * 10,
    );
    expect(paths.line).toBe('M0 90H10V80H20M30 100H40');
    expect(paths.area).toBe('M0 90H10V80H20V100H0ZM30 100H40V100H30Z');
  });

  it('have hours below them on one day and dates on more, in the zone of whoever looks', () => {
    const day = slots('2026-11-29T23:00:00Z', 96);
    expect(slotTicks(day, 'en-GB', 'Europe/Amsterdam', 8).map(({ text }) => text)).toEqual([
      '00:00',
      '03:00',
      '06:00',
      '09:00',
      '12:00',
      '15:00',
      '18:00',
      '21:00',
    ]);
    expect(slotTicks(day, 'en-GB', 'Europe/Amsterdam', 4).map(({ text }) => text)).toEqual([
      '00:00',
      '06:00',
      '12:00',
      '18:00',
    ]);
    const week = slots('2026-11-22T23:00:00Z', 7 * 96);
    expect(slotTicks(week, 'en-GB', 'Europe/Amsterdam', 10)[0]).toEqual({
      index: 0,
      text: '23 Nov',
    });
  });

  it('have a first highest and a first lowest, of what is known', () => {
    expect(extremes([null, 2, 5, 5, 1, 1])).toEqual({ highest: 2, lowest: 4 });
    expect(extremes([null, 0])).toEqual({ highest: 1, lowest: 1 });
    expect(extremes([null])).toBeNull();
  });
});
