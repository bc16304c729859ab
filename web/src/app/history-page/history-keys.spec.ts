import { viewForKey } from './history-keys';
import { viewFrom } from './history-view';

const today = '2026-11-30';
const now = viewFrom({}, today);

describe('keys of the history page', () => {
  it('step to the period before, and never into the future', () => {
    expect(viewForKey('ArrowLeft', now, today)?.from).toBe('2026-11-29');
    expect(viewForKey('ArrowRight', now, today)).toBeNull();
    const yesterday = viewFrom({ date: '2026-11-29' }, today);
    expect(viewForKey('ArrowRight', yesterday, today)?.from).toBe(today);
  });

  it('choose the kind of period, today, and what to compare with', () => {
    expect(viewForKey('m', now, today)).toMatchObject({ unit: 'month', from: '2026-11-01' });
    const march = viewFrom({ period: 'month', date: '2026-03-01', compare: 'year' }, today);
    expect(viewForKey('t', march, today)).toMatchObject({
      unit: 'month',
      from: '2026-11-01',
      compare: 'year',
    });
    expect(viewForKey('c', now, today)?.compare).toBe('previous');
    expect(viewForKey('c', { ...now, compare: 'year' }, today)?.compare).toBe('none');
    const year = viewFrom({ period: 'year', compare: 'previous' }, today);
    expect(viewForKey('c', year, today)?.compare).toBe('none');
  });

  it('mean nothing else', () => {
    expect(viewForKey('x', now, today)).toBeNull();
  });
});
