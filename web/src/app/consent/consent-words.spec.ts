import { documentedCodes } from '../api/documented-codes';
import { ConsentTerms, Permission } from '../api/types';
import {
  ConsentState,
  Detail,
  SharedField,
  changeText,
  detailNames,
  details,
  fieldNames,
  stateText,
  termsText,
  webAddress,
} from './consent-words';

const zone = 'Europe/Berlin';
const now = Date.parse('2026-11-30T12:00:00Z');
const terms: ConsentTerms = {
  fields: ['grid', 'gas'],
  detail: 'day',
  history_from: '2025-12-31T23:00:00Z',
  starts_at: '2026-11-29T23:00:00Z',
  ends_at: '2027-11-29T23:00:00Z',
};
const permission: Permission = {
  id: 'p',
  provider: { id: 'x', name: 'Stadtwerk', policy_link: 'https://sw.example/p', contact: 'a@b.c' },
  purpose: 'To advise on heating',
  state: 'requested',
  asked: terms,
  given: null,
  answer_by: '2026-12-09T23:00:00Z',
  history: [{ state: 'requested', at: '2026-11-30T09:05:00Z', by_name: 'Ada' }],
};
const states = documentedCodes<ConsentState>('Permission', 'state');

describe('what is said of a consent', () => {
  it('tells a span by the home’s dates, its last day included', () => {
    const text = termsText(terms, 'en-GB', zone);
    expect(text.span).toBe('From 30 November 2026 to the end of 29 November 2027');
    expect(text.history).toBe('Back to 1 January 2026, nothing older');
  });
  it('tells times where a span does not begin or end at midnight', () => {
    const text = termsText(
      { ...terms, starts_at: '2026-11-30T10:15:00Z', ends_at: '2026-12-01T11:00:00Z' },
      'en-GB',
      zone,
    );
    expect(text.span).toContain('11:15');
    expect(text.span).toContain('12:00');
    expect(text.span).not.toContain('the end of');
  });
  it('does not count years of which nobody has figures', () => {
    expect(termsText({ ...terms, history_from: '1970-01-01T00:00:00Z' }, 'en', zone).history).toBe(
      'All that was ever recorded',
    );
  });
  it('tells that three fields together give away a fourth figure, and that fewer do not', () => {
    const three = termsText({ ...terms, fields: ['grid', 'solar', 'battery'] }, 'en', zone);
    expect(three.balance).toContain('also tell what the home uses');
    expect(termsText(terms, 'en', zone).balance).toContain('is not told');
  });
  it('knows every field, detail and state of the server, each in words of its own', () => {
    const fields = documentedCodes<SharedField>('ConsentTerms', 'fields');
    expect(Object.keys(fieldNames).sort()).toEqual([...fields].sort());
    const known = documentedCodes<Detail>('ConsentTerms', 'detail');
    expect([...details].sort()).toEqual([...known].sort());
    expect(new Set(known.map((detail) => detailNames[detail])).size).toBe(known.length);
    const said = states.map((state) => stateText({ ...permission, state }, now, 'en', zone));
    expect(new Set(said).size).toBe(states.length);
    const told = states.map((state) =>
      changeText({ state, at: '2026-11-30T09:05:00Z', by_name: 'Ada' }, 'Stadtwerk', 'en', zone),
    );
    expect(new Set(told).size).toBe(states.length);
  });
  it('says when an accepted consent begins, while it has not', () => {
    const accepted = { ...permission, state: 'accepted' as const };
    const later = { ...accepted, given: { ...terms, starts_at: '2026-12-31T23:00:00Z' } };
    expect(stateText(later, now, 'en-GB', zone)).toBe('Accepted, begins 1 January 2027');
    expect(stateText({ ...accepted, given: terms }, now, 'en-GB', zone)).toContain('In force');
  });
  it('says who brought it about and when, by the home’s clock', () => {
    expect(changeText(permission.history[0]!, 'Stadtwerk', 'en-GB', zone)).toBe(
      '30 November 2026 at 10:05: Ada took the request up.',
    );
  });
  it('leads to web addresses alone', () => {
    expect(webAddress('https://sw.example/privacy')?.host).toBe('sw.example');
    expect(webAddress('http://sw.example')).not.toBeNull();
    for (const text of [
      'javascript:alert(1)',
      'data:text/html,x',
      'sw.example',
      '//sw.example',
      'https://bank.example@evil.example/',
      '',
    ]) {
      expect(webAddress(text)).toBeNull();
    }
  });
});
