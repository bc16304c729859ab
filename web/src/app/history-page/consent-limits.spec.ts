import { ConsentTerms } from '../api/types';
import {
  limitsOf,
  newestWithin,
  noLimits,
  stepWithin,
  unitsWithin,
  viewWithin,
} from './consent-limits';
import { viewFrom } from './history-view';

const zone = 'Europe/Amsterdam';
const today = '2026-11-30';
const terms = (more: Partial<ConsentTerms>): ConsentTerms => ({
  fields: ['grid'],
  detail: 'day',
  history_from: '2026-08-31T22:00:00Z',
  starts_at: '2026-10-01T00:00:00Z',
  ends_at: '2026-12-31T00:00:00Z',
  ...more,
});
const day = viewFrom({}, today);

describe('the limits of a consent', () => {
  it('are none in a home of one’s own', () => {
    expect(unitsWithin(noLimits)).toContain('day');
    expect(viewWithin(day, noLimits, today)).toEqual(day);
    expect(stepWithin(day, noLimits)).toBe('hour');
  });

  it('offer all periods of slots and of live values', () => {
    for (const detail of ['live', 'slot'] as const) {
      const limits = limitsOf(terms({ detail }), zone);
      expect(limits.reason).toBeNull();
      expect(viewWithin(day, limits, today)).toEqual(day);
    }
  });

  it('of days begin where a whole day is seen, and show no day by itself', () => {
    const limits = limitsOf(terms({}), zone);
    expect(limits.first).toBe('2026-09-01');
    expect(limitsOf(terms({ history_from: '2026-08-31T22:15:00Z' }), zone).first).toBe(
      '2026-09-02',
    );
    expect(unitsWithin(limits)).toEqual(['week', 'month', 'quarter', 'year', 'range']);
    expect(viewWithin(day, limits, today)).toMatchObject({ unit: 'month', from: '2026-11-01' });
    const twoDays = viewFrom({ period: 'range', from: '2026-11-10', to: '2026-11-11' }, today);
    expect(stepWithin(viewWithin(twoDays, limits, today), limits)).toBe('day');
  });

  it('of months take whole months, of ranges too', () => {
    const limits = limitsOf(terms({ detail: 'month', history_from: '2026-09-10T00:00:00Z' }), zone);
    expect(limits.first).toBe('2026-10-01');
    expect(viewWithin(day, limits, today)).toMatchObject({ unit: 'year', from: '2026-01-01' });
    const range = viewFrom({ period: 'range', from: '2026-09-15', to: '2026-11-02' }, today);
    expect(viewWithin(range, limits, today)).toMatchObject({
      from: '2026-09-01',
      to: '2026-12-01',
    });
    const quarter = viewFrom({ period: 'quarter' }, today);
    expect(stepWithin(viewWithin(quarter, limits, today), limits)).toBe('month');
  });

  it('end with what is over: on the first of a month the month before is shown', () => {
    expect(newestWithin(noLimits, '2026-12-01')).toBe('2026-12-01');
    expect(newestWithin(limitsOf(terms({ detail: 'live' }), zone), '2026-12-01')).toBe(
      '2026-12-01',
    );
    expect(newestWithin(limitsOf(terms({ detail: 'day' }), zone), '2026-12-01')).toBe('2026-11-30');
    expect(newestWithin(limitsOf(terms({ detail: 'month' }), zone), '2027-01-15')).toBe(
      '2026-12-31',
    );
  });
});
