import { documentedCodes } from '../api/documented-codes';
import { ConsentTerms, Customer } from '../api/types';
import { countByState, customerRows } from './customer-rows';
import {
  ConsentState,
  Detail,
  SharedField,
  details,
  fields,
  missing,
  stateWords,
  states,
} from './customer-words';

const zone = 'Europe/Amsterdam';
const now = Date.parse('2026-11-30T12:00:00Z');
const asked: ConsentTerms = {
  fields: ['grid', 'solar', 'gas'],
  detail: 'slot',
  history_from: '2025-12-31T23:00:00Z',
  starts_at: '2026-10-31T23:00:00Z',
  ends_at: '2026-12-31T23:00:00Z',
};
const customer = (state: ConsentState, more: Partial<Customer> = {}): Customer => ({
  permission: state,
  home: null,
  home_name: null,
  purpose: 'To plan the grid',
  state,
  since: '2026-11-20T10:00:00Z',
  asked,
  given: null,
  ...more,
});
const consenting = (name: string, more: Partial<ConsentTerms> = {}): Customer =>
  customer('accepted', {
    permission: name,
    home: `id of ${name}`,
    home_name: name,
    given: { ...asked, ...more },
  });
const rowsOf = (customers: readonly Customer[], more: object = {}) =>
  customerRows(customers, { state: null, search: '', ...more }, now, 'en-GB', zone);

describe('the customers of a provider', () => {
  it('have words of their own for every state, field and detail that the server knows', () => {
    const known = documentedCodes<ConsentState>('Customer', 'state');
    expect([...states].sort()).toEqual([...known].sort());
    expect(new Set(known.map((state) => stateWords[state])).size).toBe(known.length);
    expect([...details].sort()).toEqual(
      [...documentedCodes<Detail>('ConsentTerms', 'detail')].sort(),
    );
    const everyField: Record<SharedField, true> = {
      grid: true,
      solar: true,
      battery: true,
      gas: true,
      water: true,
      heat: true,
      devices: true,
    };
    expect([...fields].sort()).toEqual(Object.keys(everyField).sort());
  });

  it('stand with those first that consent, by name, and have a name only then', () => {
    const rows = rowsOf([
      customer('revoked'),
      consenting('Home 10'),
      customer('requested'),
      consenting('Home 9'),
    ]);
    expect(rows.map(({ name }) => name)).toEqual([
      'Home 9',
      'Home 10',
      'Not named yet',
      'Not named any more',
    ]);
    expect(rows.map(({ canEnd }) => canEnd)).toEqual([true, true, false, false]);
  });

  it('are found by a part of the name, and by state', () => {
    const all = [consenting('Green Street 1'), consenting('Mill Road 2'), customer('rejected')];
    expect(rowsOf(all, { search: ' green' }).map(({ name }) => name)).toEqual(['Green Street 1']);
    expect(rowsOf(all, { state: 'rejected' })).toHaveLength(1);
    expect(rowsOf(all, { search: 'green', state: 'rejected' })).toHaveLength(0);
    expect(countByState(all).map(({ state, count }) => [state, count])).toEqual([
      ['accepted', 2],
      ['rejected', 1],
    ]);
  });

  it('stand out in the last seven days of their consent, and no longer', () => {
    const endsIn = (days: number): string | null =>
      rowsOf([consenting('a', { ends_at: new Date(now + days * 86_400_000).toISOString() })])[0]
        ?.soon ?? null;
    expect(endsIn(0.5)).toBe('ends within a day');
    expect(endsIn(2.1)).toBe('ends within 3 days');
    expect(endsIn(7)).toBe('ends within 7 days');
    expect(endsIn(7.1)).toBeNull();
    expect(endsIn(-1)).toBeNull();
  });

  it('tell the last day of a consent, and when it begins while it has not', () => {
    expect(rowsOf([consenting('a')])[0]).toMatchObject({
      until: '31 Dec 2026',
      stateText: 'Consents',
    });
    expect(rowsOf([consenting('a', { starts_at: '2026-12-09T23:00:00Z' })])[0]?.stateText).toBe(
      'Consents from 10 Dec 2026 on',
    );
  });

  it('tell what was asked for and not given', () => {
    const told = (given: Partial<ConsentTerms>): string[] =>
      missing(asked, { ...asked, ...given }, 'en-GB', zone);
    expect(told({})).toEqual([]);
    expect(told({ fields: ['grid'] })).toEqual(['without solar and gas']);
    expect(told({ detail: 'day' })).toEqual(['days instead of quarter-hours']);
    expect(told({ history_from: '2026-05-31T22:00:00Z' })).toEqual(['nothing before 1 June 2026']);
    expect(told({ starts_at: '2026-11-30T23:00:00Z' })).toEqual(['only from 1 December 2026 on']);
    expect(told({ ends_at: '2026-12-09T23:00:00Z' })).toEqual([
      'until 9 December 2026 instead of 31 December 2026',
    ]);
  });
});
