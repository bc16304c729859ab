import { instantOf, wallClockAt } from './wall-clock';

const zone = 'Europe/Amsterdam';

describe('the clock of a home', () => {
  it('shows what inputs of the browser write', () => {
    expect(wallClockAt(Date.parse('2026-11-30T13:15:00Z'), zone)).toBe('2026-11-30T14:15');
    expect(wallClockAt(Date.parse('2026-11-29T23:00:00Z'), zone)).toBe('2026-11-30T00:00');
    expect(wallClockAt(Date.parse('2026-11-30T13:15:00Z'), 'Asia/Kathmandu')).toBe(
      '2026-11-30T19:00',
    );
  });

  it('is read back', () => {
    for (const home of [zone, 'Asia/Kathmandu', 'America/St_Johns', 'Australia/Lord_Howe', 'UTC']) {
      for (let at = Date.parse('2026-01-01T00:00:00Z'); at < Date.parse('2027-01-01');) {
        expect(wallClockAt(instantOf(wallClockAt(at, home), home) ?? 0, home)).toBe(
          wallClockAt(at, home),
        );
        at += 97 * 15 * 60_000;
      }
    }
  });

  it('takes the first of an hour that comes twice, and goes on where one is skipped', () => {
    const at = (text: string): string => new Date(instantOf(text, zone) ?? 0).toISOString();
    expect(at('2026-10-25T02:30')).toBe('2026-10-25T00:30:00.000Z');
    expect(at('2026-10-25T03:30')).toBe('2026-10-25T02:30:00.000Z');
    expect(at('2026-03-29T02:30')).toBe('2026-03-29T01:30:00.000Z');
  });

  it('knows what is no time', () => {
    expect(instantOf('', zone)).toBeNull();
  });
});
