import { PowerRow, emptyRow } from '../energy/balance';
import { PowerHistory } from './power-history';

const row = (home: number): PowerRow => ({ ...emptyRow, home });
const start = Date.parse('2026-11-25T10:00:00Z');
const minute = 60_000;

describe('PowerHistory', () => {
  it('keeps one row a second of the newest hour, the last value winning', () => {
    const history = new PowerHistory();
    history.push(start, row(1));
    history.push(start + 300, row(2));
    history.push(start + 1000, row(3));
    expect(history.since('hour', start).values.home).toEqual([2, 3]);
  });

  it('averages the day by the minute', () => {
    const history = new PowerHistory();
    [100, 200, 300].forEach((watts, second) => history.push(start + second * 1000, row(watts)));
    expect(history.since('day', start).values.home).toEqual([200]);
  });

  it('puts the server’s rows before what arrived live', () => {
    const history = new PowerHistory();
    history.push(start + 10 * minute, row(9));
    history.seed('day', { t: [start, start + minute], rows: [row(1), row(2)] });
    expect(history.since('day', start).values.home).toEqual([1, 2, 9]);
  });

  it('replaces rows of a span that is seeded again', () => {
    const history = new PowerHistory();
    history.seed('day', { t: [start, start + minute], rows: [row(1), row(2)] });
    history.seed('day', { t: [start, start + minute], rows: [row(5), row(6)] });
    expect(history.since('day', start).values.home).toEqual([5, 6]);
  });

  it('draws no line across an interruption', () => {
    const history = new PowerHistory();
    history.push(start, row(1));
    history.interrupt(start);
    history.push(start + 30_000, row(2));
    expect(history.since('hour', start).values.home).toEqual([1, null, 2]);
  });

  it('ignores what is older than the newest row', () => {
    const history = new PowerHistory();
    history.push(start + 5000, row(2));
    history.push(start, row(1));
    expect(history.since('hour', start - minute).values.home).toEqual([2]);
  });

  it('hands out one row before the view, so that the line runs in from the edge', () => {
    const history = new PowerHistory();
    history.push(start, row(1));
    history.push(start + 10_000, row(2));
    expect(history.since('hour', start + 5000).values.home).toEqual([1, 2]);
  });
});
