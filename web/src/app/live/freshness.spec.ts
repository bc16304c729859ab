import { ageText } from './age-text';
import { freshness } from './freshness';

const now = Date.parse('2026-11-25T14:10:00Z');
const ago = (seconds: number): number => now - seconds * 1000;

describe('freshness', () => {
  it('trusts what was just read', () => {
    expect(freshness({ watts: 500, at: ago(5), kind: 'measured' }, now, true)).toBe('fresh');
  });
  it('doubts a running device that says nothing for minutes', () => {
    expect(freshness({ watts: 500, at: ago(400), kind: 'measured' }, now, true)).toBe('stale');
  });
  it('believes a device that rests at zero', () => {
    expect(freshness({ watts: 0, at: ago(4000), kind: 'measured' }, now, true)).toBe('quiet');
  });
  it('doubts everything older than a minute when the connection is gone', () => {
    expect(freshness({ watts: 0, at: ago(90), kind: 'measured' }, now, false)).toBe('stale');
  });
  it('waits longer for means, which come with the counter’s steps', () => {
    expect(freshness({ watts: 300, at: ago(900), kind: 'mean' }, now, true)).toBe('fresh');
  });
  it('knows nothing without a value', () => {
    expect(freshness({ watts: null, at: ago(1), kind: undefined }, now, true)).toBe('unknown');
  });
});

describe('ageText', () => {
  const text = (seconds: number, trust: Parameters<typeof ageText>[1]): string =>
    ageText(ago(seconds), trust, now, 'en-GB', 'UTC');
  it('steps so that it does not flicker', () => {
    expect(text(3, 'fresh')).toBe('just now');
    expect(text(29, 'fresh')).toBe('20 s ago');
    expect(text(190, 'fresh')).toBe('3 min ago');
  });
  it('says since when a value rests and when a doubted one was last seen', () => {
    expect(text(4200, 'quiet')).toBe('since 13:00');
    expect(text(600, 'stale')).toBe('last seen 14:00');
  });
  it('says so when there never was a reading', () => {
    expect(ageText(null, 'unknown', now, 'en-GB', 'UTC')).toBe('no reading yet');
  });
});
