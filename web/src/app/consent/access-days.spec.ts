import { documentedCodes } from '../api/documented-codes';
import { AccessEntry } from '../api/types';
import { accessDays, accessKindNames } from './access-days';

const entry: AccessEntry = {
  at: '2026-11-30T22:59:00Z',
  last_at: '2026-11-30T22:59:00Z',
  by: 'u',
  by_name: 'Bo',
  organisation: 'Stadtwerk',
  kind: 'energy',
  count: 1,
};

describe('the access log by days', () => {
  it('cuts days at the home’s midnight and keeps the order', () => {
    const days = accessDays(
      [{ ...entry, at: '2026-11-30T23:00:00Z' }, entry, { ...entry, kind: 'live' }],
      'en-GB',
      'Europe/Berlin',
    );
    expect(days.map(({ name, rows }) => [name, rows.length])).toEqual([
      ['1 December 2026', 1],
      ['30 November 2026', 2],
    ]);
    expect(days[1]?.rows.map(({ what }) => what)).toEqual([
      accessKindNames.energy,
      accessKindNames.live,
    ]);
  });
  it('says who, of whose staff, and how often', () => {
    const [day] = accessDays(
      [entry, { ...entry, by: 'v', count: 3, last_at: '2026-11-30T22:59:41Z', organisation: '' }],
      'en-GB',
      'UTC',
    );
    expect(day?.rows[0]).toMatchObject({ time: '22:59', who: 'Bo of Stadtwerk', count: 'once' });
    expect(day?.rows[1]).toMatchObject({
      who: 'Bo, visiting as an operator',
      count: '3 times, last 22:59:41',
    });
  });
  it('gives every row an id of its own', () => {
    const entries = documentedCodes<AccessEntry['kind']>('AccessEntry', 'kind').map((kind) => ({
      ...entry,
      kind,
    }));
    const rows = accessDays(entries, 'en', 'UTC').flatMap((day) => day.rows);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(entries.length);
  });
  it('names everything that can be looked at', () => {
    const kinds = documentedCodes<AccessEntry['kind']>('AccessEntry', 'kind');
    expect(new Set(kinds.map((kind) => accessKindNames[kind])).size).toBe(kinds.length);
    expect(Object.keys(accessKindNames).sort()).toEqual([...kinds].sort());
  });
});
