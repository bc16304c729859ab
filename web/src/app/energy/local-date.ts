/**
 * Dates of the calendar, "2026-11-30", without a zone: the server alone knows when they begin in a home. They are
 * counted in UTC, where every day has 24 hours.
 */
export type LocalDate = string;

export type CalendarUnit = 'day' | 'week' | 'month' | 'quarter' | 'year';

const dayMs = 86_400_000;
const earliest = '1970-01-01';
const latest = '9999-12-31';

/** Whether the text is a date that exists, of the years the server takes. */
export function isLocalDate(text: string): boolean {
  return (
    /^\d{4}-\d{2}-\d{2}$/.test(text) &&
    text >= earliest &&
    text <= latest &&
    Number.isFinite(Date.parse(text)) &&
    dateFrom(Date.parse(text)) === text
  );
}

export function plusDays(date: LocalDate, days: number): LocalDate {
  return dateFrom(Date.parse(date) + days * dayMs);
}

/** Days from one date to a later one. */
export function daysBetween(from: LocalDate, to: LocalDate): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / dayMs);
}

/** The first date of the unit that `date` is in. Weeks start on Monday, as on the server. */
export function firstOf(unit: CalendarUnit, date: LocalDate): LocalDate {
  const [year, month] = partsOf(date);
  switch (unit) {
    case 'day':
      return date;
    case 'week':
      return plusDays(date, -((new Date(date).getUTCDay() + 6) % 7));
    case 'month':
      return of(year, month);
    case 'quarter':
      return of(year, month - ((month - 1) % 3));
    case 'year':
      return of(year, 1);
  }
}

/** The first date of the unit that is `by` after the one that starts with `first`. */
export function plusUnits(unit: CalendarUnit, first: LocalDate, by: number): LocalDate {
  const [year, month] = partsOf(first);
  switch (unit) {
    case 'day':
      return plusDays(first, by);
    case 'week':
      return plusDays(first, 7 * by);
    case 'month':
      return of(year, month + by);
    case 'quarter':
      return of(year, month + 3 * by);
    case 'year':
      return of(year + by, month);
  }
}

function partsOf(date: LocalDate): [number, number] {
  return [Number(date.slice(0, 4)), Number(date.slice(5, 7))];
}

function of(year: number, month: number): LocalDate {
  return dateFrom(Date.UTC(year, month - 1, 1));
}

function dateFrom(at: number): LocalDate {
  return new Date(at).toISOString().slice(0, 10);
}
