import { clockTime, localDateAt, midnightBefore } from './home-clock';

const at = (text: string): number => Date.parse(text);

describe('midnightBefore', () => {
  it.each([
    ['an ordinary day', 'Europe/Amsterdam', '2026-11-25T13:20:05Z', '2026-11-24T23:00:00Z'],
    ['midnight itself', 'Europe/Amsterdam', '2026-11-24T23:00:00Z', '2026-11-24T23:00:00Z'],
    [
      'a zone with a quarter hour',
      'Asia/Kathmandu',
      '2026-11-25T01:00:00Z',
      '2026-11-24T18:15:00Z',
    ],
    [
      'the day clocks go forward',
      'Europe/Amsterdam',
      '2026-03-29T10:00:00Z',
      '2026-03-28T23:00:00Z',
    ],
    ['the day clocks go back', 'Europe/Amsterdam', '2026-10-25T10:00:00Z', '2026-10-24T22:00:00Z'],
    [
      'a zone west of Greenwich',
      'America/New_York',
      '2026-11-01T12:00:00Z',
      '2026-11-01T04:00:00Z',
    ],
  ])('finds it on %s', (_name, zone, now, midnight) => {
    expect(new Date(midnightBefore(at(now), zone)).toISOString()).toBe(
      new Date(midnight).toISOString(),
    );
  });
});

describe('clockTime', () => {
  it('reads the clock of the home, not of the browser', () => {
    expect(clockTime(at('2026-11-25T01:00:00Z'), 'en-GB', 'Asia/Kathmandu')).toBe('06:45');
  });
});

describe('localDateAt', () => {
  it('is the date at home, whatever it is elsewhere', () => {
    const late = at('2026-11-30T20:00:00Z');
    expect(localDateAt(late, 'Europe/Amsterdam')).toBe('2026-11-30');
    expect(localDateAt(late, 'Asia/Kathmandu')).toBe('2026-12-01');
    expect(localDateAt(at('2026-12-01T03:00:00Z'), 'America/New_York')).toBe('2026-11-30');
  });
});
