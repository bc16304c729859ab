import { Note } from '../api/types';
import { viewFrom } from './history-view';
import { dateToNote, marksOf, notesWithin } from './note-marks';

const note = (id: string, first: string, last: string): Note => ({
  id,
  first,
  last,
  text: `about ${id}`,
  by: '',
  by_name: 'Ada',
  at: '2025-11-25T12:00:00Z',
});
const day = 86_400_000;
const hour = 3_600_000;
/** Midnight of 2025-07-25 in Amsterdam. */
const start = Date.parse('2025-07-24T22:00:00Z');
const days = Array.from({ length: 7 }, (_, index) => ({
  from: start + index * day,
  to: start + (index + 1) * day,
}));

describe('notesWithin', () => {
  const notes = [note('a', '2025-07-20', '2025-07-25'), note('b', '2025-07-26', '2025-08-09')];

  it('takes what touches a date of the period, and nothing on the date behind it', () => {
    expect(notesWithin(notes, '2025-07-25', '2025-07-26')).toEqual([notes[0]]);
    expect(notesWithin(notes, '2025-07-26', '2025-07-27')).toEqual([notes[1]]);
    expect(notesWithin(notes, '2025-08-09', '2026-01-01')).toEqual([notes[1]]);
    expect(notesWithin(notes, '2025-08-10', '2026-01-01')).toEqual([]);
  });
});

describe('marksOf', () => {
  it('spans the bars of its dates on the calendar of the home', () => {
    expect(marksOf([note('a', '2025-07-26', '2025-07-28')], days, 'Europe/Amsterdam')).toEqual([
      { key: 'a', from: 1, to: 3, text: 'about a' },
    ]);
  });

  it('ends where the bars end, and is not there beside them', () => {
    const notes = [
      note('before', '2025-07-01', '2025-07-24'),
      note('over', '2025-07-01', '2025-08-30'),
    ];
    expect(marksOf(notes, days, 'Europe/Amsterdam')).toEqual([
      { key: 'over', from: 0, to: 6, text: 'about over' },
    ]);
  });

  it('stands above the month that a single date is in, and above every hour of its day', () => {
    const year = [
      { from: Date.parse('2025-06-30T22:00:00Z'), to: Date.parse('2025-07-31T22:00:00Z') },
      { from: Date.parse('2025-07-31T22:00:00Z'), to: Date.parse('2025-08-31T22:00:00Z') },
    ];
    const one = [note('a', '2025-07-31', '2025-07-31')];
    expect(marksOf(one, year, 'Europe/Amsterdam')[0]).toMatchObject({ from: 0, to: 0 });
    const hours = Array.from({ length: 24 }, (_, index) => ({
      from: start + 6 * day + index * hour,
      to: start + 6 * day + (index + 1) * hour,
    }));
    expect(marksOf(one, hours, 'Europe/Amsterdam')[0]).toMatchObject({ from: 0, to: 23 });
  });
});

describe('dateToNote', () => {
  it('is today in a period that holds it, else the first of the period', () => {
    const today = '2025-11-25';
    expect(dateToNote(viewFrom({ period: 'month' }, today), today)).toBe(today);
    expect(dateToNote(viewFrom({ period: 'month', date: '2025-10-04' }, today), today)).toBe(
      '2025-10-01',
    );
  });
});
