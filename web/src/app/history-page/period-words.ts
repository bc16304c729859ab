import { clockTime, timeAs, timesAs } from '../energy/home-clock';
import { LocalDate, plusDays } from '../energy/local-date';
import { HistoryView, Step } from './history-view';

/** The words for periods. Whole dates are told without a zone; instants on the home's clock. */

const calendar = 'UTC';
const dayMonthYear = { day: 'numeric', month: 'long', year: 'numeric' } as const;

/** The period in view: "Monday 30 November 2026", "23 – 29 November 2026", "November 2026", … */
export function periodName(view: HistoryView, locale: string): string {
  const from = Date.parse(view.from);
  const last = Date.parse(plusDays(view.to, -1));
  switch (view.unit) {
    case 'day':
      return timeAs(from, locale, calendar, { weekday: 'long', ...dayMonthYear });
    case 'month':
      return timeAs(from, locale, calendar, { month: 'long', year: 'numeric' });
    case 'quarter':
      return $localize`Quarter ${(Number(view.from.slice(5, 7)) + 2) / 3}:number: of ${view.from.slice(0, 4)}:year:`;
    case 'year':
      return view.from.slice(0, 4);
    case 'week':
    case 'range':
      return timesAs(from, last, locale, calendar, dayMonthYear);
  }
}

/** A date, or the first and the last of some in a row. */
export function datesName(first: LocalDate, last: LocalDate, locale: string): string {
  return timesAs(Date.parse(first), Date.parse(last), locale, calendar, dayMonthYear);
}

/** A span between two instants, by its dates: "October 2026" when it is a whole month, else its first and last date. */
export function spanName(from: number, to: number, locale: string, zone: string): string {
  const first = dateOf(from, zone);
  const end = dateOf(to, zone);
  if (first.day === 1 && end.day === 1 && isMidnight(from, zone) && isMidnight(to, zone)) {
    const months = (end.year - first.year) * 12 + end.month - first.month;
    if (months === 1) {
      return timeAs(from, locale, zone, { month: 'long', year: 'numeric' });
    }
    if (months === 3 && first.month % 3 === 1) {
      return $localize`Quarter ${(first.month + 2) / 3}:number: of ${first.year}:year:`;
    }
    if (months === 12 && first.month === 1) {
      return `${first.year}`;
    }
  }
  return timesAs(from, to - 1, locale, zone, dayMonthYear);
}

/** The short label below a bar. */
export function barTick(at: number, step: Step, locale: string, zone: string): string {
  switch (step) {
    case 'hour':
      return timeAs(at, locale, zone, { hour: '2-digit', hourCycle: 'h23' }).replace(/\D+$/, '');
    case 'day':
      return timeAs(at, locale, zone, { day: 'numeric' }).replace(/\D+$/, '');
    case 'week':
      return timeAs(at, locale, zone, { day: 'numeric', month: 'short' });
    case 'month':
      return timeAs(at, locale, zone, { month: 'short' });
    case 'year':
      return timeAs(at, locale, zone, { year: 'numeric' });
  }
}

/** What a bar is, in full. */
export function barName(
  from: number,
  to: number,
  step: Step,
  locale: string,
  zone: string,
): string {
  switch (step) {
    case 'hour':
      return `${clockTime(from, locale, zone)} – ${clockTime(to, locale, zone)}`;
    case 'day':
      return timeAs(from, locale, zone, { weekday: 'short', day: 'numeric', month: 'short' });
    case 'week':
      return timesAs(from, to - 1, locale, zone, { day: 'numeric', month: 'short' });
    case 'month':
      return timeAs(from, locale, zone, { month: 'long', year: 'numeric' });
    case 'year':
      return timeAs(from, locale, zone, { year: 'numeric' });
  }
}

export function stepName(step: Step): string {
  const names: Record<Step, string> = {
    hour: $localize`Hour`,
    day: $localize`Day`,
    week: $localize`Week`,
    month: $localize`Month`,
    year: $localize`Year`,
  };
  return names[step];
}

/** The date on which an instant falls at home. */
function dateOf(at: number, zone: string): { year: number; month: number; day: number } {
  const [year = 0, month = 0, day = 0] = timeAs(at, 'en-CA', zone, {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  })
    .split('-')
    .map(Number);
  return { year, month, day };
}

function isMidnight(at: number, zone: string): boolean {
  return dateOf(at - 1, zone).day !== dateOf(at, zone).day;
}
