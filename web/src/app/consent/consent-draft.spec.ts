import { ConsentTerms } from '../api/types';
import {
  ConsentDraft,
  DraftFault,
  detailsFrom,
  draftOf,
  isPart,
  partOf,
  termsFrom,
} from './consent-draft';

const zone = 'Europe/Berlin';
const now = Date.parse('2026-11-30T12:00:00Z');
const asked: ConsentTerms = {
  fields: ['grid', 'solar', 'battery'],
  detail: 'slot',
  history_from: '2025-12-31T23:00:00Z',
  starts_at: '2026-11-30T09:30:00Z',
  ends_at: '2027-03-31T22:00:00Z',
};
const whole = draftOf(asked, zone);

function result(changes: Partial<ConsentDraft>): ConsentTerms {
  return termsFrom(asked, { ...whole, ...changes }, zone, now).terms;
}
function faults(changes: Partial<ConsentDraft>): readonly DraftFault[] {
  return termsFrom(asked, { ...whole, ...changes }, zone, now).faults;
}

describe('a consent in the making', () => {
  it('begins with all that was asked, in the home’s dates', () => {
    expect(whole).toEqual({
      fields: ['grid', 'solar', 'battery'],
      detail: 'slot',
      historyFrom: '2026-01-01',
      firstDay: '2026-11-30',
      lastDay: '2027-03-31',
    });
    expect(termsFrom(asked, whole, zone, now)).toEqual({ terms: asked, faults: [] });
    expect(partOf(asked, asked)).toEqual({});
    expect(isPart(asked, asked)).toBe(false);
  });
  it('leaves the past open where all of it was asked', () => {
    expect(draftOf({ ...asked, history_from: '1970-01-01T00:00:00Z' }, zone).historyFrom).toBe('');
  });
  it('gives fewer fields, in the order they were asked', () => {
    expect(result({ fields: ['battery', 'grid'] }).fields).toEqual(['grid', 'battery']);
    expect(faults({ fields: [] })).toEqual(['no_fields']);
  });
  it('never gives a field or a detail that was not asked', () => {
    expect(result({ fields: ['grid', 'gas'], detail: 'live' })).toMatchObject({
      fields: ['grid'],
      detail: 'slot',
    });
    expect(detailsFrom('day')).toEqual(['day', 'month']);
    expect(result({ detail: 'month' }).detail).toBe('month');
  });
  it('cuts the past, the start and the end at the home’s midnights', () => {
    expect(result({ historyFrom: '2026-07-01' }).history_from).toBe('2026-06-30T22:00:00.000Z');
    expect(result({ firstDay: '2026-12-01' }).starts_at).toBe('2026-11-30T23:00:00.000Z');
    // The last day is the consent's, to its end; the clock changes within the asked span.
    expect(result({ lastDay: '2027-03-30' }).ends_at).toBe('2027-03-30T22:00:00.000Z');
    expect(result({ lastDay: '2027-03-27' }).ends_at).toBe('2027-03-27T23:00:00.000Z');
  });
  it('keeps the time of day of what was left as it was', () => {
    expect(result({ detail: 'day' }).starts_at).toBe(asked.starts_at);
    expect(result({ firstDay: '', lastDay: '', historyFrom: '' })).toEqual(asked);
  });
  it('refuses whatever would be wider', () => {
    expect(faults({ historyFrom: '2025-12-31' })).toEqual(['history_wider']);
    expect(faults({ firstDay: '2026-11-29' })).toEqual(['starts_wider']);
    expect(faults({ lastDay: '2027-04-01' })).toEqual(['ends_wider']);
    expect(result({ lastDay: '2027-04-01' })).toEqual(asked);
    expect(faults({ lastDay: 'soon' })).toEqual(['ends_wider']);
  });
  it('refuses a consent that has no time', () => {
    expect(faults({ lastDay: '2026-11-29' })).toEqual(['no_time']);
    expect(faults({ firstDay: '2027-01-10', lastDay: '2027-01-09' })).toEqual(['no_time']);
    expect(faults({ firstDay: '2027-01-10', lastDay: '2027-01-10' })).toEqual([]);
  });
  it('tells the server what is less, and nothing else', () => {
    const terms = result({ fields: ['grid'], lastDay: '2027-01-31' });
    expect(partOf(asked, terms)).toEqual({
      fields: ['grid'],
      ends_at: '2027-01-31T23:00:00.000Z',
    });
    expect(isPart(asked, terms)).toBe(true);
  });
});
