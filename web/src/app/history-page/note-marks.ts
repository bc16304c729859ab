import { Note } from '../api/types';
import type { ChartMark } from '../chart/bar-chart';
import { localDateAt } from '../energy/home-clock';
import { LocalDate, plusDays } from '../energy/local-date';
import { HistoryView } from './history-view';

/** The notes about any date of [from, to), in the order they came. */
export function notesWithin(notes: readonly Note[], from: LocalDate, to: LocalDate): Note[] {
  return notes.filter((note) => note.first < to && from <= note.last);
}

/** Where each note stands above bars that lie from one instant to another on the home's calendar. */
export function marksOf(
  notes: readonly Note[],
  bars: readonly { readonly from: number; readonly to: number }[],
  zone: string,
): ChartMark[] {
  const dates = bars.map((bar) => ({
    first: localDateAt(bar.from, zone),
    last: localDateAt(bar.to - 1, zone),
  }));
  return notes.flatMap((note) => {
    const isOn = dates.map((bar) => note.first <= bar.last && bar.first <= note.last);
    const from = isOn.indexOf(true);
    return from < 0 ? [] : [{ key: note.id, from, to: isOn.lastIndexOf(true), text: note.text }];
  });
}

/** The date that a new note is about unless told: today when it is in view, else the view's first. */
export function dateToNote(view: HistoryView, today: LocalDate): LocalDate {
  return view.from <= today && today <= plusDays(view.to, -1) ? today : view.from;
}
