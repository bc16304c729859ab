import { blankDraft, faultsFrom, faultsOf, requestFrom } from './request-draft';

const today = '2026-11-30';
const draft = { ...blankDraft(today), purpose: 'To advise on heating' };

describe('a request for consent', () => {
  it('asks for little until more is ticked', () => {
    expect(draft).toMatchObject({ fields: ['grid'], detail: 'day', starts: today });
    expect(faultsOf(draft, today)).toEqual({});
  });

  it('is not sent without words, fields and dates that follow each other', () => {
    expect(Object.keys(faultsOf({ ...draft, purpose: ' too  ' }, today))).toEqual(['purpose']);
    expect(Object.keys(faultsOf({ ...draft, purpose: 'x'.repeat(401) }, today))).toEqual([
      'purpose',
    ]);
    expect(Object.keys(faultsOf({ ...draft, fields: [] }, today))).toEqual(['fields']);
    expect(Object.keys(faultsOf({ ...draft, starts: '' }, today))).toEqual(['starts']);
    expect(Object.keys(faultsOf({ ...draft, ends: '2026-11-29' }, today))).toEqual(['ends']);
    expect(Object.keys(faultsOf({ ...draft, starts: '2028-01-01' }, today))).toEqual(['ends']);
    expect(Object.keys(faultsOf({ ...draft, answerBy: '2026-11-29' }, today))).toEqual([
      'answerBy',
    ]);
  });

  it('means last days with all of them', () => {
    const request = requestFrom(
      { ...draft, purpose: ' To advise\non heating ', ends: '2026-12-31', answerBy: '2026-12-14' },
      'Europe/Amsterdam',
    );
    expect(request.purpose).toBe('To advise on heating');
    expect(request.terms.starts_at).toBe('2026-11-29T23:00:00.000Z');
    expect(request.terms.ends_at).toBe('2026-12-31T23:00:00.000Z');
    expect(request.answer_by).toBe('2026-12-14T23:00:00.000Z');
  });

  it('shows what the server refused at the field that it names', () => {
    const fault = { pointer: '/terms/ends_at', code: 'order', detail: 'must be ahead' };
    expect(faultsFrom([fault])).toEqual({ ends: 'must be ahead' });
    expect(faultsFrom([{ ...fault, pointer: '/terms/fields/0' }])).toBeNull();
    expect(faultsFrom([])).toBeNull();
  });
});
