import { applyMessage, noValues } from './live-values';
import { Snapshot, readMessage } from './messages';

const snapshot: Snapshot = {
  type: 'snapshot',
  home: 'h',
  seq: 1,
  t: '2026-11-25T10:00:00Z',
  connection: { state: 'connected', message: '' },
  power: { a: 1, b: 2 },
  age: { a: '2026-11-25T09:59:59Z' },
  kind: { b: 'mean' },
  mean_s: { b: 30 },
  state: { soc: 50 },
  balance: { home: 3, grid: 3 },
  today: { date: '2026-11-25', from: '2026-11-25T00:00:00Z', home: 1 },
};

describe('applyMessage', () => {
  it('merges changes into what the snapshot said', () => {
    const values = applyMessage(applyMessage(noValues, snapshot), {
      type: 'power',
      home: 'h',
      seq: 2,
      t: snapshot.t,
      power: { a: 5 },
      balance: { home: 7, grid: 7 },
    });
    expect(values.power).toEqual({ a: 5, b: 2 });
    expect(values.balance?.home).toBe(7);
    expect(values.kind).toEqual({ b: 'mean' });
    expect(values.meanSeconds).toEqual({ b: 30 });
  });

  it('starts anew with each snapshot', () => {
    const values = applyMessage(applyMessage(noValues, snapshot), { ...snapshot, power: { c: 9 } });
    expect(values.power).toEqual({ c: 9 });
  });

  it('forgets everything when the home is gone', () => {
    const values = applyMessage(applyMessage(noValues, snapshot), {
      type: 'gone',
      home: 'h',
      reason: 'forbidden',
    });
    expect(values.power).toEqual({});
    expect(values.gone).toBe('forbidden');
  });

  it('shows progress until it is complete', () => {
    const progress = { type: 'progress', home: 'h', seq: 2, task: 'backfill' } as const;
    expect(applyMessage(noValues, { ...progress, done: 1, total: 4 }).progress).toEqual({
      done: 1,
      total: 4,
    });
    expect(applyMessage(noValues, { ...progress, done: 4, total: 4 }).progress).toBeNull();
  });
});

describe('readMessage', () => {
  it.each(['not json', '7', 'null', '{}', '{"type":"surprise"}'])('ignores %s', (text) => {
    expect(readMessage(text)).toBeNull();
  });
});
