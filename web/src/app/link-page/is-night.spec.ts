import { isNight } from './is-night';

describe('isNight', () => {
  it.each([
    ['2026-01-10T20:59:00Z', 'Europe/Amsterdam', false],
    ['2026-01-10T21:00:00Z', 'Europe/Amsterdam', true],
    ['2026-01-11T04:59:00Z', 'Europe/Amsterdam', true],
    ['2026-01-11T05:00:00Z', 'Europe/Amsterdam', false],
    ['2026-07-10T20:00:00Z', 'Europe/Amsterdam', true],
    ['2026-07-10T20:00:00Z', 'America/New_York', false],
    ['2026-01-10T18:14:00Z', 'Asia/Kathmandu', true],
    ['2026-01-10T00:00:00Z', 'UTC', true],
  ])('%s in %s: %s', (time, zone, expected) => {
    expect(isNight(Date.parse(time), zone)).toBe(expected);
  });
});
